import Volumes

/// The pieces of surface that marching cubes puts between the eight voxel centres of a cell.
///
/// A cell with corners in and out of a mask holds surface. Of the in and the out corners the fewer
/// ones (the in ones, when there are four of each) are cut off, each group connected along the
/// cell's edges by itself, through the middles of the edges that leave the group. A cut of more
/// than three such points is divided into triangles so that the area in a cube is largest.
///
/// Areas agree with the table of google-deepmind/surface-distance in all 256 cells and at any
/// spacing; `Tests/Peers/evaluation.py` compares them.
/// Source: Lorensen and Cline, SIGGRAPH 1987, 163, for the method.
enum SurfaceElements {
  /// Areas by cell for voxels of a spacing, square millimetres. Bit n of a cell's number is its
  /// corner (n & 1, n >> 1 & 1, n >> 2) along i, j and k.
  static func areas(spacing: SIMD3<Double>) -> [Double] {
    // A triangle's normal, stretched with the grid, is divided by the same factors.
    let faces = SIMD3(spacing.y * spacing.z, spacing.z * spacing.x, spacing.x * spacing.y)
    return normals.map { $0.reduce(0) { $0 + length($1 * faces) } }
  }

  /// Lengths by cell of four pixels in one slice, millimetres; corners are bits (n & 1, n >> 1).
  static func lengths(spacing: SIMD3<Double>) -> [Double] {
    let diagonal = length(SIMD3(spacing.x, spacing.y, 0)) / 2
    return (0..<16).map { cell in
      switch cell {
      case 0, 15: 0
      case 0b0011, 0b1100: spacing.x
      case 0b0101, 0b1010: spacing.y
      case 0b0110, 0b1001: 2 * diagonal
      default: diagonal
      }
    }
  }

  /// Of each cell the triangles' normals, as long as their areas in a cube of unit edges.
  private static let normals: [[SIMD3<Double>]] = (0..<256).map { cell in
    let inside = (0..<8).filter { cell >> $0 & 1 == 1 }
    guard !inside.isEmpty, inside.count < 8 else { return [] }
    let outside = (0..<8).filter { !inside.contains($0) }
    let cutOff = inside.count <= 4 ? inside : outside
    return groups(cutOff).flatMap { group in largestTriangulation(of: loop(around: group)) }
  }

  private static let edgeDirections = [1, 2, 4]

  /// Corners connected along edges.
  private static func groups(_ corners: [Int]) -> [[Int]] {
    var rest = Set(corners)
    var groups: [[Int]] = []
    for corner in corners where rest.remove(corner) != nil {
      var group = [corner]
      var next = 0
      while next < group.count {
        for direction in edgeDirections {
          let neighbour = group[next] ^ direction
          if rest.remove(neighbour) != nil { group.append(neighbour) }
        }
        next += 1
      }
      groups.append(group)
    }
    return groups
  }

  /// The middles of the edges that leave a group, each on a common face of the cell with the next.
  private static func loop(around group: [Int]) -> [SIMD3<Double>] {
    var middles: [SIMD3<Double>] = []
    for corner in group {
      for direction in edgeDirections where !group.contains(corner ^ direction) {
        middles.append((position(corner) + position(corner ^ direction)) / 2)
      }
    }
    var loop = [middles.removeFirst()]
    while let next = middles.firstIndex(where: { shareFace($0, loop[loop.count - 1]) }) {
      loop.append(middles.remove(at: next))
    }
    return loop
  }

  private static func position(_ corner: Int) -> SIMD3<Double> {
    SIMD3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2))
  }

  private static func shareFace(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Bool {
    (0..<3).contains { a[$0] == b[$0] && (a[$0] == 0 || a[$0] == 1) }
  }

  private static func largestTriangulation(of loop: [SIMD3<Double>]) -> [SIMD3<Double>] {
    func area(_ triangles: [SIMD3<Double>]) -> Double { triangles.reduce(0) { $0 + length($1) } }
    var best: [SIMD3<Double>] = []
    // 1e-9: sums of the same areas in another order are no reason to change one's mind.
    for triangles in triangulations(of: loop) where area(triangles) > area(best) + 1e-9 {
      best = triangles
    }
    return best
  }

  /// The normals of every way to divide a loop into triangles.
  private static func triangulations(of loop: [SIMD3<Double>]) -> [[SIMD3<Double>]] {
    guard loop.count >= 3 else { return [[]] }
    let (from, to) = (loop[0], loop[loop.count - 1])
    return (1..<loop.count - 1).flatMap { tip in
      let normal = cross(loop[tip] - from, to - from) / 2
      return triangulations(of: Array(loop[...tip])).flatMap { before in
        triangulations(of: Array(loop[tip...])).map { before + [normal] + $0 }
      }
    }
  }
}
