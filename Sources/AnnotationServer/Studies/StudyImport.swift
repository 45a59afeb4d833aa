import Annotation
import DICOMObjects
import Figures
public import Foundation
import ImageFiles
import MinimalPaths
import Volumes

/// Reads a file that somebody sent, takes out who the patient is, and begins a study with it.
///
/// It is run in a process of its own, with limits on memory and time: whatever a file does to its
/// reader, the server goes on.
public struct StudyImport {
  /// What the file is, to be written down by the server as it is.
  public struct Outcome: Codable, Sendable {
    let facts: StudyFacts
  }

  let arrival: URL
  let folder: URL
  let labels: LabelTable

  /// - Parameters:
  ///   - arrival: The file, its name ending as its format's does.
  ///   - folder: The study's, which is made.
  ///   - labels: Names of what is to be drawn; none is "structure".
  /// - Throws: `SessionError.badLabelTable`.
  public init(arrival: URL, folder: URL, labels: [String]) throws {
    self.arrival = arrival
    self.folder = folder
    self.labels = try StudyImport.table(labels)
  }

  /// Memory that one image may take, since the server opens several at once.
  private static let mostBytes = ChildProcess.physicalMemory / 8

  /// What is drawn where nobody said what.
  static let unnamed = ["structure"]

  /// Labels 1, 2, 3 ... by name.
  static func table(_ names: [String]) throws(SessionError) -> LabelTable {
    guard names.count <= 255 else { throw .badLabelTable("it names more than 255 labels") }
    let names = names.isEmpty ? unnamed : names
    return try LabelTable(names.enumerated().map { .init(value: UInt8($0 + 1), name: $1) })
  }

  /// Endings of files that are taken.
  static let endings = [".nii.gz", ".nii", ".zip", ".dcm", ".png", ".tif", ".tiff"]

  /// The ending of a file's name; nil for one that is not taken.
  static func ending(of name: String) -> String? {
    endings.first { name.lowercased().hasSuffix($0) }
  }

  /// - Parameter session: Of the same image, whose actions the study begins with; nil for none.
  /// - Throws: `ImageFileError`, `SessionError`, `ServerError`.
  public func run(beginningWith session: URL? = nil) throws -> Outcome {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var removed: [String] = []
    var warnings: [String] = []
    let image: String
    if let study = try ImageFiles.study(arrival.path) {
      image = "image"
      try clean(study, into: folder.appending(path: image), &removed, &warnings)
    } else {
      image = "image.nii.gz"
      let file = try ImageFiles.read(arrival.path)
      // A header is written anew with the geometry alone: names and remarks stay behind.
      removed =
        file.header == nil ? ["everything but the pixels"] : ["descrip", "aux_file", "intent_name"]
      if !file.hasSpacing {
        warnings.append(
          "The file states no spacing; 1 mm is assumed, lengths and areas are pixels.")
      }
      let isWhole = file.volume.voxels.allSatisfy { Int16(exactly: $0) != nil }
      try ImageFiles.writeVolume(
        file.volume, to: folder.appending(path: image).path, as: isWhole ? .int16 : .float32,
        like: file)
      warnings += file.warnings
    }
    let path = folder.appending(path: image).path
    let file = try ImageFiles.read(path)
    let bytes = file.volume.voxels.count * MemoryLayout<Float>.size
    guard bytes <= Self.mostBytes else {
      throw ServerError(
        "The image needs \(bytes >> 20) MB of memory, more than this server takes, "
          + "\(Self.mostBytes >> 20) MB; send a part of it.")
    }
    try createJournal(of: file, image, beginningWith: session)
    try writeThumbnail(file)
    for warning in file.warnings where !warnings.contains(warning) { warnings.append(warning) }
    return Outcome(facts: facts(file, image, removed, warnings))
  }

  private func createJournal(
    of file: ImageFile, _ image: String, beginningWith path: URL?
  ) throws {
    let place = SessionHeader.Image(path: image, series: file.series, of: file.volume)
    let journal = StudyFolder(folder).session
    guard let path else {
      return try JournalWriter.create(
        journal, header: SessionHeader(image: place, labels: labels))
    }
    let session = try Session(contentsOf: path.path)
    let old = session.header
    try old.check(file.volume)
    try JournalWriter.create(
      journal,
      header: SessionHeader(
        image: place, labels: old.labels, metric: old.metric, model: old.model ?? .geodesic,
        neighbours: old.neighbours ?? .ignore, snap: old.snap ?? 0),
      actions: session.history.inForce, author: SessionEffort.importAuthor)
  }

  private func facts(
    _ file: ImageFile, _ image: String, _ removed: [String], _ warnings: [String]
  ) -> StudyFacts {
    let (size, spacing) = (file.volume.size, file.volume.geometry.spacing)
    return StudyFacts(
      dimensions: [size.ni, size.nj, size.nk, file.volume.frames],
      spacingMillimetres: [spacing.x, spacing.y, spacing.z], modality: file.dicom?.modality,
      directions: file.isOriented ? file.volume.geometry.orientation.map { String($0) } : [],
      frameSeconds: file.secondsPerFrame, intensity: IntensityRange(of: file.volume),
      image: image, removed: removed, warnings: warnings)
  }

  /// Writes the files of the largest series without what names the patient.
  private func clean(
    _ study: DICOMStudy, into folder: URL, _ removed: inout [String], _ warnings: inout [String]
  ) throws {
    let readable = study.series.filter { $0.problem == nil }
    guard
      let series = readable.max(by: { $0.files * max($0.frames, 1) < $1.files * max($1.frames, 1) })
    else {
      if let problem = study.series.compactMap(\.problem).first { throw problem }
      throw ServerError("There is no image in the DICOM files.")
    }
    if study.series.count > 1 {
      warnings.append(
        "Of \(study.series.count) series the largest was taken; send the others by themselves.")
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let deidentifier = Deidentifier(
      Pseudonyms(key: Pseudonyms.randomKey()), program: "Contourist \(contouristVersion)")
    var done = DeidentificationReport()
    for (n, dataSet) in try series.dataSets().enumerated() {
      let (clean, report) = deidentifier.deidentified(dataSet)
      done.add(report)
      try clean.write(to: folder.appending(path: String(format: "%06d.dcm", n + 1)).path)
    }
    removed = Set(done.changed.values.flatMap(\.keys)).sorted()
    if done.privateElements > 0 { removed.append("private elements") }
    warnings += done.warnings
  }

  /// The middle slice, so many pixels along its longer side.
  private static let thumbnailWidth = 240.0

  private func writeThumbnail(_ file: ImageFile) throws {
    let slice = file.volume.slice(file.volume.size.nk / 2)
    let longest = max(Double(slice.ni), Double(slice.nj) * slice.spacing.y / slice.spacing.x)
    let figure = SliceFigure(
      slice, window: DisplayWindow(slice), scale: Self.thumbnailWidth / longest)
    try PNGFile.write(figure.drawing(), to: StudyFolder(folder).thumbnail.path)
  }
}
