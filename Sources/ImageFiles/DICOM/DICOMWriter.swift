/// Writes a tree of elements as the bytes of a DICOM file.
///
/// Explicit little-endian, except that compressed pixels stay in their own transfer syntax, whose
/// elements are written the same way. Source: DICOM PS3.5, section 7; PS3.10, section 7.
struct DICOMWriter {
  private(set) var bytes: [UInt8] = []
  let name: String

  /// Whose files these are; derived from a random number once and for all (PS3.5, B.2).
  static let implementation = "2.25.275191942433097680659919692397237171672"
  static let implementationName = "CONTOURIST"

  init(name: String) { self.name = name }

  /// Preamble, meta information, elements.
  mutating func writeFile(_ dataSet: DICOMDataSet) throws(ImageFileError) {
    var meta = DICOMDataSet()
    meta.set("FileMetaInformationVersion", to: [0, 1] as [UInt8])
    // Directories have no class of their own: it stands in the meta information alone.
    for (ours, theirs) in [
      ("MediaStorageSOPClassUID", "SOPClassUID"),
      ("MediaStorageSOPInstanceUID", "SOPInstanceUID"),
    ] as [(DICOMTag, DICOMTag)] {
      if let uid = dataSet.text(theirs) ?? dataSet.text(ours) { meta.set(ours, to: uid) }
    }
    meta.set("TransferSyntaxUID", to: dataSet.writtenSyntax)
    meta.set("ImplementationClassUID", to: DICOMWriter.implementation)
    meta.set("ImplementationVersionName", to: DICOMWriter.implementationName)
    var body = DICOMWriter(name: name)
    try body.write(meta.elements)
    var length = DICOMDataSet()
    length.set("FileMetaInformationGroupLength", to: body.bytes.count)
    bytes += [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
    try write(length.elements)
    bytes += body.bytes
    try write(dataSet.elements.filter { $0.tag.group != 2 })
  }

  /// Elements but for the retired lengths of groups, which would no longer be true.
  private mutating func write(_ elements: [DICOMElement]) throws(ImageFileError) {
    for element in elements {
      guard !element.tag.isGroupLength || element.tag.group == 2 else { continue }
      try write(element)
    }
  }

  private mutating func write(_ element: DICOMElement) throws(ImageFileError) {
    switch element.value {
    case .bytes(let value):
      let count = value.count + value.count % 2
      // Values too long for their kind's 16 bits go as unknown ones (PS3.5, 6.2.2).
      let vr = element.vr.hasLongLength || count <= 0xFFFE ? element.vr : .un
      try writeHead(element.tag, vr, count: count)
      append(value, filler: element.vr.filler)
    case .items(let items):
      writeHead(element.tag, .sq)
      let start = bytes.count
      for item in items {
        writeMark(.item)
        let itemStart = bytes.count
        try write(item.elements)
        try setLength(from: itemStart, of: element.tag)
      }
      try setLength(from: start, of: element.tag)
    case .fragments(let fragments):
      writeHead(element.tag, element.vr.hasLongLength ? element.vr : .ob)
      writeNumber(UInt32.max, at: bytes.count - 4)
      for piece in [fragments.offsetTable] + fragments.pieces {
        writeMark(.item)
        let start = bytes.count
        append(piece, filler: 0)
        try setLength(from: start, of: element.tag)
      }
      writeMark(.sequenceEnd)
    }
  }

  private mutating func append(_ value: ArraySlice<UInt8>, filler: UInt8) {
    bytes.append(contentsOf: value)
    if !value.count.isMultiple(of: 2) { bytes.append(filler) }
  }

  private mutating func writeHead(
    _ tag: DICOMTag, _ vr: DICOMVR, count: Int
  ) throws(ImageFileError) {
    writeHead(tag, vr)
    if vr.hasLongLength {
      writeNumber(try fitting(count, tag), at: bytes.count - 4)
    } else {
      bytes[bytes.count - 2] = UInt8(truncatingIfNeeded: count)
      bytes[bytes.count - 1] = UInt8(truncatingIfNeeded: count >> 8)
    }
  }

  /// Tag and kind, and zeros where the length goes.
  private mutating func writeHead(_ tag: DICOMTag, _ vr: DICOMVR) {
    writeTag(tag)
    bytes.append(contentsOf: vr.rawValue.utf8)
    bytes.append(contentsOf: repeatElement(0, count: vr.hasLongLength ? 6 : 2))
  }

  /// An item's mark, whose length is set once it is known, or an end's, which has none.
  private mutating func writeMark(_ tag: DICOMTag) {
    writeTag(tag)
    bytes.append(contentsOf: [0, 0, 0, 0])
  }

  private mutating func writeTag(_ tag: DICOMTag) {
    for half in [tag.group, tag.element] {
      bytes.append(UInt8(truncatingIfNeeded: half))
      bytes.append(UInt8(truncatingIfNeeded: half >> 8))
    }
  }

  /// States in the four bytes before `start` how much was written since.
  private mutating func setLength(from start: Int, of tag: DICOMTag) throws(ImageFileError) {
    writeNumber(try fitting(bytes.count - start, tag), at: start - 4)
  }

  private func fitting(_ count: Int, _ tag: DICOMTag) throws(ImageFileError) -> UInt32 {
    guard let number = UInt32(exactly: count), number < .max else {
      throw .notWritable(
        path: name, reason: "element \(tag) has \(byteText(count)), more than DICOM can state")
    }
    return number
  }

  private mutating func writeNumber(_ number: UInt32, at position: Int) {
    for n in 0..<4 { bytes[position + n] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(n))) }
  }
}

extension DICOMDataSet {
  /// The data set as a file: 128 empty bytes, meta information made anew, elements.
  /// - Parameter name: Named in errors.
  /// - Throws: `ImageFileError.notWritable` for values longer than DICOM can state.
  public func encoded(name: String = "DICOM") throws(ImageFileError) -> [UInt8] {
    var writer = DICOMWriter(name: name)
    try writer.writeFile(self)
    return writer.bytes
  }

  /// Writes the data set as a file, whole or not at all.
  /// - Throws: `ImageFileError.notWritable`, `.diskFull`, `.cannotWrite`.
  public func write(to path: String) throws(ImageFileError) {
    try AtomicFile.write(try encoded(name: path), to: path)
  }

  /// Compressed pixels keep their syntax; the rest is turned to explicit little-endian on reading.
  fileprivate var writtenSyntax: String {
    guard case .fragments? = self[.pixelData]?.value else {
      return DICOMSyntax.explicitLittleEndian
    }
    return transferSyntax
  }
}

/// Unique identifiers for what is written.
public enum DICOMUID {
  /// An identifier that no other has: 2.25. and a random UUID as a number (PS3.5, B.2).
  public static func random() -> String {
    // Version 4, variant 1 of RFC 9562.
    let number = UInt128.random(in: 0 ... .max) & ~(0xF000 << 64) & ~(3 << 62)
    return "2.25.\(number | 4 << 76 | 2 << 62)"
  }
}
