import Annotation
import Datasets
import Evaluation
import Foundation
import ImageFiles
import Measurements
import Terminal
import Volumes

/// Masks that are measured together: a cine, or the moments of one heart in files of their own.
struct MeasuredStudy {
  let name: String
  /// For messages, and not to be overwritten.
  let paths: [String]
  /// What is known of the labels' names.
  var labels: [NamedLabel] = []
  var bodySize: BodySize?
  let read: () throws -> Content

  struct Content {
    /// Moments one after the other as frames.
    let mask: LabelVolume
    /// Where moments are files of their own, what they are called.
    let momentNames: [String]?
    var phases: [Int: CardiacPhase] = [:]
    /// What the file calls the labels, where it does.
    var names: [NamedLabel] = []
    let hasSpacing: Bool
    let isOriented: Bool
    let warnings: [String]
  }

  /// Everything that the arguments name: files, folders and sessions.
  /// - Parameter joins: Whether files are the moments of one heart.
  static func all(_ paths: [String], joins: Bool) throws -> [MeasuredStudy] {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw DataError("\(path): there is no such file or folder. Check the path.")
    }
    if joins {
      if let path = paths.first(where: { PresegmentInput.isFolder($0) || isSession($0) }) {
        throw DataError("\(path): is no mask in one file; --join puts files together")
      }
      return [MeasuredStudy(MaskNames.caseName(paths[0]), paths.map { NamedMask($0) })]
    }
    let files = paths.filter { !PresegmentInput.isFolder($0) }
    let names = Dictionary(grouping: files, by: MaskNames.caseName)
    return try paths.flatMap { path in
      if PresegmentInput.isFolder(path) { return try folder(path) }
      if isSession(path) { return [session(path)] }
      // Files of one name are told apart by their paths.
      let name = MaskNames.caseName(path)
      return [MeasuredStudy(names[name]?.count == 1 ? name : path, [NamedMask(path)])]
    }
  }

  private static func isSession(_ path: String) -> Bool { path.hasSuffix(Session.fileEnding) }

  /// Of a data set that knows the phases of its cases each patient, otherwise each mask.
  private static func folder(_ path: String) throws -> [MeasuredStudy] {
    let folder = try MaskFolder(path)
    var studies: [MeasuredStudy] = []
    for mask in folder.masks {
      let patient = mask.phase == nil ? nil : mask.patient
      if let patient, let last = studies.indices.last, studies[last].name == patient { continue }
      let moments = folder.masks.filter { patient != nil && $0.patient == patient }
      var study = MeasuredStudy(patient ?? mask.name, moments.isEmpty ? [mask] : moments)
      study.labels = folder.labels
      study.bodySize = mask.bodySize
      studies.append(study)
    }
    return studies
  }

  /// Opened when its turn comes: of many sessions one may be broken.
  private static func session(_ path: String) -> MeasuredStudy {
    MeasuredStudy(name: Session.name(ofFile: path), paths: [path]) {
      let opened = try openSession(path, imagePath: nil)
      var tracer = opened.tracerAfterWarnings()
      return Content(
        mask: tracer.mask(of: opened.session.state), momentNames: nil,
        names: opened.session.header.labels.entries.map {
          NamedLabel(value: $0.value, name: $0.name)
        }, hasSpacing: opened.image.hasSpacing,
        isOriented: opened.image.isOriented && !opened.image.isOrientationDoubtful, warnings: [])
    }
  }

  private init(name: String, paths: [String], read: @escaping () throws -> Content) {
    self.name = name
    self.paths = paths
    self.read = read
  }

  private init(_ name: String, _ masks: [NamedMask]) {
    self.init(name: name, paths: masks.map(\.path)) {
      let files = try masks.map { try $0.read() }
      let first = files[0].labels
      var voxels: [UInt8] = []
      var frames = 0
      for (file, mask) in zip(files, masks) {
        let labels = file.labels
        guard labels.size == first.size, files.count == 1 || labels.frames == 1 else {
          throw DataError(
            "\(mask.path): has \(labels.size) voxels and \(counted(labels.frames, "frame")); the "
              + "moments of one heart have one frame each and the size of the first, \(first.size)")
        }
        try first.geometry.requireEqual(labels.geometry, masks[0].path, mask.path)
        voxels += labels.voxels
        frames += labels.frames
      }
      return Content(
        mask: LabelVolume(geometry: first.geometry, frames: frames, voxels: voxels),
        momentNames: files.count > 1 ? masks.map(\.name) : nil,
        phases: Dictionary(
          uniqueKeysWithValues: masks.enumerated().compactMap { n, mask in
            mask.phase.map { (n, $0) }
          }), names: files[0].names,
        hasSpacing: files.allSatisfy(\.hasSpacing), isOriented: files.allSatisfy(\.isOriented),
        warnings: files.flatMap(\.warnings))
    }
  }
}
