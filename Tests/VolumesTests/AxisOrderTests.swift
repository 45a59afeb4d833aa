import Testing
import Volumes

@Suite struct AxisOrderTests {
  let volume = Volume(
    geometry: Geometry(
      size: GridSize(ni: 2, nj: 3, nk: 4),
      axes: (SIMD3(0, -2, 0.1), SIMD3(0.2, 0, 3), SIMD3(-4, 0.1, 0)), origin: WorldPoint(9, 8, 7)),
    frames: 2, voxels: (0..<48).map { Float($0) })

  @Test(arguments: ["RAS", "LPS", "LAI", "SAR", "ARS", "PIL"])
  func `voxels stay where they are in the patient`(_ orientation: String) throws {
    let order = try #require(AxisOrder(from: volume.geometry, to: orientation))
    let turned = order.applied(to: volume)
    #expect(turned.geometry.orientation == orientation)
    for n in 0..<24 {
      let size = turned.size
      let place = turned.geometry.world(
        VoxelPoint(Double(n % size.ni), Double(n / size.ni % size.nj), Double(n / size.sliceCount)))
      let old = volume.geometry.voxel(place).vector
      let index = VoxelIndex(
        Int(old.x.rounded()), Int(old.y.rounded()), Int(old.z.rounded()))
      for frame in 0..<2 {
        #expect(
          turned.voxels[frame * 24 + n]
            == volume.voxels[frame * 24 + volume.size.offset(index)])
      }
    }
    let back = order.inverse.applied(to: turned)
    #expect(back.voxels == volume.voxels && back.size == volume.size)
  }

  @Test func `an order after another is both`() throws {
    let first = try #require(AxisOrder(from: volume.geometry, to: "LAI"))
    let turned = first.applied(to: volume)
    let second = try #require(AxisOrder(from: turned.geometry, to: "SPR"))
    #expect(first.then(second).applied(to: volume).voxels == second.applied(to: turned).voxels)
  }

  @Test func `axes are put in the order that is named`() throws {
    let order = try #require(AxisOrder("kji"))
    let turned = order.applied(to: volume)
    #expect(turned.size == GridSize(ni: 4, nj: 3, nk: 2))
    #expect(turned.voxels[1] == 6 && turned.voxels[4] == 2 && turned.voxels[12] == 1)
    #expect(order.applied(to: ["i", "j", "k"]) == ["k", "j", "i"])
  }

  @Test func `letters that name no three axes are no order`() {
    for text in ["", "RA", "RLS", "RASA", "XYZ"] {
      #expect(AxisOrder(from: volume.geometry, to: text) == nil)
    }
    for text in ["", "ij", "iij", "ijkk", "abc"] { #expect(AxisOrder(text) == nil) }
  }
}
