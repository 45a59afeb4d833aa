import Foundation
import TestSupport
import Testing
import Volumes

@testable import Meshes

/// Whether each edge has exactly two triangles, which go along it in opposite directions, and each
/// vertex one fan of triangles.
func isManifold(_ mesh: Mesh) -> Bool {
  var edges: Set<SIMD2<UInt32>> = []
  var around: [UInt32: [UInt32: UInt32]] = [:]
  for t in mesh.triangles {
    for n in 0..<3 {
      let (a, b, c) = (t[n], t[(n + 1) % 3], t[(n + 2) % 3])
      guard a != b, edges.insert(SIMD2(a, b)).inserted else { return false }
      around[a, default: [:]][b] = c
    }
  }
  guard edges.allSatisfy({ edges.contains(SIMD2($0.y, $0.x)) }) else { return false }
  for (_, fan) in around {
    guard let start = fan.keys.first else { return false }
    var next = start
    for _ in 1..<fan.count {
      guard let following = fan[next], following != start else { return false }
      next = following
    }
    guard fan[next] == start else { return false }
  }
  return around.count == mesh.positions.count
}

@Suite struct CellFansTests {
  @Test func `every crossed edge has a fan, and fans swap with inside and outside but for corners`()
  {
    for pattern in 0..<256 {
      let fans = CellFans.fanOfEdge[pattern * 12..<pattern * 12 + 12]
      let used = Set(fans).subtracting([255])
      #expect(used.count == CellFans.fanCount[pattern])
      #expect(used.isEmpty == (pattern == 0 || pattern == 255))
      // No fan is smaller than a corner's.
      for fan in used { #expect(fans.count { $0 == fan } >= 3) }
    }
    // Two opposite corners are two sheets; two corners at an edge's ends are one.
    #expect(CellFans.fanCount[0b1000_0001] == 2)
    #expect(CellFans.fanCount[0b0000_0011] == 1)
    // Diagonal voxels of a face stay apart, diagonal holes flow together.
    #expect(CellFans.fanCount[0b0000_1001] == 2)
    #expect(CellFans.fanCount[0b1111_0110] == 1)
    #expect(CellFans.centres[1][0] == SIMD3(repeating: 0.5 / 3))
  }
}

@Suite struct SurfaceNetTests {
  private func surface(
    _ mask: LabelVolume, iterations: Int = 0, label: UInt8 = 1
  ) throws -> Mesh {
    var net = try SurfaceNet(mask, label: label)
    try net.smooth(iterations: iterations)
    return net.mesh()
  }

  @Test func `a single voxel is a closed cube of eight vertices`() throws {
    let mask = labelVolume(GridSize(ni: 3, nj: 3, nk: 3)) { $0 == VoxelIndex(1, 1, 1) }
    let mesh = try surface(mask)
    #expect(mesh.positions.count == 8)
    #expect(mesh.triangles.count == 12)
    #expect(mesh.eulerNumber == 2)
    #expect(isManifold(mesh))
    // Corners lie at the mean of three middles of edges, 1/6 from the voxel's centre along each.
    #expect(abs(mesh.volume - 1.0 / 27) < 1e-12)
  }

  @Test func `random masks have closed manifold surfaces, smoothed or not`() throws {
    var random = SeededRandom(seed: 11)
    for round in 0..<12 {
      let mask = labelVolume(GridSize(ni: 9, nj: 8, nk: 7)) { _ in
        Int.random(in: 0..<10, using: &random) < 2 + round / 2
      }
      let plain = try surface(mask)
      #expect(isManifold(plain), "round \(round)")
      #expect(plain.volume > 0)
      let smooth = try surface(mask, iterations: 5)
      #expect(smooth.triangles.count == plain.triangles.count)
      #expect(isManifold(smooth))
    }
  }

  @Test func `voxels that touch at an edge or a corner alone are two pieces`() throws {
    for other in [VoxelIndex(2, 2, 1), VoxelIndex(2, 2, 2)] {
      let mask = labelVolume(GridSize(ni: 4, nj: 4, nk: 4)) {
        $0 == VoxelIndex(1, 1, 1) || $0 == other
      }
      let mesh = try surface(mask)
      #expect(isManifold(mesh))
      #expect(mesh.eulerNumber == 4)
    }
  }

