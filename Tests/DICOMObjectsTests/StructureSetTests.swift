import ImageFiles
import MinimalPaths
import TestSupport
import Testing
import Volumes

@testable import DICOMObjects

@Suite struct StructureSetTests {
  /// The outlines of the ring's first frame.
  private var curves: [LabelCurves] {
    (1...3).flatMap { k in
      [UInt8(1), 2].map { label in
        LabelCurves(
          label: label, slice: k, frame: 0, curves: ringed.slice(k).mask(of: label).outlines)
      }
    }
  }

  private func object(_ curves: [LabelCurves], approved: Bool = false) throws -> DICOMDataSet {
    try StructureSet.dataSet(
      curves, in: oblique, segments: segments, on: source, isApproved: approved, described())
  }

  @Test func `contours come back as the labels that they draw, holes included`() throws {
    try withTemporaryFolder { folder in
      try object(curves).write(to: folder + "/rt.dcm")
      let dataSet = try #require(try ImageFiles.dataSet(folder + "/rt.dcm"))
      let found = try StructureSet.labels(dataSet, on: oblique, path: "rt.dcm")
      #expect(found.names.map(\.name) == ["MYO", "LV"] && found.warnings.isEmpty)
      #expect(found.labels == ringed.frame(0))
    }
  }

  @Test func `regions, contours and the images of the moment are named`() throws {
    let set = try object(curves, approved: true)
    #expect(set.text("ApprovalStatus") == "APPROVED")
    #expect(set.items("StructureSetROISequence").map { $0.text("ROIName") } == ["MYO", "LV"])
    let regions = set.items("ROIContourSequence")
    // The ring has two contours in each slice.
    #expect(regions.map { $0.items("ContourSequence").count } == [6, 3])
    #expect(regions[0].integers("ROIDisplayColor") == [255, 0, 0])
    let contour = regions[1].items("ContourSequence")[0]
    #expect(
      contour.integer("NumberOfContourPoints") == (contour.decimals("ContourData")?.count ?? 0) / 3)
    let reference = set.items("ReferencedFrameOfReferenceSequence")[0]
      .items("RTReferencedStudySequence")[0].items("RTReferencedSeriesSequence")[0]
    #expect(
      reference.items("ContourImageSequence").map { $0.text("ReferencedSOPInstanceUID") }
        == (0..<5).map { "1.2.5.0.\($0)" })
  }

  @Test func `contours elsewhere, open ones and other objects are told`() throws {
    let set = try object(curves)
    func moved(_ slices: Double) -> Geometry {
      Geometry(
        size: oblique.size, axes: oblique.axes,
        origin: WorldPoint(oblique.origin.vector + oblique.axes.k * slices))
    }
    // The nearest slice is meant; halfway between two none is.
    #expect(
      try StructureSet.labels(set, on: moved(0.3), path: "rt.dcm").labels.voxels
        == ringed.frame(0).voxels)
    #expect(throws: DICOMObjectError.self) {
      try StructureSet.labels(set, on: moved(0.5), path: "rt.dcm")
    }
    let beyond = try StructureSet.labels(set, on: moved(-2), path: "rt.dcm")
    #expect(beyond.warnings == ["3 contours lie outside of the image; they were left out."])
    let turned = Geometry(
      size: oblique.size, axes: (oblique.axes.i, oblique.axes.k, oblique.axes.j),
      origin: oblique.origin)
    #expect(throws: DICOMObjectError.self) {
      try StructureSet.labels(set, on: turned, path: "rt.dcm")
    }
    #expect(throws: DICOMObjectError.self) {
      try StructureSet.labels(DICOMDataSet(), on: oblique, path: "x")
    }
    var open = set
    var regions = open.items("ROIContourSequence")
    var contours = regions[0].items("ContourSequence")
    contours[0].set("ContourGeometricType", to: "OPEN_PLANAR")
    regions[0].set("ContourSequence", to: contours)
    open.set("ROIContourSequence", to: regions)
    let rest = try StructureSet.labels(open, on: oblique, path: "rt.dcm")
    #expect(rest.warnings.count == 1)
    var short = open
    contours[1].set("ContourData", to: "1\\2\\3\\4")
    regions[0].set("ContourSequence", to: contours)
    short.set("ROIContourSequence", to: regions)
    #expect(throws: DICOMObjectError.self) {
      try StructureSet.labels(short, on: oblique, path: "rt.dcm")
    }
    #expect(throws: DICOMObjectError.empty) { try object([]) }
  }
}
