public import ImageFiles

/// A slice of a study, series and place.
public func dicomSlice(
  _ number: Int, study: String = "1.2", series: String = "1.2.3", size: Int = 8
) -> DICOMDataSet {
  var slice = DICOMDataSet()
  slice.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
  slice.set("SOPInstanceUID", to: "\(series).\(number)")
  slice.set("StudyInstanceUID", to: study)
  slice.set("SeriesInstanceUID", to: series)
  slice.set("SeriesNumber", to: 3)
  slice.set("InstanceNumber", to: number)
  slice.set("PatientName", to: "Secret^Name")
  slice.set("PatientID", to: "4711")
  slice.set("StudyDate", to: "20200405")
  slice.set("SeriesDescription", to: "discs \(series)")
  slice.set("Modality", to: "MR")
  slice.set("ImagePositionPatient", to: [-10.5, 3, 5 * Double(number)])
  slice.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0])
  slice.set("PixelSpacing", to: [0.75, 0.75])
  slice.set("SamplesPerPixel", to: 1)
  slice.set("PhotometricInterpretation", to: "MONOCHROME2")
  slice.set("Rows", to: size)
  slice.set("Columns", to: size)
  slice.set("BitsAllocated", to: 16)
  slice.set("BitsStored", to: 16)
  slice.set("HighBit", to: 15)
  slice.set("PixelRepresentation", to: 0)
  slice.set("PixelData", to: (0..<size * size).map { ($0 * 37 + number * 11) % 1000 }, as: .ow)
  return slice
}
