import ArgumentParser
import DICOMWeb
import Foundation
import ImageFiles
import Terminal

struct DICOMWebFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Load a study, or a series of it, into a folder.",
    discussion: """
        contourist dicomweb fetch https://pacs.example.org/dicom-web --study 1.2.3 \\
          -o scan/

      Files are named by the numbers of their series and of themselves: series003/000017.dcm. They \
      come as the server has them, compressed or not. Run again, it loads what is not there yet; \
      nothing that is there is changed.
      """)

  @OptionGroup var server: DICOMWebOptions
  @Option(help: "The study's identifier.") var study: IdentifierArgument
  @Option(help: "One series of it.") var series: IdentifierArgument?
  @Option(name: .shortAndLong, help: "The folder; made where there is none.") var output: String
  @Option(help: "GB of one answer at most.") var limitGb = 128
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard 1...100_000 ~= limitGb else { throw ValidationError("--limit-gb is 1 to 100000") }
  }

  func run() throws {
    let client = try server.client()
    let progress = ProgressLine(isSilent: json)
    defer { progress.show("") }
    try conversing(progress) {
      var fetch = StudyFetch(
        client: client, study: study.text, folder: try InstanceFolder(output), progress: progress)
      fetch.limits.answer = limitGb * 1_000_000_000
      let done = try fetch.load(series: series?.text)
      progress.show("")
      if json { try printJSON(done) } else { print(done.text) }
      guard done.missing == 0 else {
        throw DataError(
          "\(counted(done.missing, "instance")) that the server lists did not come; run the same "
            + "command again")
      }
    }
  }
}

/// Loads what a folder lacks of a study.
private struct StudyFetch {
  let client: DICOMWebClient
  let study: String
  let folder: InstanceFolder
  let progress: ProgressLine
  var limits = RetrievalLimits()
  private var done: FetchReport

  init(client: DICOMWebClient, study: String, folder: InstanceFolder, progress: ProgressLine) {
    self.client = client
    self.study = study
    self.folder = folder
    self.progress = progress
    done = FetchReport(folder: folder.path)
  }

  mutating func load(series: String?) throws -> FetchReport {
    guard let all = try series.map({ [$0] }) ?? listedSeries() else {
      try retrieve(Retrieval(study: study))
      return done
    }
    for series in all { try load(series: series, listed: try listedInstances(of: series)) }
    return done
  }

  /// nil where the server does not tell; then the study is loaded as a whole.
  private func listedSeries() throws -> [String]? {
    let found = try listed(.series, series: nil, key: "SeriesInstanceUID")
    guard found?.isEmpty != true else {
      throw DataError("the server has no study \(study); `contourist dicomweb query` lists them")
    }
    return found
  }

  /// nil where the server does not tell, which costs the resuming alone.
  private func listedInstances(of series: String) throws -> [String]? {
    try listed(.instances, series: series, key: "SOPInstanceUID")
  }

  private func listed(
    _ level: SearchLevel, series: String?, key: DICOMTag
  ) throws -> [String]? {
    do {
      return try client.search(level, study: study, series: series).compactMap { $0.text(key) }
    } catch {
      // Servers need not offer searches.
      switch error as? DICOMWebError {
      case .refused(let status, _, _)? where [400, 404, 405, 406, 501].contains(status): return nil
      default: throw error
      }
    }
  }

  private mutating func load(series: String, listed: [String]?) throws {
    let missing = listed?.filter { !folder.instances.contains($0) }
    let there = (listed?.count ?? 0) - (missing?.count ?? 0)
    done.known += there
    if let missing, there > 0 {
      // A series can only be loaded as a whole: what is left of it comes one by one.
      for instance in missing {
        try retrieve(Retrieval(study: study, series: series, instance: instance))
      }
    } else if missing?.isEmpty != true {
      try retrieve(Retrieval(study: study, series: series))
    }
    done.missing += listed?.count { !folder.instances.contains($0) } ?? 0
  }

  private mutating func retrieve(_ retrieval: Retrieval) throws {
    var report = done
    defer { done = report }
    try client.retrieve(retrieval, into: folder, limits: limits) { kept in
      switch kept {
      case .new(_, let bytes):
        report.loaded += 1
        report.bytes += bytes
      case .known: report.known += 1
      }
      progress.show(
        "\(counted(report.loaded, "instance")) loaded, \(byteText(report.bytes))")
    }
  }
}

/// What `fetch` says.
private struct FetchReport: Encodable {
  let folder: String
  var loaded = 0
  var bytes = 0
  /// There before.
  var known = 0
  var missing = 0

  enum CodingKeys: String, CodingKey {
    case folder, loaded, bytes, missing
    case known = "there_before"
  }

  var text: String {
    "\(folder)  \(counted(loaded, "instance")) loaded (\(byteText(bytes)))"
      + (known > 0 ? ", \(known) there before" : "")
  }
}
