import ArgumentParser
import Networks
import Terminal

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look into model files.",
    subcommands: [ModelInfoCommand.self])
}

struct ModelInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a model is, what it was trained on and under which licence it stands.",
    discussion: """
      Example:

        contourist model info cardiac-cine.onnx

      Of another program's ONNX file it shows what that says of itself.
      """)

  @Argument(help: "The model, an ONNX file.")
  var model: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let bytes = try readFile(model)
    let report: ModelReport
    do throws(NetworkError) {
      report = try ModelReport(path: model, bytes)
    } catch {
      throw DataError("\(model): \(error)")
    }
    if json {
      try printJSON(report)
    } else {
      print(report.text)
    }
  }
}
