import Testing
import Volumes

@Suite struct VolumeTests {
  let size = GridSize(ni: 3, nj: 2, nk: 2)

  @Test func `slice k of frame t holds the voxels of that place`() {
    let volume = Volume(
      geometry: Geometry(size: size, spacing: SIMD3(1, 2, 3)), frames: 2,
      voxels: (0..<24).map(Float.init))
    let slice = volume.slice(1, frame: 1)
    #expect(slice.pixels == [18, 19, 20, 21, 22, 23])
    #expect(slice[2, 1] == 23)
    #expect(slice.spacing == SIMD2(1, 2))
    #expect(volume.frame(1).slice(1) == slice)
  }

  @Test func `a slice written to a label volume is read back and leaves the rest alone`() {
    var labels = LabelVolume(geometry: Geometry(size: size), frames: 2)
    var slice = LabelSlice(ni: 3, nj: 2)
    slice[1, 1] = 7
    labels.setSlice(1, frame: 0, to: slice)
    #expect(labels.slice(1, frame: 0) == slice)
    #expect(labels.slice(1, frame: 1) == LabelSlice(ni: 3, nj: 2))
    #expect(labels.labels == [7])
    #expect(slice.mask(of: 7).area == 1)
  }

  @Test func `the offset of a voxel counts i first, then j, then k`() {
    #expect(size.offset(VoxelIndex(2, 1, 1)) == 11)
    #expect(size.contains(VoxelIndex(2, 1, 1)))
    #expect(!size.contains(VoxelIndex(3, 0, 0)))
    #expect(!size.contains(VoxelIndex(0, 0, -1)))
  }

  @Test func `asking for a slice that is not there stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Volume(geometry: Geometry(size: GridSize(ni: 1, nj: 1, nk: 1)), voxels: [0]).slice(1)
    }
  }
}
