import Foundation
import ImageFiles

/// A DICOM file that can be sent: its identifiers are known.
public struct SendableInstance: Sendable, Equatable {
  public let path: String
  public let sopInstance: String
  /// Bytes of the file.
  public let size: Int

  /// A request is put together in memory.
  static let largest = 1 << 30

  /// Looks at the header alone.
  /// - Throws: `ImageFileError`, `DICOMWebError.notSendable`.
  public init(_ path: String) throws {
    let header = try DICOMDataSet(headerOf: path)
    guard let instance = header.text("SOPInstanceUID"), header.text("SOPClassUID") != nil,
      header.text("StudyInstanceUID") != nil, header.text("SeriesInstanceUID") != nil
    else {
      throw DICOMWebError.notSendable(
        path: path, reason: "it lacks the identifiers of an instance, its class, series or study")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= Self.largest else {
      throw DICOMWebError.notSendable(
        path: path, reason: "it has \(byteText(size)), and \(byteText(Self.largest)) is the limit")
    }
    self.path = path
    sopInstance = instance
    self.size = size
  }

  /// The file as it is; data sets without meta information get one, which the standard wants.
  /// - Throws: `ImageFileError`, `DICOMWebError.notSendable`.
  func bytes() throws -> Data {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw DICOMWebError.notSendable(path: path, reason: "it cannot be read any more")
    }
    if bytes.count >= 132, bytes[128..<132].elementsEqual("DICM".utf8) { return bytes }
    return Data(try DICOMDataSet(contentsOf: path).encoded(name: path))
  }
}
