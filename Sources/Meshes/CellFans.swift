/// How the surface runs through a cell of eight voxel centres, for all 256 patterns of voxels inside
/// and outside.
///
/// The surface crosses the cell's edges between an inside and an outside voxel. On a face of the
/// cell two crossings belong together; where there are four, the two beside an inside voxel do, so
/// that voxels which touch at an edge alone stay apart. Crossings connected over faces are a fan,
/// and a fan is one vertex: several sheets in a cell do not touch.
enum CellFans {
  /// Edge `axis * 4 + b + 2 * c` of a cell lies along `axis`, b and c steps along the next two axes.
  static func edge(_ axis: Int, _ b: Int, _ c: Int) -> Int { axis * 4 + b + 2 * c }

  /// Of the edges `pattern * 12 + edge` the fan, 255 where it is not crossed. Bit n of a pattern is
  /// the corner (n & 1, n >> 1 & 1, n >> 2).
  static let fanOfEdge: [UInt8] = patterns.flatMap(\.fans)
  static let fanCount: [Int] = patterns.map { $0.centres.count }
  /// Of each fan the mean of its crossings, voxels from the cell's corner 0.
  static let centres: [[SIMD3<Double>]] = patterns.map(\.centres)

  private static let patterns = (0..<256).map(fans)

  /// The corners of an edge.
  private static func corners(_ edge: Int) -> (Int, Int) {
    let axis = edge / 4
    let start =
      (edge & 1) << ((axis + 1) % 3) | (edge >> 1 & 1) << ((axis + 2) % 3)
    return (start, start | 1 << axis)
  }

  private static func fans(_ pattern: Int) -> (fans: [UInt8], centres: [SIMD3<Double>]) {
    func isInside(_ corner: Int) -> Bool { pattern >> corner & 1 == 1 }
    let crossed = (0..<12).filter { isInside(corners($0).0) != isInside(corners($0).1) }
    var fan = [Int](0..<12)
    func join(_ a: Int, _ b: Int) {
      let (old, new) = (fan[a], fan[b])
      for n in fan.indices where fan[n] == old { fan[n] = new }
    }
    for normal in 0..<3 {
      for side in 0..<2 {
        let onFace = crossed.filter { edge in
          [corners(edge).0, corners(edge).1].allSatisfy { $0 >> normal & 1 == side }
        }
        if onFace.count == 2 { join(onFace[0], onFace[1]) }
        guard onFace.count == 4 else { continue }
        for a in onFace {
          for b in onFace where b > a {
            let shared = [corners(a).0, corners(a).1].first {
              $0 == corners(b).0 || $0 == corners(b).1
            }
            if let shared, isInside(shared) { join(a, b) }
          }
        }
      }
    }
    let names = Array(Set(crossed.map { fan[$0] })).sorted()
    let fans = (0..<12).map { edge in
      crossed.contains(edge) ? UInt8(names.firstIndex(of: fan[edge]) ?? 0) : 255
    }
    let centres = names.map { name in
      let middles = crossed.filter { fan[$0] == name }.map { edge in
        (position(corners(edge).0) + position(corners(edge).1)) / 2
      }
      return middles.reduce(SIMD3(), +) / Double(middles.count)
    }
    return (fans, centres)
  }

  private static func position(_ corner: Int) -> SIMD3<Double> {
    SIMD3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2))
  }
}
