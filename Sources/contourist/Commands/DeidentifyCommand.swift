import Annotation
public import ArgumentParser
public import DICOMObjects
import Foundation
import ImageFiles
import Terminal

struct DeidentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deidentify",
    abstract: "Take out of DICOM files who the patient is.",
    discussion: """
        contourist deidentify scan/ -o clean/
        contourist deidentify scan/ more.dcm -o clean/ --dates shift \\
          --keep-characteristics --key study.key --report report.json

      Follows the basic application level confidentiality profile (DICOM PS3.15, annex E). \
      Identifiers are mapped in the same way in all files, so that series, studies and references \
      stay together; with --key also in those of another day. Private elements, curves and \
      overlays go. Files get names of their own. The pixels are not looked at: what may be written \
      in them is warned about. The report counts what was changed and holds no value.
      """)

  @Argument(help: "DICOM files, or folders of them.")
  var input: [String]

  @Option(name: .shortAndLong, help: "The folder to write: SERIES/NUMBER.dcm.")
  var output: String

  @Option(
    help: """
      What becomes of dates: remove, shift (moved back, all of a patient's alike) or keep.
      """)
  var dates = Deidentifier.Dates.remove

  @Flag(help: "Keep sex, age, size, weight and the like.")
  var keepCharacteristics = false

  @Flag(help: "Keep the names of a structure set's regions, which the profile takes away.")
  var keepStructureNames = false

  @Option(help: "The patient's new number and name; made of the key when left out.")
  var patient: String?

  @Option(
    help: """
      A file with the key of the pseudonyms, made where there is none. Keep it secret: who has it \
      can find out whether a pseudonym is a certain patient's.
      """)
  var key: String?

  @Option(help: "Write what was done as JSON.")
  var report: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    if let patient {
      let isClean = patient.unicodeScalars.allSatisfy { $0.value >= 32 && $0 != "\\" }
      guard 1...64 ~= patient.count, isClean else {
        throw ValidationError(
          "--patient has 1 to 64 letters, without backslashes and ends of lines")
      }
    }
    guard report == nil || report != key else {
      throw ValidationError("--report and --key are two files")
    }
  }

  func run() throws {
    try existing.check(report, inputs: input + [key])
    // What lies in it already would be taken for this patient's.
    let held = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard held.isEmpty,
      !FileManager.default.fileExists(atPath: output) || PresegmentInput.isFolder(output)
    else {
      throw DataError("\(output): is not an empty folder; give one, or a name that is free")
    }
    let files = try input.flatMap { try dicomFiles($0) }
    guard !files.isEmpty else {
      throw DataError("\(input.joined(separator: ", ")): there is no DICOM file")
    }
    var deidentifier = Deidentifier(
      Pseudonyms(key: try pseudonymKey()), program: "Contourist \(contouristVersion)")
    deidentifier.dates = dates
    deidentifier.keepsCharacteristics = keepCharacteristics
    deidentifier.keepsStructureNames = keepStructureNames
    deidentifier.patient = patient
    // Objects of a study may lack the patient that its images have.
    for file in files {
      guard (try? ImageFiles.isDICOM(file)) == true,
        let dataSet = try? DICOMDataSet(headerOf: file),
        let study = dataSet.text("StudyInstanceUID"), deidentifier.patients[study] == nil
      else { continue }
      deidentifier.patients[study] = Deidentifier.patient(of: dataSet)
    }

    Interruption.watch()
    let progress = ProgressLine(isSilent: json)
    defer { progress.show("") }
    var names = OutputNames()
    var done = DeidentificationReport()
    var skipped: [String] = []
    for (n, file) in files.enumerated() {
      guard !Interruption.isAsked else {
        progress.show("")
        printError("contourist: stopped; \(n) of \(files.count) files are done and whole")
        throw ExitCode.interrupted
      }
      progress.show("\(n + 1) of \(files.count)")
      guard let dataSet = readable(file, &skipped) else { continue }
      let (clean, report) = deidentifier.deidentified(dataSet)
      let path = output + "/" + names.next(clean)
      try Folders.make((path as NSString).deletingLastPathComponent)
      try clean.write(to: path)
      done.add(report)
    }
    progress.show("")
    guard skipped.count < files.count else {
      throw DataError("none of \(counted(files.count, "file")) could be read; nothing was written")
    }
    let summary = DeidentifySummary(
      output: output, files: files.count - skipped.count, skipped: skipped.count,
      report: done)
    if let report { try AtomicFile.write(Array(jsonText(summary).utf8), to: report) }
    if json { return try printJSON(summary) }
    done.warnings.forEach(warn)
    print(summary.text)
  }

  /// The elements of a file; nil, and a warning, for one that cannot be read.
  private func readable(_ path: String, _ skipped: inout [String]) -> DICOMDataSet? {
    do {
      // Directories name files that are no longer there.
      if let dataSet = try ImageFiles.dataSet(path) {
        if !dataSet.has("DirectoryRecordSequence") { return dataSet }
        warn("\(path): is a directory of media, whose names would no longer be right; left out")
      } else {
        warn("\(path): is no DICOM file; left out")
      }
    } catch {
      warn("\(error); left out")
    }
    skipped.append(path)
    return nil
  }

  private func pseudonymKey() throws -> [UInt8] {
    guard let key else { return Pseudonyms.randomKey() }
    if FileManager.default.fileExists(atPath: key) {
      guard let data = FileManager.default.contents(atPath: key),
        data.count >= Pseudonyms.shortestKey
      else {
        throw DataError(
          "\(key): is no key: it has fewer than \(Pseudonyms.shortestKey) bytes, or cannot be read")
      }
      return Array(data)
    }
    let made = Pseudonyms.randomKey()
    try AtomicFile.write(made, to: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    return made
  }

}

