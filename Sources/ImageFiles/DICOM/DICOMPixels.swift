/// The pixels of a data set, frame by frame.
struct DICOMPixels: Sendable {
  let format: DICOMPixelFormat
  private let stored: Stored
  private let codec: DICOMCodec
  private let palette: DICOMPalette?
  private let path: String

  private enum Stored: Sendable {
    /// All frames in a row.
    case native(ArraySlice<UInt8>)
    /// The pieces of each frame.
    case compressed([ArraySlice<ArraySlice<UInt8>>])
  }

  /// Compressions make at most this many bytes of one; an empty slice of JPEG 2000 comes near it.
  private static let largestExpansion = 1 << 16

  /// Makes sure that the pixels which are promised can be there.
  /// - Throws: `ImageFileError`.
  init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    let format = try DICOMPixelFormat(dataSet, path: path)
    self.format = format
    self.path = path
    codec = DICOMCodec(transferSyntax: dataSet.transferSyntax, path: path)
    palette =
      format.photometric == "PALETTE COLOR" ? try DICOMPalette(dataSet, path: path) : nil
    let promise =
      "\(format.columns) x \(format.rows) pixels"
      + (format.frames > 1 ? " in \(format.frames) frames" : "")
    func check(_ promised: Int, heldBy held: Int, expansion: Int) throws(ImageFileError) {
      guard promised <= held.multipliedReportingOverflow(by: expansion).partialValue else {
        throw .truncated(path: path, promise: promise, promised: promised, held: held)
      }
    }
    switch (format.numbers, dataSet[.pixelData]?.value) {
    case (.whole, .fragments(let fragments)?):
      let held = fragments.pieces.reduce(0) { $0 + $1.count }
      try check(
        format.count * format.width * format.frames, heldBy: held,
        expansion: DICOMPixels.largestExpansion)
      guard
        let frames = fragments.frames(
          format.frames, extendedOffsets: dataSet.integers("ExtendedOffsetTable"))
      else {
        throw .corrupted(
          path: path,
          reason: "its \(fragments.pieces.count) pieces do not make \(format.frames) frames")
      }
      stored = .compressed(frames)
    case (.whole, _):
      guard let bytes = dataSet.bytes(.pixelData) else {
        throw .unsupported(path: path, what: "no image", remedy: "Name a file of an image series.")
      }
      try check(DICOMPixels.bits(format) / 8, heldBy: bytes.count, expansion: 1)
      stored = .native(bytes)
    case (.float32, _), (.float64, _):
      let bytes =
        dataSet.bytes(format.numbers == .float32 ? "FloatPixelData" : "DoubleFloatPixelData") ?? []
      try check(DICOMPixels.bits(format) / 8, heldBy: bytes.count, expansion: 1)
      stored = .native(bytes)
    }
  }

  /// Bits of all frames; rounded up to a whole byte at the end.
  private static func bits(_ format: DICOMPixelFormat) -> Int {
    let samples = isHalved(format) ? format.columns * format.rows * 2 : format.count
    return (samples * format.bitsAllocated * format.frames + 7) / 8 * 8
  }

  /// Whether two neighbouring pixels share their colour, as they do where YBR_FULL_422 is not
  /// compressed.
  private static func isHalved(_ format: DICOMPixelFormat) -> Bool {
    format.photometric == "YBR_FULL_422" && format.bitsAllocated == 8
  }

  /// A frame's intensities: the stored numbers, rescaled, or of colours the luminance.
  /// - Parameter channel: The colour to take (0 red, 1 green, 2 blue); nil for the luminance.
  /// - Returns: Shape (columns, rows).
  /// - Throws: `ImageFileError`.
  func frame(
    _ n: Int, channel: Int? = nil, scaling: IntensityScaling? = nil
  ) throws(ImageFileError) -> [Float] {
    precondition(0..<format.frames ~= n, "the file has no such frame")
    let colour = DICOMColour(format: format, channel: channel)
    switch stored {
    case .compressed(let frames):
      let bytes = try codec.decode(frames[n], format: format)
      if format.bitsAllocated == 1 { return bits(bytes[...], frame: 0) }
      return values(
        numbers(bytes[...], isNative: true, scaling), colour, isPlanar: false)
    case .native(let bytes):
      if format.bitsAllocated == 1 { return bits(bytes, frame: n) }
      if DICOMPixels.isHalved(format) {
        let count = format.columns * format.rows * 2
        let start = bytes.startIndex + n * count
        return colour.halved(bytes[start..<start + count])
      }
      let count = format.count * format.width
      let start = bytes.startIndex + n * count
      return values(
        numbers(bytes[start..<start + count], isNative: false, scaling), colour,
        isPlanar: format.isPlanar)
    }
  }

  private func values(_ numbers: [Float], _ colour: DICOMColour, isPlanar: Bool) -> [Float] {
    if let palette { return numbers.map { palette.value($0, channel: colour.channel) } }
    return format.samples == 1 ? numbers : colour.values(numbers, isPlanar: isPlanar)
  }

  /// Frames of one bit follow each other without a gap (PS3.5, 8.1.1).
  private func bits(_ bytes: ArraySlice<UInt8>, frame n: Int) -> [Float] {
    (n * format.count..<(n + 1) * format.count).map { bit in
      Float(bytes[bytes.startIndex + bit / 8] >> UInt8(bit % 8) & 1)
    }
  }

  /// Numbers of the allocated width; without the bits that are not stored, with their sign.
  private func numbers(
    _ bytes: ArraySlice<UInt8>, isNative: Bool, _ scaling: IntensityScaling?
  ) -> [Float] {
    let isSwapped = !isNative && ByteOrder.native == .bigEndian
    let (slope, intercept) = (scaling?.slope ?? 1, scaling?.intercept ?? 0)
    let count = bytes.count / format.width
    func converted<Word: FixedWidthInteger>(
      _: Word.Type, _ value: (Word) -> Double
    ) -> [Float] {
      bytes.withUnsafeBytes { raw in
        [Float](unsafeUninitializedCapacity: count) { target, filled in
          for n in 0..<count {
            let word = raw.loadUnaligned(fromByteOffset: n * MemoryLayout<Word>.size, as: Word.self)
            target[n] = Float(value(isSwapped ? word.byteSwapped : word) * slope + intercept)
          }
          filled = count
        }
      }
    }
    let shift = UInt32(format.highBit + 1 - format.bitsStored)
    let mask = UInt32.max >> (32 - UInt32(min(format.bitsStored, 32)))
    let sign: UInt32 = format.isSigned ? 1 << UInt32(min(format.bitsStored, 32) - 1) : 0
    func value(_ word: UInt32) -> Double {
      let number = word >> shift & mask
      // Bits above the sign repeat it.
      return Double(number & sign == 0 ? Int64(number) : Int64(number) - Int64(mask) - 1)
    }
    return switch (format.numbers, format.width) {
    case (.float32, _): converted(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float64, _): converted(UInt64.self) { Double(bitPattern: $0) }
    case (.whole, 1): converted(UInt8.self) { value(UInt32($0)) }
    case (.whole, 2): converted(UInt16.self) { value(UInt32($0)) }
    case (.whole, _): converted(UInt32.self) { value($0) }
    }
  }
}

