import ImageFiles
import MinimalPaths
import TestSupport
import Testing
import Volumes

@testable import DICOMObjects

@Suite struct MalformedObjectTests {
  /// Reads a file as labels, in whatever way it can be; errors are fine, traps are not.
  private func read(_ bytes: [UInt8], in folder: String) throws {
    let path = folder + "/o.dcm"
    try AtomicFile.write(bytes, to: path)
    _ = try? ImageFiles.readLabels(path)
    guard let dataSet = try? ImageFiles.dataSet(path) else { return }
    _ = try? StructureSet.labels(dataSet, on: oblique, path: path)
    _ = Deidentifier(Pseudonyms(key: Array(0..<16)), program: "t").deidentified(dataSet)
  }

  private func files() throws -> [[UInt8]] {
    let curves = ringed.slice(1).mask(of: 1).outlines
    return [
      try SegmentationObject.dataSet(ringed, segments: segments, on: source, described())
        .encoded(),
      try StructureSet.dataSet(
        [LabelCurves(label: 1, slice: 1, frame: 0, curves: curves)], in: oblique,
        segments: segments, on: source, isApproved: false, described()
      ).encoded(),
    ]
  }

  @Test func `changed bytes are an error or another image, never the end of the program`() throws {
    try withTemporaryFolder { folder in
      var random = SeededRandom(seed: 7)
      for file in try files() {
        for _ in 0..<400 {
          var bytes = file
          for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 132..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
          }
          try read(bytes, in: folder)
        }
      }
    }
  }

  @Test func `files that break off are an error`() throws {
    try withTemporaryFolder { folder in
      for file in try files() {
        for count in stride(from: 0, to: file.count, by: 37) {
          try read(Array(file.prefix(count)), in: folder)
        }
      }
    }
  }

  @Test func `a segmentation whose slices lie far apart is not blown up`() throws {
    var object = try SegmentationObject.dataSet(
      ringed, segments: segments, on: source, described())
    var frames = object.items("PerFrameFunctionalGroupsSequence")
    var place = frames[0].items("PlanePositionSequence")[0]
    for far in [1e6, 1e17, 1e308] {
      place.set("ImagePositionPatient", to: [30, -12.5, far], as: .fd)
      frames[0].set("PlanePositionSequence", to: [place])
      object.set("PerFrameFunctionalGroupsSequence", to: frames)
      #expect(throws: ImageFileError.self) { try DICOMSegmentation(object, path: "far.dcm") }
    }
  }
}
