/// A tag, how the value is written, and the value.
public struct DICOMElement: Sendable, Equatable {
  public let tag: DICOMTag
  public let vr: DICOMVR
  public let value: DICOMValue

  /// An element as it stands in a data set.
  public init(_ tag: DICOMTag, _ vr: DICOMVR, _ value: DICOMValue) {
    self.tag = tag
    self.vr = vr
    self.value = value
  }
}

/// What an element holds.
public enum DICOMValue: Sendable, Equatable {
  /// Numbers are little-endian whatever the file's order was. A part of the file's bytes, not a
  /// copy: it keeps the whole file in memory.
  case bytes(ArraySlice<UInt8>)
  /// Of a sequence (SQ).
  case items([DICOMDataSet])
  /// Compressed pixels.
  case fragments(DICOMFragments)
}

/// Compressed pixels in pieces.
public struct DICOMFragments: Sendable, Equatable {
  /// Where each frame begins, 32-bit numbers of bytes from the first piece; empty where the file
  /// does not say.
  public let offsetTable: ArraySlice<UInt8>
  /// A frame is one of them or several in a row.
  public let pieces: [ArraySlice<UInt8>]

  /// Pieces in the order of the frames.
  public init(offsetTable: ArraySlice<UInt8> = [], pieces: [ArraySlice<UInt8>]) {
    self.offsetTable = offsetTable
    self.pieces = pieces
  }
}
