import Foundation
import Synchronization
import Volumes

/// The series that a folder, a zip archive, a DICOMDIR or a single file holds.
///
///     let study = try DICOMStudy("scan/")
///     let image = try study.series(named: "2").read()
public struct DICOMStudy: Sendable {
  /// As it was given.
  public let path: String
  /// Of images, in the order of their numbers; parts of one series side by side.
  public let series: [DICOMSeries]
  /// How many other files there are, by modality: reports, contours, segmentations.
  public let others: [String: Int]
  /// Whether the path leads to more than a file of images.
  let isCollection: Bool
  /// Sentences on files that were left out.
  public let warnings: [String]

  /// Reads the headers.
  /// - Throws: `ImageFileError`; `.notAFile` for a folder without DICOM files.
  public init(_ path: String) throws(ImageFileError) {
    self.path = path
    var warnings: [String] = []
    let inputs: [DICOMInput]
    var isCollection = true
    switch try FileFormat(of: path) {
    case .folder: inputs = DICOMInput.inFolder(path)
    case .zip: inputs = try DICOMInput.inArchive(path)
    default:
      let directory = try DICOMDataSet(headerOf: path)
      if directory.has("DirectoryRecordSequence") {
        let found = try DICOMInput.inDirectory(directory, path: path)
        inputs = found.inputs
        if found.missing > 0 {
          warnings.append("\(found.missing) files that the directory names are missing.")
        }
      } else {
        inputs = [DICOMInput(path: path)]
        isCollection = false
      }
    }
    guard !inputs.isEmpty else { throw .notAFile(path: path) }
    let headers = try DICOMStudy.headers(inputs, mayFail: isCollection)
    if headers.count < inputs.count {
      warnings.append("\(inputs.count - headers.count) DICOM files cannot be read.")
    }
    var others: [String: Int] = [:]
    var groups: [(uid: String, headers: [(input: DICOMInput, header: DICOMHeader)])] = []
    for (input, header) in headers {
      guard header.isImage || !isCollection else {
        others[header.modality ?? "unknown", default: 0] += 1
        continue
      }
      // Identifiers that two patients share are somebody's mistake.
      if let n = groups.firstIndex(where: { $0.headers[0].header.isOfOneSeries(with: header) }) {
        groups[n].headers.append((input, header))
      } else {
        groups.append((header.seriesUID, [(input, header)]))
      }
    }
    groups.sort { a, b in
      let (first, second) = (a.headers[0].header, b.headers[0].header)
      return (first.studyUID, first.seriesNumber ?? .max, a.uid)
        < (second.studyUID, second.seriesNumber ?? .max, b.uid)
    }
    var series: [DICOMSeries] = []
    var seen: [String: Int] = [:]
    for group in groups {
      seen[group.uid, default: 0] += 1
      let uid = group.uid + (seen[group.uid] == 1 ? "" : "//\(seen[group.uid] ?? 1)")
      if seen[group.uid] == 2 {
        warnings.append(
          "A series' identifier is shared by several patients or studies; they are series of their "
            + "own.")
      }
      series += DICOMStudy.parts(
        uid, group.headers, after: series.count, path: path, isCollection: isCollection)
    }
    if isCollection || series.count > 1 {
      for n in series.indices { series[n].isOneOfSeveral = true }
    }
    self.isCollection = isCollection
    self.series = series
    self.others = others
    self.warnings = warnings
  }

  /// The series with a number of the list or an identifier; nil asks for the only one.
  /// - Throws: `ImageFileError.ambiguousSeries`, `.noSuchSeries`, both with the list.
  public func series(named name: String?) throws(ImageFileError) -> DICOMSeries {
    guard let name else {
      // One volume among series that cannot be read is no riddle.
      let readable = series.count == 1 ? series : series.filter { $0.problem == nil }
      if readable.count == 1 { return readable[0] }
      guard !series.isEmpty else { throw .notAFile(path: path) }
      throw .ambiguousSeries(path: path, series: series.map(\.line))
    }
    guard let found = series.first(where: { $0.uid == name || "\($0.number)" == name }) else {
      throw .noSuchSeries(path: path, name: name, series: series.map(\.line))
    }
    return found
  }

