extension DICOMDataSet {
  /// No single file of images comes near it: 2^31 bytes.
  private static let largestFile = 1 << 31
  /// What deflated data sets may grow to: 2^29 bytes.
  private static let largestInflated = 1 << 29

  /// Reads a file.
  /// - Throws: `ImageFileError`.
  public init(contentsOf path: String) throws(ImageFileError) {
    var file = try GzipReader.open(path)
    guard file.fileSize <= DICOMDataSet.largestFile else {
      throw .tooLarge(
        path: path, promise: "a DICOM file", promised: file.fileSize,
        limit: DICOMDataSet.largestFile, limitIs: "is read of one file")
    }
    var bytes = [UInt8](repeating: 0, count: file.fileSize)
    let held = try file.read(&bytes, upTo: bytes.count)
    bytes.removeSubrange(held...)
    try self.init(bytes, path: path)
  }

  /// Reads the elements of a file before its pixels, and of the file no more than that asks for.
  /// - Throws: `ImageFileError`.
  public init(headerOf path: String) throws(ImageFileError) {
    var bytes: [UInt8] = []
    var wanted = 1 << 16
    while true {
      var file = try GzipReader.open(path)
      bytes = [UInt8](repeating: 0, count: min(wanted, file.fileSize))
      bytes.removeSubrange(try file.read(&bytes, upTo: bytes.count)...)
      do throws(ImageFileError) {
        try self.init(bytes, path: path, headerOnly: true)
        return
      } catch {
        // The part that was read may end within an element that the file holds.
        guard bytes.count == wanted else { throw error }
      }
      wanted *= 8
    }
  }

  /// Reads the bytes of a file.
  /// - Parameters:
  ///   - path: Named in errors.
  ///   - headerOnly: Whether to stop before the pixels.
  /// - Throws: `ImageFileError`.
  public init(
    _ bytes: [UInt8], path: String, headerOnly: Bool = false
  ) throws(ImageFileError) {
    var reader = DICOMReader(bytes: bytes, path: path, part: .metaInformation)
    let hasMark = bytes.count >= 132 && bytes[128..<132].elementsEqual("DICM".utf8)
    let metaStart = hasMark ? 132 : 0
    let (meta, start) = try reader.elements(
      at: metaStart, limit: bytes.count, isOpen: false,
      .init(encoding: .init(isExplicit: reader.isKind(metaStart + 4))))
    reader.part = headerOnly ? .header : .whole
    var syntax = meta.text("TransferSyntaxUID")
    if syntax == nil {
      syntax =
        reader.isKind(start + 4)
        ? DICOMSyntax.explicitLittleEndian : DICOMSyntax.implicitLittleEndian
    }
    var position = start
    if syntax == DICOMSyntax.deflated {
      let inflated = try Inflate.raw(
        bytes[start...], limit: DICOMDataSet.largestInflated, path: path)
      reader = DICOMReader(bytes: inflated, path: path, part: reader.part)
      position = 0
    }
    // Some writers state no syntax, some one and write the other: the letters of a kind tell.
    let encoding = DICOMReader.Encoding(
      isExplicit: reader.isKind(position + 4),
      isBigEndian: syntax == DICOMSyntax.explicitBigEndian)
    let (dataSet, _) = try reader.elements(
      at: position, limit: reader.bytes.count, isOpen: false, .init(encoding: encoding))
    self.init(meta.elements + dataSet.elements, inheriting: .standard)
    if let syntax { set("TransferSyntaxUID", to: syntax) }
  }
}
