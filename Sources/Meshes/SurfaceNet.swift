public import Volumes

/// The surface of a label: a vertex in each cell of eight voxel centres that it runs through, a
/// quadrilateral for each pair of neighbouring voxels that it parts.
///
///     var net = try SurfaceNet(mask, label: 3)
///     net.smooth(iterations: 20)
///     let mesh = net.mesh()
///
/// It is closed and manifold for every mask (each edge has two faces, each vertex one fan of them):
/// the grid's outside counts as outside of the label, and voxels that touch at an edge or a corner
/// alone are kept apart.
/// Source: Gibson, MICCAI 1998, 888 ("surface nets"). We differ: a cell in which the surface has
/// several sheets has as many vertices (after Nielson, IEEE Visualization 2004, 489), and where two
/// quadrilaterals would share both ends of a side they get a vertex of their own in it; vertices
/// are smoothed freely, by Taubin's filter.
public struct SurfaceNet: Sendable {
  /// Millimetres, RAS+.
  public internal(set) var positions: [SIMD3<Double>] = []
  /// Counterclockwise as seen from outside.
  var quads: [SIMD4<UInt32>] = []
  /// Of quadrilaterals with vertices in their sides.
  var triangles: [SIMD3<UInt32>] = []

  /// Voxel faces of all that goes into a file: each is two triangles of 50 bytes in STL.
  public static let mostFaces = 20_000_000

  /// - Throws: `MeshError`.
  /// - Precondition: The frame exists.
  /// - Complexity: O(n) for n voxels of the box that holds the label.
  public init(
    _ mask: LabelVolume, label: UInt8, frame: Int = 0, isCancelled: () -> Bool = { false }
  ) throws(MeshError) {
    guard let box = LabelBox(mask, label: label, frame: frame) else { throw .empty }
    let faces = box.faceCount
    guard faces <= Self.mostFaces else { throw .tooLarge(faces: faces) }
    let geometry = mask.geometry
    let (i, j, k) = geometry.axes
    let isMirrored = dot(i, cross(j, k)) < 0
    positions.reserveCapacity(faces)
    quads.reserveCapacity(faces)
    func world(_ place: SIMD3<Double>) -> SIMD3<Double> {
      geometry.world(VoxelPoint(place + box.corner)).vector
    }
    let (firstVertex, patterns) = try addVertices(box, world, isCancelled)
    try addFaces(
      box, firstVertex, patterns, isMirrored: isMirrored, world, isCancelled)
  }

  /// A vertex for each fan of each cell.
  /// - Returns: Of each cell its first vertex, and its pattern.
  private mutating func addVertices(
    _ box: LabelBox, _ world: (SIMD3<Double>) -> SIMD3<Double>, _ isCancelled: () -> Bool
  ) throws(MeshError) -> ([UInt32], [UInt8]) {
    var firstVertex = [UInt32](repeating: 0, count: box.inside.count)
    var patterns = [UInt8](repeating: 0, count: box.inside.count)
    let (row, slice) = (box.step.y, box.step.z)
    let counts = CellFans.fanCount
    for k in 0..<box.size.nk - 1 {
      if isCancelled() { throw .cancelled }
      for j in 0..<box.size.nj - 1 {
        var n = k * slice + j * row
        for i in 0..<box.size.ni - 1 {
          defer { n += 1 }
          let v = box.inside
          let low = v[n] | v[n + 1] << 1 | v[n + row] << 2 | v[n + row + 1] << 3
          let m = n + slice
          let high = v[m] | v[m + 1] << 1 | v[m + row] << 2 | v[m + row + 1] << 3
          let pattern = low | high << 4
          guard pattern != 0, pattern != 255 else { continue }
          patterns[n] = pattern
          firstVertex[n] = UInt32(positions.count)
          let cell = SIMD3(Double(i), Double(j), Double(k))
          for fan in 0..<counts[Int(pattern)] {
            positions.append(world(cell + CellFans.centres[Int(pattern)][fan]))
          }
        }
      }
    }
    return (firstVertex, patterns)
  }

