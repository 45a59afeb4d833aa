import Foundation
public import ImageFiles

/// A folder of instances, each under its series and number: series003/000017.dcm.
///
/// Names are made of numbers alone: nothing that a server says becomes a part of a path.
public final class InstanceFolder {
  /// What became of an instance that arrived.
  public enum Kept: Equatable, Sendable {
    /// It is in the file of that path now.
    case new(path: String, bytes: Int)
    /// It was there before.
    case known
  }

  public let path: String
  /// Identifiers of the instances that are there, whole.
  public private(set) var instances: Set<String> = []
  /// Names of the folders within, by series.
  private var series: [String: String] = [:]

  /// Makes the folder where there is none, and looks at what is in it. What an earlier program
  /// left half-written there is removed.
  /// - Throws: `ImageFileError.folderNotMade`.
  public init(_ path: String) throws(ImageFileError) {
    self.path = path
    try Folders.make(path)
    GrowingFile.removeAbandoned(in: path)
    for name in names(in: path) where name.hasPrefix("series") {
      for file in names(in: "\(path)/\(name)") where file.hasSuffix(".dcm") {
        guard let header = try? DICOMDataSet(headerOf: "\(path)/\(name)/\(file)"),
          let instance = header.text("SOPInstanceUID"), let uid = header.text("SeriesInstanceUID")
        else { continue }
        instances.insert(instance)
        series[uid] = name
      }
    }
  }

  /// A file for an instance that arrives.
  func begin() throws(ImageFileError) -> GrowingFile { try GrowingFile(in: path) }

  /// Gives an instance that is whole its name.
  /// - Throws: `DICOMWebError.malformed` for what is no instance, or not one that was asked for.
  func keep(_ file: GrowingFile, of retrieval: Retrieval) throws -> Kept {
    func wrong(_ reason: String) -> DICOMWebError {
      .malformed(what: "an instance", reason: reason)
    }
    guard let header = try? DICOMDataSet(headerOf: file.temporaryPath),
      let instance = header.text("SOPInstanceUID"), let uid = header.text("SeriesInstanceUID"),
      let study = header.text("StudyInstanceUID")
    else { throw wrong("it is no DICOM file, or lacks its identifiers") }
    guard study == retrieval.study, retrieval.series ?? uid == uid,
      retrieval.instance ?? instance == instance
    else { throw wrong("it belongs to something that was not asked for") }
    guard !instances.contains(instance) else { return .known }
    let folder = "\(path)/\(try folderName(uid, number: header.integer("SeriesNumber")))"
    let number = header.integer("InstanceNumber").map { min(max($0, 0), 999_999) } ?? 0
    let name = freeName("\(folder)/" + String(format: "%06d", number), ending: ".dcm")
    let bytes = file.count
    try file.finish(as: name)
    instances.insert(instance)
    return .new(path: name, bytes: bytes)
  }

  /// Series of one number get folders of their own.
  private func folderName(_ uid: String, number: Int?) throws(ImageFileError) -> String {
    if let name = series[uid] { return name }
    let number = number.map { min(max($0, 0), 999_999) } ?? 0
    let folder = freeName("\(path)/series" + String(format: "%03d", number), ending: "")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    } catch {
      throw .folderNotMade(path: folder)
    }
    let name = (folder as NSString).lastPathComponent
    series[uid] = name
    return name
  }

  private func freeName(_ stem: String, ending: String) -> String {
    var name = stem + ending
    var n = 1
    while FileManager.default.fileExists(atPath: name) {
      n += 1
      name = "\(stem)-\(n)\(ending)"
    }
    return name
  }
}

/// In the order of the names.
private func names(in folder: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
}
