import Testing
import Volumes

@Suite struct GeometryTests {
  /// Oblique: rotated 30 degrees about z, anisotropic.
  let oblique = Geometry(
    size: GridSize(ni: 10, nj: 20, nk: 5),
    axes: (SIMD3(1.2990381, 0.75, 0), SIMD3(-0.375, 0.64951905, 0), SIMD3(0, 0, 8)),
    origin: WorldPoint(-40, 12, 7))

  @Test func `voxel to world and back is the identity`() {
    let p = VoxelPoint(3.25, 17.5, 2)
    let back = oblique.voxel(oblique.world(p))
    #expect(abs(back.x - p.x) < 1e-12)
    #expect(abs(back.y - p.y) < 1e-12)
    #expect(abs(back.z - p.z) < 1e-12)
  }

  @Test func `voxel zero lies at the origin`() {
    #expect(oblique.world(VoxelPoint(0, 0, 0)) == WorldPoint(-40, 12, 7))
  }

  @Test func `spacing is the length of the axes`() {
    #expect(abs(oblique.spacing.x - 1.5) < 1e-6)
    #expect(abs(oblique.spacing.y - 0.75) < 1e-6)
    #expect(oblique.spacing.z == 8)
    #expect(abs(oblique.voxelVolume - 9) < 1e-5)
  }

  @Test func `orientation names the direction of increasing indices`() {
    let size = GridSize(ni: 2, nj: 2, nk: 2)
    #expect(Geometry(size: size).orientation == "RAS")
    let lps = Geometry(
      size: size, axes: (SIMD3(-1, 0, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1)),
      origin: WorldPoint(0, 0, 0))
    #expect(lps.orientation == "LPS")
    let asl = Geometry(
      size: size, axes: (SIMD3(0, 1, 0), SIMD3(0, 0, 1), SIMD3(-1, 0, 0)),
      origin: WorldPoint(0, 0, 0))
    #expect(asl.orientation == "ASL")
  }

  @Test func `axes in one plane span no space`() {
    #expect(!Geometry.spansSpace(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(1, 1, 0)))
    #expect(!Geometry.spansSpace(SIMD3(.nan, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)))
    #expect(!Geometry.spansSpace(SIMD3(0, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)))
    #expect(Geometry.spansSpace(SIMD3(1e-3, 0, 0), SIMD3(0, 1e-3, 0), SIMD3(0, 0, 1e-3)))
  }
}
