import Annotation
import Volumes

/// What is drawn where, where to look next, and the volumes.
struct Overview: Encodable, Sendable {
  let sequence: Int
  let canUndo: Bool
  let canRedo: Bool
  /// False while slices are still being looked through; an event tells when that has ended.
  let isComplete: Bool
  let positions: [Position]
  let next: [Doubt]
  /// By label value one number a frame; null where nothing of the label is drawn.
  let volumesMl: [String: [Double?]]

  struct Position: Encodable, Sendable {
    let slice: Int
    let frame: Int
    let labels: [Int]
    let contours: Int
    let machineMade: Int
    let accepted: Int
    let confidence: Double?
  }

  struct Doubt: Encodable, Sendable {
    let slice: Int
    let frame: Int
    let doubtMm2: Double?
    let reasons: [String]
  }

  /// Places to look at that are told.
  private static let mostDoubts = 50

  init(
    _ session: Session, sequence: Int, _ summaries: [SessionPosition: SliceSummary],
    geometry: Geometry, frames: Int
  ) {
    let state = session.state
    self.sequence = sequence
    canUndo = !session.history.inForce.isEmpty
    canRedo = !session.history.undone.isEmpty
    let drawn = Dictionary(grouping: state.contours) {
      SessionPosition(slice: $0.slice, frame: $0.frame)
    }
    let occupied = state.positions
    isComplete = occupied.allSatisfy { summaries[$0] != nil }
    positions = occupied.map { position in
      let contours = drawn[position] ?? []
      let summary = summaries[position]
      return Position(
        slice: position.slice, frame: position.frame,
        labels: summary?.pixels.keys.map { Int($0) }.sorted()
          ?? Set(contours.map { Int($0.label) }).sorted(),
        contours: contours.count, machineMade: contours.count(where: \.isUnreviewedMachineMade),
        accepted: contours.count { $0.review == .accepted },
        confidence: summary?.confidence.map(hundredths))
    }
    let pixel = geometry.spacing.x * geometry.spacing.y
    next = Self.doubts(state, positions, summaries, pixel)
    let voxel = pixel * geometry.spacing.z / 1000
    var volumes: [String: [Double?]] = [:]
    for (position, summary) in summaries {
      for (label, count) in summary.pixels {
        let volume = Double(count) * voxel
        volumes[String(label), default: [Double?](repeating: nil, count: frames)][position.frame] =
          (volumes[String(label)]?[position.frame] ?? 0) + volume
      }
    }
    volumesMl = volumes.mapValues { $0.map { $0.map(hundredths) } }
  }

  /// By a network's probabilities where there are some; else machine-made slices, the one with the
  /// weakest arc first.
  private static func doubts(
    _ state: SessionState, _ positions: [Position],
    _ summaries: [SessionPosition: SliceSummary], _ pixel: Double
  ) -> [Doubt] {
    let found = state.doubts(summaries, pixel: pixel).map {
      Doubt(
        slice: $0.slice, frame: $0.frame, doubtMm2: hundredths($0.wrongSquareMillimetres),
        reasons: $0.signs)
    }
    guard found.isEmpty else { return Array(found.prefix(mostDoubts)) }
    return positions.filter { $0.machineMade > 0 }
      .sorted {
        ($0.confidence ?? 0, $0.frame, $0.slice) < ($1.confidence ?? 0, $1.frame, $1.slice)
      }
      .prefix(mostDoubts).map {
        Doubt(
          slice: $0.slice, frame: $0.frame, doubtMm2: nil,
          reasons: ["nobody looked at it yet"])
      }
  }
}

extension SessionState {
  /// Where something is drawn, in the order of the image.
  var positions: [SessionPosition] {
    positions(differingFrom: SessionState(header: header))
  }
}
