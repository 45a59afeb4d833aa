import ArgumentParser
import DICOMWeb
import Foundation
import ImageFiles
import Terminal

struct DICOMWebSend: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Store DICOM files on a server.",
    discussion: """
        contourist dicomweb send https://pacs.example.org/dicom-web lv.dcm
        contourist dicomweb send https://pacs.example.org/dicom-web scan/ --json

      Of folders all DICOM files in them and below. Each file's line says what became of it; the \
      exit code is 65 where one was not stored. Nothing is sent twice by itself.
      """)

  @OptionGroup var server: DICOMWebOptions
  @Argument(help: "DICOM files, or folders of them.") var input: [String]
  @Option(help: "Into this study alone; files of others are refused by the server.")
  var study: IdentifierArgument?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let client = try server.client()
    let files = try input.flatMap { try dicomFiles($0) }
    guard !files.isEmpty else {
      throw DataError("\(input.joined(separator: ", ")): there is no DICOM file")
    }
    let progress = ProgressLine(isSilent: json)
    defer { progress.show("") }
    // Looked at before anything is sent: a file that cannot be does not stop others half-way.
    let instances = try files.map { try SendableInstance($0) }
    var results: [StoredInstance] = []
    // However it ends, what was stored is said.
    defer {
      if json { try? printJSON(SendReport(results)) }
    }
    try conversing(progress) {
      try client.store(instances, study: study?.text) { stored in
        results += stored
        progress.show("")
        if !json { stored.forEach { print("\($0.instance.path)  \($0.result)") } }
        progress.show("\(results.count) of \(instances.count)")
      }
    }
    progress.show("")
    let stored = results.count { $0.result.isStored }
    guard stored == instances.count else {
      throw DataError(
        "\(instances.count - stored) of \(counted(instances.count, "instance")) not stored")
    }
    if !json { print("\(counted(stored, "instance")) stored") }
  }
}

/// What `send` says.
private struct SendReport: Encodable {
  let stored: Int
  let instances: [Entry]

  struct Entry: Encodable {
    let path: String
    let instance: String
    let stored: Bool
    let result: String

    enum CodingKeys: String, CodingKey {
      case path, stored, result
      case instance = "instance_uid"
    }
  }

  init(_ results: [StoredInstance]) {
    stored = results.count { $0.result.isStored }
    instances = results.map {
      Entry(
        path: $0.instance.path, instance: $0.instance.sopInstance, stored: $0.result.isStored,
        result: "\($0.result)")
    }
  }
}
