import ImageFiles
import TestSupport
import Volumes

/// Data sets of made-up series, written by our writer.
enum SampleSeries {
  /// A slice of 3 x 2 pixels, all of one value, lying across the body.
  static func slice(
    _ value: Int, at z: Double, x: Double = 0, instance: Int = 1, series: String = "1.2.3",
    _ change: (inout DICOMDataSet) -> Void = { _ in }
  ) -> DICOMDataSet {
    var slice = DICOMDataSet()
    slice.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
    slice.set("SOPInstanceUID", to: DICOMUID.random())
    slice.set("StudyInstanceUID", to: "1.2")
    slice.set("SeriesInstanceUID", to: series)
    slice.set("SeriesNumber", to: 7)
    slice.set("SeriesDescription", to: "made up")
    slice.set("Modality", to: "MR")
    slice.set("InstanceNumber", to: instance)
    slice.set("SliceThickness", to: [8.0])
    slice.set("ImagePositionPatient", to: [x, 0, z])
    slice.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0])
    slice.set("PixelSpacing", to: [2.0, 1.5])
    setPixels([Int](repeating: value, count: 6), columns: 3, rows: 2, of: &slice)
    change(&slice)
    return slice
  }

  /// Grey pixels of 16 bits.
  static func setPixels(
    _ values: [Int], columns: Int, rows: Int, of dataSet: inout DICOMDataSet
  ) {
    dataSet.set("SamplesPerPixel", to: 1)
    dataSet.set("PhotometricInterpretation", to: "MONOCHROME2")
    dataSet.set("Rows", to: rows)
    dataSet.set("Columns", to: columns)
    dataSet.set("BitsAllocated", to: 16)
    dataSet.set("BitsStored", to: 16)
    dataSet.set("HighBit", to: 15)
    dataSet.set("PixelRepresentation", to: 0)
    dataSet.set("PixelData", to: values, as: .ow)
  }

  /// Writes the data sets under names in an order that has nothing to do with theirs.
  static func written<Result>(
    _ dataSets: [DICOMDataSet], _ body: (String) throws -> Result
  ) throws -> Result {
    var random = SeededRandom(seed: 5)
    var names = dataSets.indices.map { "IM\($0)" }
    names.shuffle(using: &random)
    return try withFolder { folder in
      for (name, dataSet) in zip(names, dataSets) { try dataSet.write(to: "\(folder)/\(name)") }
      return try body(folder)
    }
  }

  /// The image that the data sets make.
  static func read(_ dataSets: [DICOMDataSet], series: String? = nil) throws -> ImageFile {
    try written(dataSets) { try ImageFiles.read($0, series: series) }
  }

  /// The value of each slice, phase after phase.
  static func values(_ image: ImageFile) -> [Float] {
    let count = image.volume.size.sliceCount
    return stride(from: 0, to: image.volume.voxels.count, by: count).map { image.volume.voxels[$0] }
  }
}
