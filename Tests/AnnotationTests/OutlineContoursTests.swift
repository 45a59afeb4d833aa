import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

struct `Contours that draw a mask to the pixel` {
  static func table() throws -> LabelTable {
    try LabelTable([
      .init(value: 1, name: "RV"), .init(value: 2, name: "MYO"), .init(value: 3, name: "LV"),
    ])
  }

  /// What a session of the contours draws.
  static func drawn(_ mask: LabelVolume) throws -> (LabelVolume, [ContourReplacement.Addition]) {
    let volume = Volume(
      geometry: mask.geometry, voxels: [Float](repeating: 7, count: mask.voxels.count))
    let found = try OutlineContours(of: mask, on: volume, labels: table())
    let header = SessionHeader(image: .init(path: "i.nii", of: volume), labels: try table())
    var session = Session(header: header)
    for action in found.additions.replacements(.dataset) { try session.apply(action) }
    var tracer = try SessionTracer(header: header, volume: volume)
    return (tracer.mask(of: session.state), found.additions)
  }

  @Test(arguments: 0..<12) func `random labels come back, specks, holes and corners included`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let size = GridSize(ni: 17, nj: 13, nk: 2)
    // From a few blobs to noise.
    let share = UInt64(2 + seed % 6)
    var mask = LabelVolume(geometry: Geometry(size: size))
    for n in mask.voxels.indices where random.next() % share == 0 {
      mask.voxels[n] = UInt8(1 + random.next() % 3)
    }
    let (drawn, _) = try Self.drawn(mask)
    #expect(drawn == mask, "seed \(seed)")
  }

  @Test func `a disc takes few seeds, a full slice four`() throws {
    let size = GridSize(ni: 64, nj: 64, nk: 1)
    let disc = labelVolume(size) { voxel in
      (voxel.i - 30) * (voxel.i - 30) + (voxel.j - 33) * (voxel.j - 33) <= 400
    }
    let (drawn, additions) = try Self.drawn(disc)
    #expect(drawn == disc)
    #expect(additions.count == 1)
    #expect((8...30).contains(additions[0].seeds.count), "\(additions[0].seeds.count)")
    let (full, corners) = try Self.drawn(labelVolume(size) { _ in true })
    #expect(full.voxels.allSatisfy { $0 == 1 })
    #expect((4...8).contains(corners[0].seeds.count), "\(corners[0].seeds.count)")
  }

  @Test func `a cavity lies over its wall, which is one contour`() throws {
    let size = GridSize(ni: 40, nj: 40, nk: 1)
    var heart = labelVolume(size, label: 2) { voxel in
      (voxel.i - 20) * (voxel.i - 20) + (voxel.j - 20) * (voxel.j - 20) <= 200
    }
    for j in 0..<40 {
      for i in 0..<40 where (i - 20) * (i - 20) + (j - 20) * (j - 20) <= 80 {
        heart.voxels[j * 40 + i] = 3
      }
    }
    let (drawn, additions) = try Self.drawn(heart)
    #expect(drawn == heart)
    #expect(additions.map(\.contour) == ["MYO-0-0", "LV-0-0"])
  }

  @Test func `a value that is no label is refused`() throws {
    let mask = labelVolume(GridSize(ni: 4, nj: 4, nk: 1), label: 9) { _ in true }
    #expect(throws: SessionError.self) { _ = try Self.drawn(mask) }
  }
}