extension DICOMFragments {
  /// The pieces of each frame; nil where they cannot be told apart.
  func frames(_ count: Int, extendedOffsets: [Int]?) -> [ArraySlice<ArraySlice<UInt8>>]? {
    if count == 1 { return [pieces[...]] }
    if pieces.count == count { return pieces.indices.map { pieces[$0...$0] } }
    guard let starts = starts(count, extendedOffsets), starts.count == count, starts[0] == 0 else {
      return nil
    }
    let ends = starts.dropFirst() + [pieces.count]
    guard zip(starts, ends).allSatisfy({ $0 < $1 }) else { return nil }
    return zip(starts, ends).map { pieces[$0..<$1] }
  }

  /// The first piece of each frame.
  private func starts(_ count: Int, _ extendedOffsets: [Int]?) -> [Int]? {
    let table = stride(from: offsetTable.startIndex, to: offsetTable.endIndex - 3, by: 4).map {
      at in
      (0..<4).reduce(0) { $0 | Int(offsetTable[at + $1]) << (8 * $1) }
    }
    let offsets = table.count == count ? table : extendedOffsets ?? []
    guard offsets.count == count else {
      // No table: the beginnings of JPEG's and JPEG 2000's streams.
      return pieces.indices.filter { n in
        pieces[n].starts(with: [0xFF, 0xD8]) || pieces[n].starts(with: [0xFF, 0x4F, 0xFF, 0x51])
      }
    }
    // Counted from the first piece, with the eight bytes before each.
    var places: [Int: Int] = [:]
    var place = 0
    for (n, piece) in pieces.enumerated() {
      places[place] = n
      place += 8 + piece.count
    }
    let starts = offsets.compactMap { places[$0] }
    return starts.count == count ? starts : nil
  }
}