  /// Whether the files at the top of a folder are DICOM, all of them.
  public static func isFolderOfImages(_ folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let formats = names.filter { !$0.hasPrefix(".") }
      .compactMap { try? FileFormat(of: "\(folder)/\($0)") }.filter { $0 != .folder }
    return !formats.isEmpty && formats.allSatisfy { $0 == .dicom }
  }

  /// The headers that can be read, in the order of the inputs.
  private static func headers(
    _ inputs: [DICOMInput], mayFail: Bool
  ) throws(ImageFileError) -> [(input: DICOMInput, header: DICOMHeader)] {
    let found = Mutex<[Int: Result<DICOMHeader, ImageFileError>]>([:])
    DispatchQueue.concurrentPerform(iterations: inputs.count) { n in
      let result: Result<DICOMHeader, ImageFileError>
      do throws(ImageFileError) {
        result = .success(DICOMHeader(try inputs[n].header(), file: n, path: inputs[n].path))
      } catch {
        result = .failure(error)
      }
      found.withLock { $0[n] = result }
    }
    let results = found.withLock { $0 }
    if !mayFail { _ = try results[0]?.get() }
    return inputs.indices.compactMap { n in
      guard case .success(let header)? = results[n] else { return nil }
      return (inputs[n], header)
    }
  }

  /// Modalities whose images are slices even where the header states no place.
  private static let sectional: Set<String> = ["CT", "MR", "PT", "NM", "OT", "SC"]

  private static func parts(
    _ uid: String, _ headers: [(input: DICOMInput, header: DICOMHeader)], after count: Int,
    path: String, isCollection: Bool
  ) -> [DICOMSeries] {
    var seen: Set<String> = []
    var kept: [(input: DICOMInput, header: DICOMHeader)] = []
    for entry in headers
    where entry.header.instanceUID.map({ seen.insert($0).inserted }) ?? true {
      kept.append(entry)
    }
    var warnings: [String] = []
    if kept.count < headers.count {
      warnings.append("\(headers.count - kept.count) files are copies of others; left out.")
    }
    let broken = kept.filter { $0.header.problem != nil }
    let readable = kept.filter { $0.header.problem == nil }
    let isStackable = sectional.contains(headers[0].header.modality ?? "OT")
    // Planes name their file by its place among those that are kept.
    let planes = readable.enumerated().flatMap { n, entry in
      entry.header.planes.map { plane in
        var plane = plane
        plane.file = n
        return plane
      }
    }
    var parts: [DICOMSeries] = []
    func add(_ headers: [(input: DICOMInput, header: DICOMHeader)], _ planes: [DICOMPlane]) {
      parts.append(
        DICOMSeries(
          number: count + parts.count + 1,
          uid: parts.isEmpty ? uid : "\(uid)/\(parts.count + 1)", headers: headers,
          planes: planes, isStackable: isStackable,
          path: isCollection ? path : headers[0].input.path,
          warnings: warnings))
    }
    for stack in DICOMStack.split(planes, isStackable: isStackable) {
      let files = Set(stack.map(\.file)).sorted()
      let places = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, $0) })
      add(
        files.map { readable[$0] },
        stack.map { plane in
          var plane = plane
          plane.file = places[plane.file] ?? 0
          return plane
        })
    }
    if !broken.isEmpty { add(broken, []) }
    return parts
  }
}

extension DICOMSeries {
  /// One line of a list of series.
  public var line: String {
    let size = geometry.map {
      "\($0.size)" + (frames > 1 ? " x \(frames) frames" : "")
    }
    let parts = [
      modality, description.map { "\"\($0)\"" }, "\(files) \(files == 1 ? "file" : "files")",
      size ?? "cannot be read",
    ]
    return "\(number): " + parts.compactMap { $0 }.joined(separator: ", ")
      + (uid.isEmpty ? "" : " (\(uid))")
  }
}
