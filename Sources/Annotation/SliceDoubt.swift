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
  public mutating func doubts(of state: SessionState) -> [SliceDoubt] {
    guard guidance != nil else { return [] }
    var summaries: [SessionPosition: SliceSummary] = [:]
    for frame in 0..<volume.frames {
      for slice in 0..<volume.size.nk {
        summaries[SessionPosition(slice: slice, frame: frame)] =
          summary(of: state, slice: slice, frame: frame)
      }
    }
    return state.doubts(summaries, pixel: spacing.x * spacing.y)
  }
}

extension SessionState {
  /// The slices that nobody has looked at, the most doubtful first.
  ///
  /// A slice was looked at when a person drew, changed or accepted a contour in it, or painted.
  /// - Parameters:
  ///   - summaries: Of this state; slices without one, or of which no network says anything, are
  ///     left out.
  ///   - pixel: Square millimetres of a pixel.
  public func doubts(
    _ summaries: [SessionPosition: SliceSummary], pixel: Double
  ) -> [SliceDoubt] {
    let seen = Set(
      contours.filter { !$0.isUnreviewedMachineMade }.map {
        SessionPosition(slice: $0.slice, frame: $0.frame)
      } + strokes.map { SessionPosition(slice: $0.slice, frame: $0.frame) })
    let doubts = summaries.compactMap { position, summary -> SliceDoubt? in
      guard let wrong = summary.expectedWrongPixels, !seen.contains(position) else { return nil }
      return SliceDoubt(
        slice: position.slice, frame: position.frame, wrongSquareMillimetres: wrong * pixel,
        signs: signs(position, summaries))
    }
    // Of equal ones in the order of the image.
    return doubts.sorted {
      (-$0.wrongSquareMillimetres, $0.frame, $0.slice)
        < (-$1.wrongSquareMillimetres, $1.frame, $1.slice)
    }
  }

  private func signs(
    _ position: SessionPosition, _ summaries: [SessionPosition: SliceSummary]
  ) -> [String] {
    let neighbours = [-1, 1].map {
      summaries[SessionPosition(slice: position.slice + $0, frame: position.frame)]
    }
    return header.labels.entries.compactMap { entry in
      let parts = summaries[position]?.parts[entry.value] ?? 0
      if parts > 1 { return "\(entry.name) in \(parts) parts" }
      let isBetween = neighbours.allSatisfy { $0?.pixels[entry.value] != nil }
      return parts == 0 && isBetween ? "no \(entry.name) between slices that have it" : nil
    }
  }
}
