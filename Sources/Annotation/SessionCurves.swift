import MinimalPaths
public import Volumes

extension SessionTracer {
  /// The curves that draw each label of one frame: the contours as they were drawn where these give
  /// the mask, the outlines of its pixels elsewhere (after strokes, and where labels overlap in
  /// part). Filling them gives the mask bit for bit.
  /// - Parameter mask: Of the whole session, as `mask(of:)` gives it.
  /// - Precondition: The frame exists.
  public mutating func curves(
    of state: SessionState, mask: LabelVolume, frame: Int
  ) -> [LabelCurves] {
    let order = state.header.labels.entries.map(\.value)
    var result: [LabelCurves] = []
    for slice in 0..<mask.size.nk {
      let painted = mask.slice(slice, frame: frame)
      guard painted.pixels.contains(where: { $0 != 0 }) else { continue }
      let drawn = contours(of: state, slice: slice, frame: frame).compactMap { contour, line in
        contour.isClosed ? (try? line.get()).map { (label: contour.label, points: $0.points) } : nil
      }
      for (n, label) in order.enumerated() {
        let wanted = painted.mask(of: label)
        guard wanted.area > 0 else { continue }
        // Labels later in the order lie over this one: as holes in it, or beside it.
        let own = drawn.filter { $0.label == label }.map(\.points)
        let later = drawn.filter { order[(n + 1)...].contains($0.label) }.map(\.points)
        let candidates = [own, own + later]
        let fitting = candidates.first { SliceMask(like: wanted, within: $0) == wanted }
        result.append(
          LabelCurves(
            label: label, slice: slice, frame: frame, curves: fitting ?? wanted.outlines))
      }
    }
    return result
  }
}

extension SliceMask {
  /// The pixels that an odd number of curves go around.
  fileprivate init(like other: SliceMask, within curves: [[SlicePoint]]) {
    self.init(ni: other.ni, nj: other.nj)
    for curve in curves { toggle(inside: curve) }
  }
}