/// Names of files by series, which tell nothing of what they were called.
private struct OutputNames {
  private var series: [String: Int] = [:]
  private var counts: [String: Int] = [:]

  mutating func next(_ dataSet: DICOMDataSet) -> String {
    let uid = dataSet.text("SeriesInstanceUID") ?? ""
    let number = series[uid] ?? series.count + 1
    series[uid] = number
    counts[uid, default: 0] += 1
    return String(format: "series%03d/%06d.dcm", number, counts[uid] ?? 1)
  }
}

/// What `deidentify` says.
private struct DeidentifySummary: Encodable {
  let output: String
  let files: Int
  let skipped: Int
  let changed: [String: [String: Int]]
  let privateElements: Int
  let dates: Int
  let structureNames: Int
  let warnings: [String]

  enum CodingKeys: String, CodingKey {
    case output, files, skipped, changed, dates, warnings
    case privateElements = "private_elements"
    case structureNames = "structure_names_kept"
  }

  private static let names: [ConfidentialityAction: String] = [
    .remove: "removed", .empty: "emptied", .replace: "replaced", .map: "mapped",
  ]

  init(output: String, files: Int, skipped: Int, report: DeidentificationReport) {
    self.output = output
    self.files = files
    self.skipped = skipped
    changed = Dictionary(
      uniqueKeysWithValues: report.changed.map { (Self.names[$0] ?? $0.rawValue, $1) })
    privateElements = report.privateElements
    dates = report.dates
    structureNames = report.structureNames
    warnings = report.warnings
  }

  var text: String {
    var lines = changed.sorted { $0.key < $1.key }.map { action, counts in
      "\(action)  "
        + counts.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", ")
    }
    lines.append("private elements removed  \(privateElements)")
    if dates > 0 { lines.append("dates and times kept or moved  \(dates)") }
    if structureNames > 0 { lines.append("names of structures kept  \(structureNames)") }
    lines.append(
      "folder  \(output)/  (\(counted(files, "file"))"
        + (skipped > 0 ? ", \(skipped) left out" : "") + ")")
    return lines.joined(separator: "\n")
  }
}

extension Deidentifier.Dates: ExpressibleByArgument {}
