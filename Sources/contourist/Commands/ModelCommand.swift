import ArgumentParser
import Networks
import Presegmentation
import Terminal

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "List model files, look into them, make them from weights.",
    subcommands: [ModelListCommand.self, ModelInfoCommand.self, ModelImportCommand.self])
}

struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models that are found by name.",
    discussion: """
        contourist model list

      They lie in the folder that the environment names in \(ModelFolders.variable), or in Models \
      beside the program or its package.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    var models: [SegmentationModel] = []
    for path in ModelFolders.files() {
      do {
        models.append(try SegmentationModel(path: path))
      } catch {
        warn("\(error)")
      }
    }
    let entries = models.map(ModelListEntry.init)
    if json { return try printJSON(entries) }
    if entries.isEmpty {
      print("no models in " + ModelFolders.all().joined(separator: ", "))
    } else {
      print(ModelListEntry.text(entries))
    }
  }
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
