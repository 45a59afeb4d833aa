extension LabelVolume {
  /// The labels on another grid whose voxels lie where theirs do: turned, cut off or with empty
  /// voxels around. A frame for each of the grid's image; those beyond the labels' are empty.
  ///
  /// What lies outside of the new grid is left out.
  /// - Returns: nil where voxel centres lie apart by more than a twentieth of a voxel.
  public func placed(on geometry: Geometry, frames count: Int) -> LabelVolume? {
    let (from, to) = (self.geometry, geometry)
    func steps(_ axis: SIMD3<Double>) -> SIMD3<Double> {
      to.voxel(WorldPoint(to.origin.vector + axis)).vector
    }
    let origin = to.voxel(from.origin).vector
    let axes = (steps(from.axes.i), steps(from.axes.j), steps(from.axes.k))
    // Where the farthest corner comes to tells whether all between lie on the grid.
    let last = SIMD3(
      Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    let tolerance = 0.05
    func isWhole(_ place: SIMD3<Double>) -> Bool {
      (0..<3).allSatisfy { abs(place[$0] - place[$0].rounded()) <= tolerance }
    }
    func place(_ n: SIMD3<Double>) -> SIMD3<Double> {
      let inPlane = axes.0 * n.x + axes.1 * n.y
      return origin + inPlane + axes.2 * n.z
    }
    let corners = (0..<8).map { n in
      place(SIMD3(n & 1 == 0 ? 0 : last.x, n & 2 == 0 ? 0 : last.y, n & 4 == 0 ? 0 : last.z))
    }
    let units = zip([axes.0, axes.1, axes.2], [size.ni, size.nj, size.nk]).filter { $0.1 > 1 }
    guard corners.allSatisfy(isWhole), units.allSatisfy({ isWhole($0.0) }) else { return nil }
    var placed = LabelVolume(geometry: geometry, frames: count)
    for frame in 0..<min(frames, count) {
      for k in 0..<size.nk {
        for j in 0..<size.nj {
          for i in 0..<size.ni {
            let label = voxels[frame * size.count + size.offset(VoxelIndex(i, j, k))]
            guard label != 0 else { continue }
            let p = place(SIMD3(Double(i), Double(j), Double(k)))
            let (x, y, z) = (Int(p.x.rounded()), Int(p.y.rounded()), Int(p.z.rounded()))
            guard 0..<to.size.ni ~= x, 0..<to.size.nj ~= y, 0..<to.size.nk ~= z else { continue }
            placed.voxels[frame * to.size.count + to.size.offset(VoxelIndex(x, y, z))] = label
          }
        }
      }
    }
    return placed
  }
}
