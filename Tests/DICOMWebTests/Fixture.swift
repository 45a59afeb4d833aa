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
