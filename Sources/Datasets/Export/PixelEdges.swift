import MinimalPaths
import Volumes

extension SliceMask {
  /// Polygons along the edges of pixels that together cover the mask, none with a hole: a region
  /// around a hole is cut in two through it.
  /// - Returns: Corners with pixels' corners at whole numbers, (0, 0) that of the first pixel; filled
  ///   one by one they give the mask back exactly, and no two share a pixel.
  var polygonsWithoutHoles: [[SlicePoint]] {
    let outlines = outlines
    let areas = outlines.map(doubledArea)
    // Holes run the other way round; the largest outline is none.
    guard let largest = areas.max(by: { abs($0) < abs($1) }) else { return [] }
    guard let hole = areas.indices.first(where: { areas[$0] * largest < 0 }) else {
      return outlines.map(pixelEdges)
    }
    let columns = outlines[hole].map(\.x)
    let cut = Int((((columns.min() ?? 0) + (columns.max() ?? 0)) / 2).rounded(.down))
    var (left, right) = (self, self)
    for n in pixels.indices {
      if n % ni <= cut { right.pixels[n] = false } else { left.pixels[n] = false }
    }
    return left.polygonsWithoutHoles + right.polygonsWithoutHoles
  }
}

private func doubledArea(_ points: [SlicePoint]) -> Double {
  var sum = 0.0
  for (a, b) in zip(points, points.dropFirst() + points.prefix(1)) { sum += a.x * b.y - b.x * a.y }
  return sum
}

/// The corners where an outline, whose vertices are the middles of pixels' edges, turns.
private func pixelEdges(_ outline: [SlicePoint]) -> [SlicePoint] {
  zip(outline, outline.dropFirst() + outline.prefix(1)).compactMap { a, b in
    let (isUpright, isNextUpright) = (a.x.rounded() != a.x, b.x.rounded() != b.x)
    guard isUpright != isNextUpright else { return nil }
    let (upright, flat) = isUpright ? (a, b) : (b, a)
    return SlicePoint(upright.x + 0.5, flat.y + 0.5)
  }
}
