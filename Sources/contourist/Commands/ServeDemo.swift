import Annotation
import AnnotationServer
import ArgumentParser
import Foundation
import Logging
import Terminal

struct ServeDemo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Fill a server's folder with samples that visitors may see.",
    discussion: """
        contourist serve demo --data output/server --samples SampleData \\
          --sessions Annotations --owner demo

      Takes each NAME.nii.gz of the samples that has a NAME.session.jsonl among the sessions, with \
      NAME_truth.nii.gz as its reference. What is there already stays.
      """)

  @OptionGroup var folder: ServerFolder
  @Option(help: "The folder of volumes.") var samples: String
  @Option(help: "The folder of their sessions.") var sessions: String
  @Option(help: "Account that the studies belong to.") var owner: String

  private static let titles = [
    "cardiac": "Heart, cine MRI (synthetic)", "tumour": "Brain tumour, FLAIR (synthetic)",
    "abdomen": "Abdomen, MRI (synthetic)",
  ]

  func run() async throws {
    let server = try await AnnotationServer(
      folder.configuration, logger: Logger(label: "contourist") { _ in JSONLogHandler() })
    let samples = URL(fileURLWithPath: samples, isDirectory: true)
    let sessions = URL(fileURLWithPath: sessions, isDirectory: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: sessions.path).sorted()
      .filter { $0.hasSuffix(Session.fileEnding) }.map(Session.name(ofFile:))
    guard !names.isEmpty else { throw DataError("\(sessions.path): there are no sessions") }
    for name in names {
      let truth = samples.appending(path: name + "_truth.nii.gz")
      let title = Self.titles[name] ?? name
      try await server.add(
        .init(
          image: samples.appending(path: name + ".nii.gz"),
          session: sessions.appending(path: name + Session.fileEnding),
          reference: FileManager.default.fileExists(atPath: truth.path) ? truth : nil,
          title: title), owner: owner)
      print("study   \(title)")
    }
    await server.close()
  }
}
