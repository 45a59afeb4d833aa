extension SurfaceNet {
  /// Iterations that take a mask's steps away and leave its shape, when nobody says otherwise.
  public static let usualIterations = 20

  /// Takes the steps between voxels away, without the shrinking of plain averaging: each iteration
  /// moves the vertices towards the mean of their neighbours, and then a little farther back. What
  /// goes back too far adds up: after hundreds of iterations the volume has grown by a fifth, after
  /// 100 by 2 % at most.
  /// - Parameters:
  ///   - iterations: 0 leaves the surface as it is.
  ///   - isCancelled: Asked once an iteration.
  /// - Throws: `MeshError.cancelled`.
  /// - Complexity: O(n) an iteration for n vertices.
  /// Source: Taubin, SIGGRAPH 1995, 351; pass-band frequency 0.1.
  public mutating func smooth(
    iterations: Int = usualIterations, isCancelled: () -> Bool = { false }
  ) throws(MeshError) {
    guard iterations > 0 else { return }
    let (starts, neighbours) = neighbourLists()
    let inwards = 0.6307
    // 1 / inwards + 1 / back is the pass-band frequency.
    let back = 1 / (0.1 - 1 / inwards)
    var moved = positions
    for _ in 0..<iterations {
      if isCancelled() { throw .cancelled }
      for factor in [inwards, back] {
        for n in positions.indices {
          var sum = SIMD3<Double>()
          let range = Int(starts[n])..<Int(starts[n + 1])
          for m in range { sum += positions[Int(neighbours[m])] }
          let mean = sum / Double(range.count)
          moved[n] = positions[n] + (mean - positions[n]) * factor
        }
        swap(&moved, &positions)
      }
    }
  }

  /// Of each vertex the vertices that a side of a face leads to; those of vertex n from starts[n].
  private func neighbourLists() -> (starts: [UInt32], neighbours: [UInt32]) {
    var starts = [UInt32](repeating: 0, count: positions.count + 1)
    // Each side belongs to two faces, which go along it in opposite directions.
    func forEachSide(_ body: (_ from: UInt32, _ to: UInt32) -> Void) {
      for q in quads {
        body(q.x, q.y)
        body(q.y, q.z)
        body(q.z, q.w)
        body(q.w, q.x)
      }
      for t in triangles {
        body(t.x, t.y)
        body(t.y, t.z)
        body(t.z, t.x)
      }
    }
    forEachSide { from, _ in starts[Int(from) + 1] += 1 }
    for n in 1..<starts.count { starts[n] += starts[n - 1] }
    var next = starts
    var neighbours = [UInt32](repeating: 0, count: Int(starts[positions.count]))
    forEachSide { from, to in
      neighbours[Int(next[Int(from)])] = to
      next[Int(from)] += 1
    }
    return (starts, neighbours)
  }
}
