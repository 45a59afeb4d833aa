import ImageFiles
import TestSupport
import Testing
import Volumes

@testable import DICOMObjects

@Suite struct SegmentationObjectTests {
  /// Through a file and back.
  private func written(_ object: DICOMDataSet) throws -> DICOMDataSet {
    try withTemporaryFolder { folder in
      try object.write(to: folder + "/o.dcm")
      return try #require(try ImageFiles.dataSet(folder + "/o.dcm"))
    }
  }

  @Test func `labels come back on the image's grid, moment by moment`() throws {
    let object = try SegmentationObject.dataSet(
      ringed, segments: segments, on: source, described())
    let found = try DICOMSegmentation(written(object), path: "o.dcm")
    #expect(found.segments.map(\.name) == ["MYO", "LV"])
    #expect(found.knowsMoments && found.isOriented && found.warnings.isEmpty)
    // Empty slices are left out.
    #expect(found.labels.size == GridSize(ni: 12, nj: 10, nk: 3) && found.labels.frames == 2)
    let placed = try #require(found.labels.placed(on: oblique, frames: 2))
    #expect(placed == ringed)
  }

  @Test func `each frame says where it lies and which image it belongs to`() throws {
    let object = try SegmentationObject.dataSet(
      ringed, segments: segments, on: source, described())
    let frames = object.items("PerFrameFunctionalGroupsSequence")
    #expect(frames.count == 7 && object.integer("NumberOfFrames") == 7)
    // Segment, moment, slice; each counted from 1 among those that occur.
    #expect(
      frames.map { $0.items("FrameContentSequence")[0].integers("DimensionIndexValues") } == [
        [1, 1, 1], [1, 1, 2], [1, 1, 3], [1, 2, 2], [2, 1, 1], [2, 1, 2], [2, 1, 3],
      ])
    let image = frames[3].items("DerivationImageSequence")[0].items("SourceImageSequence")[0]
    #expect(image.text("ReferencedSOPInstanceUID") == "1.2.5.1.2")
    // LPS: right and front turn round.
    let place = frames[0].items("PlanePositionSequence")[0].decimals("ImagePositionPatient")
    #expect(place == [30, -12.5, 32])
    let shared = object.items("SharedFunctionalGroupsSequence")[0]
    #expect(shared.items("PixelMeasuresSequence")[0].decimals("PixelSpacing") == [2, 1.5])
    let references = object.items("ReferencedSeriesSequence")
    #expect(references.count == 1)
    #expect(references[0].items("ReferencedInstanceSequence").count == 4)
    #expect(object.text("StudyInstanceUID") == "1.2.3")
    #expect(object.text("FrameOfReferenceUID") == "1.2.4")
  }

  @Test func `bits follow each other without a gap`() throws {
    // 3 x 3 pixels: frames begin within bytes.
    let labels = labelVolume(GridSize(ni: 3, nj: 3, nk: 2)) { $0.i == $0.j }
    let object = try SegmentationObject.dataSet(
      labels, segments: [segments[0]], on: nil, described())
    // 100010001 twice, lowest bit first.
    #expect(object.bytes("PixelData").map(Array.init) == [0b0001_0001, 0b0010_0011, 0b10])
  }

  @Test func `the patient is copied where it is asked for, or no longer anybody`() throws {
    func patient(_ keeps: Bool, _ source: SourceImages) throws -> [String?] {
      var description = described()
      description.keepsIdentity = keeps
      let object = try SegmentationObject.dataSet(
        ringed, segments: segments, on: source, description)
      return [object.text("PatientName"), object.text("PatientID"), object.text("StudyDate")]
    }
    #expect(try patient(false, source) == [nil, nil, "20200102"])
    #expect(try patient(true, source) == ["Doe^Jane", "4711", "20200102"])
    var header = source.header
    header.set("PatientIdentityRemoved", to: "YES")
    let clean = SourceImages(header: header, instances: source.instances)
    #expect(try patient(false, clean) == ["Doe^Jane", "4711", "20200102"])
  }

  @Test func `what cannot be written is said`() {
    #expect(throws: DICOMObjectError.empty) {
      try SegmentationObject.dataSet(
        LabelVolume(geometry: oblique), segments: segments, on: nil, described())
    }
    var leaning = labelVolume(GridSize(ni: 2, nj: 2, nk: 1)) { _ in true }
    leaning = LabelVolume(
      geometry: Geometry(
        size: leaning.size, axes: (SIMD3(1, 0, 0), SIMD3(0.1, 1, 0), SIMD3(0, 0, 1)),
        origin: WorldPoint(0, 0, 0)), voxels: leaning.voxels)
    #expect(throws: DICOMObjectError.sheared) {
      try SegmentationObject.dataSet(leaning, segments: segments, on: nil, described())
    }
  }

  @Test func `sixty segments in a hundred slices come back voxel by voxel`() throws {
    // Oblique blocks: every segment occurs in every slice, and moves from one to the next.
    let size = GridSize(ni: 64, nj: 48, nk: 100)
    var labels = LabelVolume(
      geometry: Geometry(size: size, axes: oblique.axes, origin: oblique.origin))
    for n in labels.voxels.indices {
      let (i, j, k) = (n % 64, n / 64 % 48, n / (64 * 48))
      let block = (i / 6 + k) % 10 + (j / 8) * 10
      labels.voxels[n] = j < 47 ? UInt8(block + 1) : 0
    }
    let described = (1...60).map {
      SegmentDescription(
        NamedLabel(value: UInt8($0), name: "part \($0)"), algorithm: .manual,
        colour: SIMD3(UInt8(4 * $0), 9, 9))
    }
    let object = try SegmentationObject.dataSet(
      labels, segments: described, on: nil, DICOMObjectsTests.described())
    #expect(object.integer("NumberOfFrames") == 6000)
    let found = try DICOMSegmentation(written(object), path: "o.dcm")
    #expect(found.segments.map(\.name) == described.map(\.label.name))
    #expect(found.warnings.isEmpty)
    #expect(found.labels.placed(on: labels.geometry, frames: 1) == labels)
  }

  @Test func `names are known in standard terms`() {
    #expect(CodedStructure(named: "LV").type.value == "87878005")
    let kidney = CodedStructure(named: "kidney_left")
    #expect(kidney.type.value == "64033007" && kidney.side?.meaning == "Left")
    #expect(CodedStructure(named: "Right ventricle").side == nil)
    #expect(CodedStructure(named: "tumour").category.value == "49755003")
    #expect(CodedStructure(named: "thing").type.value == "91723000")
  }

  @Test func `white, black and red in CIELab`() {
    #expect(encodedCIELab(red: 255, green: 255, blue: 255) == [65535, 32896, 32896])
    #expect(encodedCIELab(red: 0, green: 0, blue: 0) == [0, 32896, 32896])
    // L* 54.29, a* 80.81, b* 69.89 under D50.
    let red = encodedCIELab(red: 255, green: 0, blue: 0)
    for (found, wanted) in zip(red, [54.29 / 100, 208.81 / 255, 197.89 / 255]) {
      #expect(abs(Double(found) / 65535 - wanted) < 1e-3)
    }
  }

  @Test func `labels in slices far apart, at whatever distances, keep their place`() throws {
    for slices in [[0, 18, 36], [0, 5, 11], [3, 4, 40]] {
      var labels = LabelVolume(
        geometry: Geometry(size: GridSize(ni: 8, nj: 8, nk: 41), spacing: SIMD3(1, 1, 4)))
      for k in slices {
        var slice = labels.slice(k)
        slice.pixels[k % 7 + 9] = 1
        labels.setSlice(k, to: slice)
      }
      let object = try SegmentationObject.dataSet(
        labels, segments: [segments[0]], on: nil, described())
      let found = try DICOMSegmentation(written(object), path: "o.dcm")
      #expect(found.labels.geometry.spacing.z == 4, "\(slices)")
      #expect(found.labels.placed(on: labels.geometry, frames: 1) == labels, "\(slices)")
    }
  }

  @Test func `frames beside each other, turned or of other pixels are refused`() throws {
    let object = try SegmentationObject.dataSet(
      ringed, segments: segments, on: source, described())
    func changed(_ change: (inout DICOMDataSet) -> Void) -> DICOMDataSet {
      var object = object
      var frames = object.items("PerFrameFunctionalGroupsSequence")
      change(&frames[1])
      object.set("PerFrameFunctionalGroupsSequence", to: frames)
      return object
    }
    let moved = changed { frame in
      var place = frame.items("PlanePositionSequence")[0]
      var numbers = place.decimals("ImagePositionPatient") ?? []
      numbers[0] += 5
      place.set("ImagePositionPatient", to: numbers)
      frame.set("PlanePositionSequence", to: [place])
    }
    let turned = changed { frame in
      var plane = DICOMDataSet()
      plane.set("ImageOrientationPatient", to: [0.6, -0.8, 0, 0.8, 0.6, 0])
      frame.set("PlaneOrientationSequence", to: [plane])
    }
    let coarser = changed { frame in
      var measures = DICOMDataSet()
      measures.set("PixelSpacing", to: [4.0, 3.0])
      frame.set("PixelMeasuresSequence", to: [measures])
    }
    let late = changed { frame in
      var content = DICOMDataSet()
      content.set("TemporalPositionIndex", to: 4_000_000_000)
      frame.set("FrameContentSequence", to: [content])
    }
    for broken in [moved, turned, coarser, late] {
      #expect(throws: ImageFileError.self) { try DICOMSegmentation(broken, path: "o.dcm") }
    }
  }

  @Test func `names are shortened to what DICOM holds, and told apart when read`() throws {
    let long = String(repeating: "long name ", count: 12)
    let two = [1, 2].map {
      SegmentDescription(
        NamedLabel(value: $0, name: long), algorithm: .manual, colour: SIMD3(1, 2, 3),
        tracking: (long, "2.25.1"))
    }
    let object = try SegmentationObject.dataSet(ringed, segments: two, on: nil, described())
    let items = object.items("SegmentSequence")
    #expect(items.allSatisfy { ($0.text("SegmentLabel") ?? "").count <= 64 })
    #expect(items[0].text("TrackingID") == long.trimmingSpaces)
    let names = try DICOMSegmentation(object, path: "o.dcm").segments.map(\.name)
    #expect(Set(names).count == 2 && names[1].hasSuffix(" 2"))
    #expect(
      told(apart: [NamedLabel(value: 7, name: "3"), NamedLabel(value: 8, name: "")]).map(\.name)
        == ["label 7", "label 8"])
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
