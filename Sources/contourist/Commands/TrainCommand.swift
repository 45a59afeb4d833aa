import ArgumentParser
import Foundation
import Terminal

/// Hands over to `contourist-train`, which is a program of its own because libtorch takes a while to
/// load.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on labelled images and save it as ONNX.")

  // Its --help too: the options are described where they are.
  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let program = folder.appendingPathComponent("contourist-train").path
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    execv(program, words)
    throw DataError(
      "\(program): the program that trains cannot be started "
        + "(\(String(cString: strerror(errno)))); build it with 'make build'")
  }
}
