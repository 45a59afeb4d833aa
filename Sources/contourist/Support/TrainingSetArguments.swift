import Annotation
import ArgumentParser
import Datasets
import Foundation
import Terminal
import Volumes

/// What `export` is asked about a training set.
struct TrainingSetArguments: ParsableArguments {
  @Option(help: "This many patients for validation.")
  var validation = 0

  @Option(help: "This many patients for tests.")
  var test = 0

  @Option(help: "Seed of the split.")
  var seed: UInt64 = 1

  @Flag(help: "Take contours that a machine made and nobody has looked at, too.")
  var includeUnreviewed = false

  @Flag(help: "Call cases case_0001, ... and patients patient_0001, ... in files and manifest.")
  var anonymise = false

  @Option(help: "Under which the set may be used; stands before the licences of its data sets.")
  var licence: String?

  @Option(help: "A table name,consent of patients, sessions or cases; all must have said yes.")
  var consent: String?

  @Option(help: "What the images show: MR, CT, T2w.")
  var modality = "image"

  @Option(help: "How coco keeps regions: rle or polygons.")
  var segmentation = COCOSegmentation.rle

  @Option(help: "LOW,HIGH: intensities that are black and white in 8-bit pictures.")
  var window: WindowArgument?

  var isUntouched: Bool {
    validation == 0 && test == 0 && seed == 1 && !includeUnreviewed && !anonymise && licence == nil
      && consent == nil && modality == "image" && segmentation == .rle && window == nil
  }

  func check(_ format: TrainingSetFormat) throws {
    guard validation >= 0, test >= 0 else {
      throw ValidationError("--validation and --test are numbers of patients")
    }
    if segmentation != .rle, format != .coco {
      throw ValidationError("--segmentation is for --format coco")
    }
    if window != nil, !format.isOfSlices {
      throw ValidationError("--window is for coco, pairs and labelme, which hold 8-bit pictures")
    }
    if modality.isEmpty { throw ValidationError("--modality is a word") }
  }

  func options(_ format: TrainingSetFormat) -> TrainingSetOptions {
    var options = TrainingSetOptions(format)
    options.validation = validation
    options.test = test
    options.seed = seed
    options.includesUnreviewed = includeUnreviewed
    options.isAnonymous = anonymise
    options.licence = licence
    options.consentPath = consent
    options.modality = modality
    options.coco = segmentation
    options.window = window?.range
    return options
  }

  static func isFolderOfSessions(_ path: String) -> Bool {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    return names?.contains { $0.hasSuffix(Session.fileEnding) } ?? false
  }

  /// The session files that are named, and those in folders that are named; each once.
  static func sessions(in paths: [String]) throws(DataError) -> [String] {
    var sessions: [String] = []
    for path in paths {
      guard PresegmentInput.isFolder(path) else {
        sessions.append(path)
        continue
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      let found = names.filter { $0.hasSuffix(Session.fileEnding) }.sorted()
      guard !found.isEmpty else {
        throw DataError("\(path): there is no session (*.session.jsonl) in this folder")
      }
      sessions += found.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
    }
    var seen: Set<String> = []
    return sessions.filter {
      seen.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().path).inserted
    }
  }
}

/// "LOW,HIGH".
struct WindowArgument: ExpressibleByArgument {
  let range: ClosedRange<Double>

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard parts.count == 2, let low = parts[0], let high = parts[1], low.isFinite, high.isFinite,
      low < high
    else { return nil }
    range = low...high
  }
}

extension TrainingSetExport.Report {
  func tellWarnings() {
    warnings.forEach(warn)
    if leftOutContours > 0 {
      let places =
        partlyLeftOut.isEmpty
        ? "" : "; they are background in \(partlyLeftOut.joined(separator: ", "))"
      let frames =
        whollyLeftOut.isEmpty
        ? "" : "; left out as a whole: \(whollyLeftOut.joined(separator: ", "))"
      warn(
        "\(counted(leftOutContours, "contour")) in \(counted(leftOutSlices, "slice")) "
          + "that nobody has looked at left out\(places)\(frames)")
    }
  }

  var text: String {
    let shares = ["training", "validation", "test"].compactMap { part in
      parts[part].map { "\($0) \(part)" }
    }
    return """
      set      \(folder)  (\(format.rawValue), \(counted(cases, "case")) of \
      \(counted(patients, "patient")): \(shares.joined(separator: ", ")))
      labels   \(labels.map { "\($0.value) \($0.name)" }.joined(separator: ", "))
      effort   \(counted(clicks, "click")), \((seconds / 60).text(1)) minutes
      licence  \(licence ?? "not stated; say it with --licence")
      files    \(files), checked; hashes in manifest.json
      """
  }
}
