import Foundation
import ImageFiles
import TestSupport

@testable import DICOMWeb

/// A client that does not wait long.
func client(
  _ root: String, credentials: Credentials = .none, timeout: Double = 20, pauses: [Double] = [],
  isStopped: @escaping @Sendable () -> Bool = { false }
) throws -> DICOMWebClient {
  try DICOMWebClient(
    ServerAddress(root), credentials: credentials, timeout: timeout, pauses: pauses,
    isStopped: isStopped)
}

/// A slice of a study, series and place.
func slice(
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

/// Files as a multipart answer.
func multipart(_ files: [[UInt8]], closed: Bool = true) -> [UInt8] {
  var body: [UInt8] = []
  for file in files {
    body += Array("\r\n--XY\r\nContent-Type: application/dicom\r\n\r\n".utf8) + file
  }
  return body + Array((closed ? "\r\n--XY--\r\n" : "").utf8)
}

let multipartType = #"multipart/related; type="application/dicom"; boundary=XY"#

/// Names of all files in a folder and below, hidden ones too.
func files(_ folder: String) -> [String] {
  let found = FileManager.default.enumerator(atPath: folder)
  var names: [String] = []
  while let name = found?.nextObject() as? String { names.append(name) }
  return names.filter { !$0.hasPrefix("series") || $0.contains("/") }.sorted()
}
