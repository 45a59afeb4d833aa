import Labels
import Volumes

/// How much of a slice is expected to be labelled wrongly.
///
/// By the network's own probabilities: each pixel is wrong with the probability of all labels but the
/// one it carries. On hearts of patients the network had not seen, this order was as good as any with
/// signs of implausible anatomy mixed in; so those are named, and do not change it
/// (`Tests/Peers/review_order.py`).
public struct SliceDoubt: Sendable, Equatable {
  public let slice: Int
  public let frame: Int
  public let wrongSquareMillimetres: Double
  /// What looks odd, in words: several parts of one label, a label that is missing between two
  /// slices that have it.
  public let signs: [String]
}

extension SessionTracer {
  /// The slices of a session that nobody has looked at, the most doubtful first; empty where no
  /// network's probabilities are part of the session.
  ///
  /// A slice was looked at when a person drew, changed or accepted a contour in it, or painted.
  public mutating func doubts(of state: SessionState) -> [SliceDoubt] {
    guard let guidance else { return [] }
    let seen = Set(
      state.contours.filter { !$0.isUnreviewedMachineMade }.map { Position(of: $0) }
        + state.strokes.map { Position(slice: $0.slice, frame: $0.frame) })
    let mask = mask(of: state)
    let geometry = mask.geometry
    let pixel = geometry.spacing.x * geometry.spacing.y
    var doubts: [SliceDoubt] = []
    for frame in 0..<mask.frames {
      let slices = (0..<mask.size.nk).map { mask.slice($0, frame: frame) }
      for k in slices.indices where !seen.contains(Position(slice: k, frame: frame)) {
        let wrong = guidance.expectedWrongPixels(of: slices[k], slice: k, frame: frame)
        doubts.append(
          SliceDoubt(
            slice: k, frame: frame, wrongSquareMillimetres: wrong * pixel,
            signs: signs(slices, k, state.header.labels)))
      }
    }
    // Of equal ones in the order of the image.
    let order = doubts.indices.sorted {
      (-doubts[$0].wrongSquareMillimetres, $0) < (-doubts[$1].wrongSquareMillimetres, $1)
    }
    return order.map { doubts[$0] }
  }

  private func signs(_ slices: [LabelSlice], _ k: Int, _ table: LabelTable) -> [String] {
    table.entries.compactMap { entry in
      let parts = slices[k].componentCount(of: entry.value)
      if parts > 1 { return "\(entry.name) in \(parts) parts" }
      let isBetween =
        k > 0 && k < slices.count - 1
        && [slices[k - 1], slices[k + 1]].allSatisfy { $0.pixels.contains(entry.value) }
      return parts == 0 && isBetween ? "no \(entry.name) between slices that have it" : nil
    }
  }
}