  /// A quadrilateral for each pair of voxels, one inside and one outside.
  private mutating func addFaces(
    _ box: LabelBox, _ firstVertex: [UInt32], _ patterns: [UInt8], isMirrored: Bool,
    _ world: (SIMD3<Double>) -> SIMD3<Double>, _ isCancelled: () -> Bool
  ) throws(MeshError) {
    /// Vertices in sides, by the cells' common face and the inside voxel beside it.
    var inSides: [SideKey: UInt32] = [:]
    let fans = CellFans.fanOfEdge
    // Around a voxel edge, counterclockwise as seen from its end: cells that begin b and c before.
    let around = [(0, 0), (1, 0), (1, 1), (0, 1)]
    for k in 1..<box.size.nk - 1 {
      if isCancelled() { throw .cancelled }
      for j in 0..<box.size.nj - 1 {
        for i in 0..<box.size.ni - 1 {
          let n = box.offset(i, j, k)
          // The box's wall is empty: a pair with a voxel of it has its other voxel inside.
          for axis in 0..<3 where box.inside[n] != box.inside[n + box.step[axis]] {
            addFace(n, axis)
          }
        }
      }
    }
    // Faces that look to the first slice, which has the wall's cells below it.
    for j in 0..<box.size.nj - 1 {
      for i in 0..<box.size.ni - 1 {
        let n = box.offset(i, j, 0)
        if box.inside[n] != box.inside[n + box.step.z] { addFace(n, 2) }
      }
    }

    func addFace(_ n: Int, _ axis: Int) {
      let (b, c) = (box.step[(axis + 1) % 3], box.step[(axis + 2) % 3])
      let (far, isInside) = (n + box.step[axis], box.inside[n] == 1)
      var corners = SIMD4<UInt32>()
      for (place, offset) in around.enumerated() {
        let cell = n - offset.0 * b - offset.1 * c
        let edge = CellFans.edge(axis, offset.0, offset.1)
        corners[place] =
          firstVertex[cell] + UInt32(fans[Int(patterns[cell]) * 12 + edge])
      }
      // Across each side the next pair of voxels, and the axis of the cells' common face.
      let sides = [(c, 1), (-b, 2), (-c, 1), (b, 2)]
      var loop: [UInt32] = []
      var isPlain = true
      for (place, (across, normal)) in sides.enumerated() {
        loop.append(corners[place])
        let isAmbiguous =
          box.inside[n + across] == box.inside[far]
          && box.inside[far + across] == box.inside[n]
        guard isAmbiguous else { continue }
        isPlain = false
        let inner = isInside ? n : far
        let key = SideKey(
          voxels: min(min(n, far), min(n, far) + across), normal: (axis + normal) % 3, inner: inner)
        loop.append(vertex(key, box, inner, [isInside ? far : n, inner + across]))
      }
      if isInside == isMirrored {
        corners = SIMD4(corners.w, corners.z, corners.y, corners.x)
        loop.reverse()
      }
      guard !isPlain else { return quads.append(corners) }
      let centre = UInt32(positions.count)
      positions.append(
        loop.reduce(SIMD3()) { $0 + positions[Int($1)] } / Double(loop.count))
      for (place, corner) in loop.enumerated() {
        triangles.append(SIMD3(centre, corner, loop[(place + 1) % loop.count]))
      }
    }

    /// The vertex in a side, between an inside voxel and the two outside ones beside it.
    func vertex(_ key: SideKey, _ box: LabelBox, _ inner: Int, _ outer: [Int]) -> UInt32 {
      if let known = inSides[key] { return known }
      let vertex = UInt32(positions.count)
      inSides[key] = vertex
      let middle = (box.place(outer[0]) + box.place(outer[1])) / 4 + box.place(inner) / 2
      positions.append(world(middle))
      return vertex
    }
  }

  /// A side of quadrilaterals: the first of the four voxels of the cells' common face, the axis
  /// across the face, and the inside voxel.
  private struct SideKey: Hashable {
    let voxels: Int
    let normal: Int
    let inner: Int
  }

  /// The surface as triangles: quadrilaterals are divided along their shorter diagonal.
  public func mesh() -> Mesh {
    var all = triangles
    all.reserveCapacity(triangles.count + 2 * quads.count)
    for q in quads {
      let one = positions[Int(q.z)] - positions[Int(q.x)]
      let other = positions[Int(q.w)] - positions[Int(q.y)]
      if dot(one, one) <= dot(other, other) {
        all.append(SIMD3(q.x, q.y, q.z))
        all.append(SIMD3(q.x, q.z, q.w))
      } else {
        all.append(SIMD3(q.y, q.z, q.w))
        all.append(SIMD3(q.y, q.w, q.x))
      }
    }
    return Mesh(positions: positions, triangles: all)
  }
}
