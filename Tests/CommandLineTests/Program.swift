import Foundation
import Testing

/// What a run of the built program came to.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String
}

/// The program beside the test bundle.
let binary: URL = {
  var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  // Some runners start the tests from elsewhere: then the build folder is known from here.
  if !FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("contourist").path)
  {
    folder = packageRoot.appendingPathComponent(".build/debug")
  }
  return folder.appendingPathComponent("contourist")
}()

/// The folder of Package.swift.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// A file of SampleData or Annotations.
func sample(_ path: String) -> String { packageRoot.appendingPathComponent(path).path }

/// Runs `contourist` and waits for it.
func contourist(_ arguments: String..., input: String = "") throws -> Outcome {
  try contourist(arguments, input: input)
}

/// Runs `contourist` and waits for it.
func contourist(
  _ arguments: [String], input: String = "", environment: [String: String]? = nil
) throws -> Outcome {
  let process = Process()
  if let environment { process.environment = environment }
  process.executableURL = binary
  process.arguments = arguments
  // Files instead of pipes: a pipe fills when output and input are long.
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  func file(_ name: String, _ text: String) throws -> URL {
    let url = folder.appendingPathComponent(name)
    try text.write(to: url, atomically: false, encoding: .utf8)
    return url
  }
  let output = try file("output", "")
  let errors = try file("errors", "")
  process.standardInput = try FileHandle(forReadingFrom: file("input", input))
  process.standardOutput = try FileHandle(forWritingTo: output)
  process.standardError = try FileHandle(forWritingTo: errors)
  try process.run()
  process.waitUntilExit()
  return Outcome(
    status: process.terminationStatus,
    output: try String(contentsOf: output, encoding: .utf8),
    errors: try String(contentsOf: errors, encoding: .utf8))
}

/// A JSON object from a program's output.
func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
