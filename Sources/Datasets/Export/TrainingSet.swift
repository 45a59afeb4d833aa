import Annotation
import ImageFiles
import Volumes

/// The cases of sessions that are to be trained on, and the parts they are in.
struct TrainingSet: Sendable {
  let sessions: SessionSet
  /// Sorted by the session's order, then by frame.
  let cases: [TrainingCase]
  let leftOut: LeftOut
  let licence: String?

  /// What nobody has looked at, and is therefore background in the set.
  struct LeftOut: Sendable, Codable, Equatable {
    var contours = 0
    /// Slices in which contours were left out.
    var slices = 0
    /// Cases of which some contours were left out.
    var partly: [String] = []
    /// Frames of which nothing was left.
    var wholly: [String] = []
  }

  var labels: [NamedLabel] { sessions.values.labels }

  /// - Throws: `DatasetError`, `.nothingToExport` and `.noConsent` among them.
  init(_ paths: [String], _ options: TrainingSetOptions) throws(DatasetError) {
    let sessions = try SessionSet(paths)
    var kept: [SessionSet.Frame] = []
    var leftOut = LeftOut()
    var counts: [String: Int] = [:]
    for frame in sessions.frames {
      let state = sessions.sessions[frame.session].session.state
      let here = state.contours.filter { $0.frame == frame.frame && $0.isClosed }
      let unreviewed = options.includesUnreviewed ? [] : here.filter(\.isUnreviewedMachineMade)
      leftOut.contours += unreviewed.count
      leftOut.slices += Set(unreviewed.map(\.slice)).count
      let hasStrokes = state.strokes.contains { $0.frame == frame.frame }
      guard unreviewed.count < here.count || hasStrokes else {
        leftOut.wholly.append(frame.name)
        continue
      }
      if !unreviewed.isEmpty { leftOut.partly.append(frame.name) }
      counts[frame.name] = unreviewed.count
      kept.append(frame)
    }
    guard !kept.isEmpty else { throw .nothingToExport(unreviewed: leftOut.contours) }
    if let path = options.consentPath {
      try Consent(path).require(
        kept.map {
          [$0.name, sessions.sessions[$0.session].name]
            + [sessions.patient(of: $0)]
        })
    }
    let parts = try Self.parts(of: kept, in: sessions, options)
    let patients = Array(Set(kept.map(sessions.patient)).sorted())
    let efforts = sessions.sessions.map(\.session.effort)
    var taken: Set<String> = []
    cases = kept.enumerated().map { n, frame in
      let patient = sessions.patient(of: frame)
      let number = 1 + (patients.firstIndex(of: patient) ?? 0)
      return TrainingCase(
        name: options.isAnonymous
          ? "case_" + digits(n + 1, 4) : uniqueFileName(frame.name, besides: &taken),
        patient: options.isAnonymous ? "patient_" + digits(number, 4) : patient,
        patientNumber: number, session: frame.session, frame: frame.frame,
        part: parts[patient] ?? .training, source: sessions.source(of: frame),
        effort: efforts[frame.session][frame.frame] ?? SessionEffort(),
        leftOut: counts[frame.name] ?? 0)
    }
    if options.isAnonymous {
      let names = Dictionary(uniqueKeysWithValues: zip(kept.map(\.name), cases.map(\.name)))
      leftOut.partly = leftOut.partly.map { names[$0] ?? "" }
      leftOut.wholly = leftOut.wholly.indices.map { "left_out_" + digits($0 + 1, 4) }
    }
    self.leftOut = leftOut
    self.sessions = sessions
    let licences = withoutRepeats([options.licence, sessions.licence].compactMap { $0 })
    licence = licences.isEmpty ? nil : licences.joined(separator: "; made of: ")
  }

  /// The part of each patient.
  private static func parts(
    of frames: [SessionSet.Frame], in sessions: SessionSet, _ options: TrainingSetOptions
  ) throws(DatasetError) -> [String: TrainingPart] {
    func dataset(without patients: Set<String>) -> Dataset {
      Dataset(
        name: "sessions", layout: .sessions, channels: ["image"], labels: [], licence: nil,
        cases: frames.filter { !patients.contains(sessions.patient(of: $0)) }.map { frame in
          DatasetCase(
            name: frame.name, patient: sessions.patient(of: frame),
            group: sessions.source(of: frame)?.group
          ) { throw CancellationError() }
        })
    }
    var parts: [String: TrainingPart] = [:]
    if options.test > 0 {
      let split = try dataset(without: []).split(validation: options.test, seed: options.seed)
      for patient in split.validation { parts[patient] = .test }
    }
    if options.validation > 0 {
      let split = try dataset(without: Set(parts.keys))
        .split(validation: options.validation, seed: options.seed)
      for patient in split.validation { parts[patient] = .validation }
    }
    return parts
  }
}

/// One image with its labels, as it will be named.
struct TrainingCase: Sendable {
  /// A file's name without ending, there once.
  let name: String
  let patient: String
  /// Of the patients, from 1.
  let patientNumber: Int
  /// Index of its session.
  let session: Int
  let frame: Int
  let part: TrainingPart
  let source: SessionHeader.Source?
  let effort: SessionEffort
  /// Contours nobody has looked at.
  let leftOut: Int
}

/// A case with its voxels.
struct LoadedCase: Sendable {
  let info: TrainingCase
  /// The session's image, whose header the files carry.
  let source: ImageFile
  /// One frame.
  let volume: Volume
  /// One frame, labels counted from 1.
  let labels: LabelVolume

  /// Those that have labels, ascending.
  var labelledSlices: [Int] {
    (0..<labels.size.nk).filter { labels.slice($0).pixels.contains { $0 > 0 } }
  }
}

/// With zeros in front: "0007".
func digits(_ number: Int, _ count: Int) -> String {
  let text = "\(number)"
  return String(repeating: "0", count: max(0, count - text.count)) + text
}
