import Datasets
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `CHAOS's layout` {
  @Test func `its own grey levels and numbers from 1 mean the same labels`() throws {
    try withTemporaryFolder { folder in
      for (number, labels) in [("1", [1, 2, 3, 4]), ("13", [63, 126, 189, 252])] {
        try writeImage(folder + "/image_\(number).nii.gz")
        try writeMask(folder + "/label_\(number).nii.gz", labels.map { UInt8($0) })
      }
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .chaos)
      #expect(dataset.labels.map(\.name) == ["liver", "right kidney", "left kidney", "spleen"])
      #expect(dataset.patients == ["1", "13"])
      for one in dataset.cases {
        #expect(try one.load().labels.voxels.prefix(5) == [1, 2, 3, 4, 0])
      }
    }
  }

  @Test func `a missing mask is named`() throws {
    try withTemporaryFolder { folder in
      try writeImage(folder + "/image_1.nii.gz")
      let error = errorText { _ = try Dataset.open(folder, layout: .chaos) }
      #expect(error.contains("/label_1.nii.gz: this file is missing, which image_1.nii.gz needs"))
    }
  }

  /// A slice of 3 x 2 pixels.
  private func slice(at z: Double) -> DICOMDataSet {
    var slice = DICOMDataSet()
    slice.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
    slice.set("SOPInstanceUID", to: DICOMUID.random())
    slice.set("SeriesInstanceUID", to: "1.2.3")
    slice.set("Modality", to: "MR")
    slice.set("ImagePositionPatient", to: [0, 0, z])
    slice.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0])
    slice.set("PixelSpacing", to: [1.0, 1.0])
    for (tag, number) in [
      ("SamplesPerPixel", 1), ("Rows", 2), ("Columns", 3), ("BitsAllocated", 16),
      ("BitsStored", 16), ("HighBit", 15), ("PixelRepresentation", 0),
    ] as [(DICOMTag, Int)] {
      slice.set(tag, to: number)
    }
    slice.set("PhotometricInterpretation", to: "MONOCHROME2")
    slice.set("PixelData", to: (0..<6).map { $0 + Int(z) }, as: .ow)
    return slice
  }

  @Test func `slices as DICOM meet their labels as pictures by name, wherever they lie`() throws {
    try withTemporaryFolder { folder in
      let place = folder + "/MR/7/T2SPIR"
      for part in ["DICOM_anon", "Ground"] {
        try FileManager.default.createDirectory(
          atPath: place + "/" + part, withIntermediateDirectories: true)
      }
      // The first name lies highest.
      for (n, z) in [20.0, 10, 0].enumerated() {
        let name = "IMG-0004-0000\(n + 1)"
        try slice(at: z).write(to: "\(place)/DICOM_anon/\(name).dcm")
        var pixels = [UInt8](repeating: 0, count: 6)
        pixels[n] = UInt8(63 * (n + 1))
        try PNGFile.write(.grey8(pixels), width: 3, height: 2, to: "\(place)/Ground/\(name).png")
      }
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .chaos && dataset.patients == ["7"])
      let image = try dataset.cases[0].load()
      #expect(image.labels.geometry == image.channels[0].geometry)
      // From the feet to the head: the last name first.
      #expect((0..<3).map { Set(image.labels.slice($0).pixels).max() } == [3, 2, 1])
      #expect(image.labels.slice(0).pixels[2] == 3 && image.channels[0].slice(0).pixels[2] == 2)

      try FileManager.default.removeItem(atPath: place + "/Ground/IMG-0004-00002.png")
      let error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("2 pictures of labels for 3 slices"))
    }
  }
}
