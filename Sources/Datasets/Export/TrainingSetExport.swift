import Annotation
import Foundation
import ImageFiles
public import Volumes

/// Writes sessions as a training set.
public enum TrainingSetExport {
  /// What was written.
  public struct Report: Sendable, Encodable {
    public let format: TrainingSetFormat
    public let folder: String
    public let cases: Int
    public let patients: Int
    /// Cases of each part.
    public let parts: [String: Int]
    public let labels: [NamedLabel]
    public let files: Int
    public let clicks: Int
    public let seconds: Double
    public let licence: String?
    /// Contours that nobody has looked at, which are not in the set.
    public let leftOutContours: Int
    public let leftOutSlices: Int
    /// Cases of which some contours were left out: they are background there.
    public let partlyLeftOut: [String]
    /// Frames that are not in the set at all for that.
    public let whollyLeftOut: [String]
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case format, folder, cases, patients, parts, labels, files, clicks, seconds, licence
      case warnings
      case leftOutContours = "left_out_contours"
      case leftOutSlices = "left_out_slices"
      case partlyLeftOut = "partly_left_out"
      case whollyLeftOut = "wholly_left_out"
    }
  }

  /// Writes the frames of some sessions that have labels, each a case, into a new folder.
  ///
  /// Parts are drawn by patient. Contours that a machine made and nobody has looked at are left out
  /// unless asked for. Every image is read again with its mask, and both must agree to the bit.
  /// - Parameters:
  ///   - paths: Session files; their label tables agree.
  ///   - replaces: Whether an earlier export in `folder` gives way.
  ///   - progress: Called before each case.
  /// - Throws: `DatasetError`, `ImageFileError`, `SessionError`; `CancellationError` where
  ///   `isCancelled` says so. Nothing is left then.
  public static func write(
    _ paths: [String], to folder: String, _ options: TrainingSetOptions, replaces: Bool = false,
    isCancelled: () -> Bool = { false },
    progress: (_ done: Int, _ of: Int, _ name: String) -> Void = { _, _, _ in }
  ) throws -> Report {
    let set = try TrainingSet(paths, options)
    if options.format == .nnunet {
      try NNUNetWriter.check(set.labels, path: set.sessions.sessions.first?.path ?? folder)
    }
    let target = try ExportFolder(folder, replaces: replaces)
    do {
      let report = try fill(
        target, with: set, name: URL(fileURLWithPath: folder).lastPathComponent, folder: folder,
        options, isCancelled, progress)
      try target.finish()
      return report
    } catch {
      target.discard()
      throw error
    }
  }

  private static func fill(
    _ target: ExportFolder, with set: TrainingSet, name: String, folder: String,
    _ options: TrainingSetOptions, _ isCancelled: () -> Bool,
    _ progress: (Int, Int, String) -> Void
  ) throws -> Report {
    let facts = TrainingSetFacts(
      name: name, labels: set.labels, licence: set.licence, options: options)
    var writer = facts.writer()
    var voxels = [Int](repeating: 0, count: 256)
    var rows: [ExportManifest.Case] = []
    var warnings: [String] = []
    var opened: (session: Int, content: OpenedSession, tracer: SessionTracer, hash: String)?
    for (n, info) in set.cases.enumerated() {
      if isCancelled() { throw CancellationError() }
      progress(n, set.cases.count, info.name)
      let path = set.sessions.sessions[info.session].path
      if opened?.session != info.session {
        let content = try OpenedSession(path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        opened = (info.session, content, content.tracer, sha256Hex(bytes))
        warnings += content.warnings
      }
      guard let session = opened else { continue }
      let state = session.content.session.state
      let mask = opened?.tracer.mask(of: state, frame: info.frame) {
        options.includesUnreviewed || !$0.isUnreviewedMachineMade
      }
      for (contour, reason) in opened?.tracer.failures(of: state) ?? []
      where contour.frame == info.frame {
        warnings.append(
          "\(info.name): contour \"\(contour.name)\" in slice \(contour.slice) labels nothing: "
            + "\(reason)")
      }
      guard let mask else { continue }
      let item = LoadedCase(
        info: info, source: session.content.image,
        volume: session.content.image.volume.frame(info.frame),
        labels: try set.sessions.values.labels(mask, path: path))
      try writer.write(item, to: target)
      for value in item.labels.voxels { voxels[Int(value)] += 1 }
      rows.append(
        .init(
          name: info.name, patient: info.patient, part: info.part, frame: info.frame,
          group: info.source?.group, phase: info.source?.phase, session: session.hash,
          clicks: info.effort.actions, seconds: info.effort.seconds,
          labelledSlices: item.labelledSlices.count, leftOut: info.leftOut))
    }
    try writer.finish(in: target)
    let files = try target.files()
    try target.writeJSON(
      manifest(set, facts, voxels, rows, files), to: ExportFolder.manifest)
    return Report(
      format: options.format, folder: folder, cases: rows.count,
      patients: Set(rows.map(\.patient)).count,
      parts: Dictionary(grouping: rows, by: \.part.rawValue).mapValues(\.count),
      labels: set.labels, files: files.count + 1,
      clicks: rows.reduce(0) { $0 + $1.clicks }, seconds: rows.reduce(0) { $0 + $1.seconds },
      licence: set.licence, leftOutContours: set.leftOut.contours,
      leftOutSlices: set.leftOut.slices, partlyLeftOut: set.leftOut.partly,
      whollyLeftOut: set.leftOut.wholly, warnings: warnings)
  }

  private static func manifest(
    _ set: TrainingSet, _ facts: TrainingSetFacts, _ voxels: [Int], _ rows: [ExportManifest.Case],
    _ files: [ExportManifest.File]
  ) -> ExportManifest {
    let options = facts.options
    return ExportManifest(
      engine: contouristVersion, created: Date().ISO8601Format(), form: options.format,
      licence: set.licence, isConsentChecked: options.consentPath != nil,
      isAnonymous: options.isAnonymous, includesUnreviewed: options.includesUnreviewed,
      leftOut: set.leftOut, modality: options.modality, seed: options.seed,
      labels: set.labels.map {
        .init(value: $0.value, name: $0.name, voxels: voxels[Int($0.value)])
      },
      counts: Dictionary(grouping: rows, by: \.part.rawValue).mapValues {
        .init(patients: Set($0.map(\.patient)).count, cases: $0.count)
      }, cases: rows, files: files)
  }
}
