import DICOMObjects
import Foundation
import ImageFiles
import MinimalPaths
import TestSupport
import Testing
import Volumes

/// DICOM objects beside masks: empty slices are left out of them, and contours have no grid.
struct `Evaluating DICOM objects` {
  private static let size = GridSize(ni: 12, nj: 10, nk: 6)
  private static let geometry = Geometry(
    size: size, axes: (SIMD3(-1, 0, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 5)),
    origin: WorldPoint(20, 30, -40))
  private static let part = SegmentDescription(
    NamedLabel(value: 1, name: "LV"), algorithm: .manual, colour: SIMD3(255, 0, 0))

  /// A box of 4 x 3 voxels in some slices.
  private func box(_ slices: ClosedRange<Int>) -> LabelVolume {
    var labels = LabelVolume(geometry: Self.geometry)
    for k in slices {
      for j in 3..<6 { for i in 2..<6 { labels.voxels[(k * 10 + j) * 12 + i] = 1 } }
    }
    return labels
  }

  private func description() -> DerivedObjectDescription {
    DerivedObjectDescription(seriesDescription: "test", softwareVersion: "1")
  }

  private func writeSegmentation(_ labels: LabelVolume, to path: String) throws {
    try SegmentationObject.dataSet(labels, segments: [Self.part], on: nil, description())
      .write(to: path)
  }

  private func dice(_ a: String, _ b: String) throws -> Double {
    let done = try contourist("evaluate", a, b, "--json")
    try #require(done.status == 0, "\(done.errors)")
    let row = try #require((object(done.output)["cases"] as? [[String: Any]])?.first)
    return try #require(row["dice"] as? Double)
  }

  @Test func `a segmentation without its empty slices lies on the other mask's grid`() throws {
    try withTemporaryFolder { folder in
      let (mask, seg, other) = (folder + "/m.nii.gz", folder + "/a.dcm", folder + "/b.dcm")
      try ImageFiles.writeLabels(box(1...3), to: mask, like: nil)
      try writeSegmentation(box(1...3), to: seg)
      #expect(try ImageFiles.readLabels(seg).labels.size.nk == 3)
      #expect(try dice(seg, mask) == 1)
      #expect(try dice(mask, seg) == 1)
      // Two of them hold slices of their own: 2 of 3 and 2 lie in both.
      try writeSegmentation(box(2...4), to: other)
      #expect(abs(try dice(seg, other) - 2.0 / 3) < 1e-12)
      #expect(abs(try dice(other, mask) - 2.0 / 3) < 1e-12)
      try writeSegmentation(box(5...5), to: other)
      #expect(try dice(seg, other) == 0)
    }
  }

  @Test func `a structure set is drawn on the other mask's grid`() throws {
    try withTemporaryFolder { folder in
      let (mask, rt) = (folder + "/m.nii.gz", folder + "/rt.dcm")
      let labels = box(1...3)
      try ImageFiles.writeLabels(labels, to: mask, like: nil)
      let curves = (1...3).map {
        LabelCurves(label: 1, slice: $0, frame: 0, curves: labels.slice($0).mask(of: 1).outlines)
      }
      try StructureSet.dataSet(
        curves, in: Self.geometry, segments: [Self.part], on: nil, isApproved: false, description()
      ).write(to: rt)
      #expect(try dice(rt, mask) == 1)
      #expect(try dice(mask, rt) == 1)
      let alone = try contourist("evaluate", rt, rt)
      #expect(alone.status == 65 && alone.errors.contains("structure sets have no voxels"))
    }
  }

  @Test func `what lies elsewhere is refused, not cut off`() throws {
    try withTemporaryFolder { folder in
      let (mask, seg) = (folder + "/m.nii.gz", folder + "/a.dcm")
      try writeSegmentation(box(3...5), to: seg)
      let lower = Geometry(
        size: GridSize(ni: 12, nj: 10, nk: 5), axes: Self.geometry.axes,
        origin: Self.geometry.origin)
      try ImageFiles.writeLabels(LabelVolume(geometry: lower), to: mask, like: nil)
      let cut = try contourist("evaluate", seg, mask)
      #expect(cut.status == 65 && cut.errors.contains("12 voxels of it lie outside of"))
      let between = Geometry(
        size: Self.size, axes: Self.geometry.axes, origin: WorldPoint(20.4, 30, -40))
      try ImageFiles.writeLabels(LabelVolume(geometry: between), to: mask, like: nil)
      let off = try contourist("evaluate", mask, seg)
      #expect(off.status == 65 && off.errors.contains("do not lie on those of"), "\(off.errors)")
      // Three slices beside three, wherever they are.
      let three = GridSize(ni: 12, nj: 10, nk: 3)
      try ImageFiles.writeLabels(
        LabelVolume(geometry: Geometry(size: three)), to: mask, like: nil)
      let anyway = try contourist("evaluate", seg, mask, "--ignore-geometry")
      #expect(anyway.status == 0, "\(anyway.errors)")
    }
  }
}
