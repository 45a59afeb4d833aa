public import Volumes

extension SliceMask {
  /// The closed outlines of the mask: outer borders and the borders of holes.
  ///
  /// Vertices lie halfway between a pixel inside and its neighbour outside (marching squares at
  /// one half), so every outline is simple, no two meet, and filling them all by the even-odd rule
  /// gives the mask back exactly. Pixels that touch only at a corner are kept apart.
  /// - Returns: Outlines in the order of their first row; each at least four vertices.
  public var outlines: [[SlicePoint]] {
    // A vertex is the middle between two neighbouring centres; in half pixels it is one of
    // (2i + 1, 2j) or (2i, 2j + 1). `next` maps each to its successor, inside on the left.
    var next: [GridPoint: GridPoint] = [:]
    var order: [GridPoint] = []
    func connect(_ a: GridPoint, _ b: GridPoint) {
      next[a] = b
      order.append(a)
    }
    for j in -1..<nj {
      for i in -1..<ni {
        let a = isInside(i, j)
        let b = isInside(i + 1, j)
        let c = isInside(i + 1, j + 1)
        let d = isInside(i, j + 1)
        let top = GridPoint(x: 2 * i + 1, y: 2 * j)
        let right = GridPoint(x: 2 * i + 2, y: 2 * j + 1)
        let bottom = GridPoint(x: 2 * i + 1, y: 2 * j + 2)
        let left = GridPoint(x: 2 * i, y: 2 * j + 1)
        switch (a, b, c, d) {
        case (false, false, false, false), (true, true, true, true): break
        case (true, false, false, false): connect(top, left)
        case (false, true, false, false): connect(right, top)
        case (false, false, true, false): connect(bottom, right)
        case (false, false, false, true): connect(left, bottom)
        case (true, true, false, false): connect(right, left)
        case (false, true, true, false): connect(bottom, top)
        case (false, false, true, true): connect(left, right)
        case (true, false, false, true): connect(top, bottom)
        case (false, true, true, true): connect(left, top)
        case (true, false, true, true): connect(top, right)
        case (true, true, false, true): connect(right, bottom)
        case (true, true, true, false): connect(bottom, left)
        case (true, false, true, false):
          connect(top, left)
          connect(bottom, right)
        case (false, true, false, true):
          connect(right, top)
          connect(left, bottom)
        }
      }
    }
    var result: [[SlicePoint]] = []
    for start in order {
      var outline: [SlicePoint] = []
      var current = start
      while let following = next.removeValue(forKey: current) {
        outline.append(SlicePoint(Double(current.x) / 2, Double(current.y) / 2))
        current = following
      }
      if !outline.isEmpty { result.append(outline) }
    }
    return result
  }

  private func isInside(_ i: Int, _ j: Int) -> Bool {
    i >= 0 && i < ni && j >= 0 && j < nj && self[i, j]
  }
}
