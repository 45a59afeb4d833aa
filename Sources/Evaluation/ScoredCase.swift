public import Volumes

/// The moment of the heartbeat that a mask shows.
public enum CardiacPhase: String, Sendable, Codable, CaseIterable, Comparable {
  case endDiastole = "ED"
  case endSystole = "ES"

  public static func < (a: CardiacPhase, b: CardiacPhase) -> Bool {
    a == .endDiastole && b == .endSystole
  }
}

/// The score of one structure of a case, in one frame or one of its slices.
public struct ScoreRow: Sendable, Equatable, Codable {
  public let caseName: String
  public let frame: Int
  public let phase: CardiacPhase?
  /// nil for the whole frame.
  public let slice: Int?
  /// Where the slice lies between the first and the last that the reference labels: 0 to 1 from
  /// base to apex; beyond them the ends. nil for the whole frame.
  public let position: Double?
  public let score: LabelScore
}

/// The scores of one case: of each frame and label, and of each slice where asked for.
public struct ScoredCase: Sendable, Equatable, Codable {
  private let name: String
  /// Of each frame.
  private let phases: [CardiacPhase?]
  public let frames: [ScoreRow]
  /// Of slices in which the prediction or the reference has the label.
  public let slices: [ScoreRow]

  /// Which end of a heart's slices is its base.
  public enum Base: String, Sendable, CaseIterable {
    /// The end nearer to which the reference labels more.
    case auto
    case first, last
  }

  /// - Parameters:
  ///   - phase: Of a frame.
  ///   - tolerance: Of the surface Dice, millimetres.
  ///   - withSlices: Whether slices are scored as well.
  /// - Precondition: The volumes have the same size and number of frames.
  public init(
    _ name: String, _ prediction: LabelVolume, _ reference: LabelVolume, labels: [UInt8],
    tolerance: Double, withSlices: Bool = false, base: Base = .auto,
    phase: (_ frame: Int) -> CardiacPhase? = { _ in nil }
  ) {
    var frames: [ScoreRow] = []
    var slices: [ScoreRow] = []
    let phases = (0..<reference.frames).map(phase)
    for frame in phases.indices {
      let positions = withSlices ? slicePositions(reference, frame: frame, base: base) : []
      for label in labels {
        frames.append(
          ScoreRow(
            caseName: name, frame: frame, phase: phases[frame], slice: nil, position: nil,
            score: LabelScore(
              prediction, reference, label: label, frame: frame, tolerance: tolerance)))
        for k in positions.indices {
          let score = LabelScore(
            prediction, reference, label: label, frame: frame, slice: k, tolerance: tolerance)
          guard !score.isAbsent else { continue }
          slices.append(
            ScoreRow(
              caseName: name, frame: frame, phase: phases[frame], slice: k,
              position: positions[k], score: score))
        }
      }
    }
    self.init(name: name, phases: phases, frames: frames, slices: slices)
  }

  private init(
    name: String, phases: [CardiacPhase?], frames: [ScoreRow], slices: [ScoreRow]
  ) {
    self.name = name
    self.phases = phases
    self.frames = frames
    self.slices = slices
  }
}

extension ScoredCase {
  /// The scores of these labels in this order; a label that was not scored is absent in both masks.
  public func with(labels: [UInt8]) -> ScoredCase {
    ScoredCase(
      name: name, phases: phases,
      frames: phases.indices.flatMap { frame in
        let scored = frames.filter { $0.frame == frame }
        return labels.map { label in
          scored.first { $0.score.label == label }
            ?? ScoreRow(
              caseName: name, frame: frame, phase: phases[frame], slice: nil, position: nil,
              score: LabelScore(absent: label))
        }
      },
      slices: slices.filter { labels.contains($0.score.label) })
  }
}

/// Of each slice where it lies between the first and the last with a label, 0 at the base.
/// - Precondition: The frame exists.
public func slicePositions(_ volume: LabelVolume, frame: Int, base: ScoredCase.Base) -> [Double] {
  let areas = (0..<volume.size.nk).map { k in
    volume.slice(k, frame: frame).pixels.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }
  let first = areas.firstIndex { $0 > 0 } ?? 0
  let last = areas.lastIndex { $0 > 0 } ?? areas.count - 1
  // The moment about the middle tells which half has more.
  let moment = (first...last).reduce(0) { $0 + areas[$1] * (2 * $1 - first - last) }
  let isReversed = base == .last || (base == .auto && moment > 0)
  return areas.indices.map { k in
    let share = last > first ? Double(k - first) / Double(last - first) : 0.5
    let inside = min(max(share, 0), 1)
    return isReversed ? 1 - inside : inside
  }
}