  @Test func `the Euler number tells pieces, handles and cavities`() throws {
    let size = GridSize(ni: 9, nj: 9, nk: 5)
    let ring = labelVolume(size) { voxel in
      let away = max(abs(voxel.i - 4), abs(voxel.j - 4))
      return (2...3).contains(away) && (1...3).contains(voxel.k)
    }
    #expect(try surface(ring).eulerNumber == 0)
    let hollow = labelVolume(size) { voxel in
      (1...7).contains(voxel.i) && (1...7).contains(voxel.j) && (0...4).contains(voxel.k)
        && voxel != VoxelIndex(4, 4, 2)
    }
    #expect(try surface(hollow).eulerNumber == 4)
  }

  @Test func `a ball has a ball's volume and area`() throws {
    let mask = ball(
      GridSize(ni: 64, nj: 64, nk: 64), centre: SIMD3(31.4, 31.7, 32.1), radius: 25)
    let mesh = try surface(mask, iterations: SurfaceNet.usualIterations)
    let (volume, area) = (4 / 3 * Double.pi * 15625, 4 * Double.pi * 625)
    #expect(abs(mesh.volume / volume - 1) < 0.01)
    #expect(abs(mesh.area / area - 1) < 0.01)
    #expect(mesh.eulerNumber == 2)
    #expect(isManifold(mesh))
  }

  @Test func `thick slices keep the volume of an ellipsoid`() throws {
    let spacing = SIMD3(1.5, 1.5, 8)
    let mask = ball(
      GridSize(ni: 50, nj: 50, nk: 11), spacing: spacing, centre: SIMD3(37, 37, 40), radius: 30)
    let voxels = Double(mask.voxels.count { $0 == 1 }) * 18
    let mesh = try surface(mask, iterations: SurfaceNet.usualIterations)
    #expect(abs(mesh.volume / voxels - 1) < 0.02)
  }

  @Test func `normals point outwards whichever way the axes run, also at the grid's border`() throws
  {
    let size = GridSize(ni: 6, nj: 5, nk: 4)
    for sign in [1.0, -1] {
      let geometry = Geometry(
        size: size, axes: (SIMD3(0, 2 * sign, 0), SIMD3(0, 0, 3), SIMD3(1, 0, 0)),
        origin: WorldPoint(100, -50, 7))
      let mask = LabelVolume(geometry: geometry, voxels: [UInt8](repeating: 1, count: size.count))
      let mesh = try surface(mask)
      #expect(mesh.volume > 0)
      #expect(isManifold(mesh))
      // Halfway between the last voxel and the outside, but for the corners.
      #expect(mesh.volume < 6 * 120)
      #expect(abs((mesh.positions.map(\.x).max() ?? 0) - 103.5) < 1e-9)
    }
  }

  @Test func `a moved volume has the same surface elsewhere`() throws {
    let mask = ball(GridSize(ni: 20, nj: 20, nk: 20), centre: SIMD3(9, 10, 9.5), radius: 6)
    let moved = LabelVolume(
      geometry: Geometry(
        size: mask.size, axes: mask.geometry.axes, origin: WorldPoint(1000, 2000, -3000)),
      voxels: mask.voxels)
    let (a, b) = (try surface(mask, iterations: 3), try surface(moved, iterations: 3))
    #expect(a.triangles.count == b.triangles.count)
    #expect(abs(a.volume - b.volume) < 1e-6)
  }

  @Test func `nothing to mesh and a stop are said`() throws {
    let mask = labelVolume(GridSize(ni: 4, nj: 4, nk: 4)) { $0.i == 1 }
    #expect(throws: MeshError.empty) { try SurfaceNet(mask, label: 2) }
    #expect(throws: MeshError.cancelled) { try SurfaceNet(mask, label: 1) { true } }
    var net = try SurfaceNet(mask, label: 1)
    #expect(throws: MeshError.cancelled) { try net.smooth(iterations: 3) { true } }
  }
}
