/// How the pixels of one grey frame are stored, and their values.
struct DICOMFrame: Sendable, Equatable {
  let columns: Int
  let rows: Int
  /// 8, 16 or 32.
  let bitsAllocated: Int
  let bitsStored: Int
  let highBit: Int
  let isSigned: Bool
  let scaling: IntensityScaling?
  let warnings: [String]

  /// Compressions make at most this many bytes of one; an empty slice of JPEG 2000 comes near it.
  private static let largestExpansion = 1 << 16

  /// - Throws: `ImageFileError.unsupported`, `.badHeader`.
  init(_ elements: DICOMElements, path: String) throws(ImageFileError) {
    guard let rows = elements.short(0x0028_0010), let columns = elements.short(0x0028_0011),
      elements.has(DICOMElements.pixelData) || !elements.fragments.isEmpty
    else {
      throw .unsupported(
        path: path, what: "no image of whole numbers", remedy: "Name a file of an image series.")
    }
    // Enhanced images keep their place and spacing for each frame, in sequences; some plain ones
    // have such a sequence besides.
    let isEnhanced =
      elements.has(0x5200_9230) && !elements.has(0x0020_0032)
    let frames = elements.text(0x0028_0008).flatMap { Int($0) } ?? 1
    guard frames == 1, !isEnhanced else {
      throw .unsupported(
        path: path, what: frames == 1 ? "an enhanced image" : "\(frames) frames",
        remedy: "Convert it to NIfTI first.")
    }
    let photometric = elements.text(0x0028_0004) ?? "MONOCHROME2"
    guard elements.short(0x0028_0002) ?? 1 == 1, photometric.hasPrefix("MONOCHROME") else {
      throw .unsupported(
        path: path, what: "colours (\(photometric))", remedy: "Save it as a PNG instead.")
    }
    guard rows > 0, columns > 0 else {
      throw .badHeader(path: path, reason: "it states \(columns) x \(rows) pixels")
    }
    let allocated = elements.short(0x0028_0100) ?? 0
    guard [8, 16, 32].contains(allocated) else {
      throw .unsupported(
        path: path, what: "pixels of \(allocated) bits",
        remedy: allocated == 1
          ? "This is a segmentation; name the images it was drawn on."
          : "Convert it to NIfTI first.")
    }
    let stored = elements.short(0x0028_0101) ?? allocated
    let high = elements.short(0x0028_0102) ?? stored - 1
    guard stored > 0, stored <= allocated, high >= stored - 1, high < allocated else {
      throw .badHeader(
        path: path,
        reason: "\(stored) bits up to bit \(high) cannot be stored in \(allocated) bits")
    }
    self.rows = rows
    self.columns = columns
    bitsAllocated = allocated
    bitsStored = stored
    highBit = high
    isSigned = elements.short(0x0028_0103) == 1
    scaling = IntensityScaling(
      headerSlope: elements.decimals(0x0028_1053, count: 1)?[0] ?? 1,
      intercept: elements.decimals(0x0028_1052, count: 1)?[0] ?? 0)
    var warnings: [String] = []
    if photometric == "MONOCHROME1" {
      warnings.append("The image is meant to be shown with low values bright; values were kept.")
    }
    if elements.has(0x0028_3000) {
      warnings.append("The header's table of intensities was not applied.")
    }
    self.warnings = warnings
  }

  /// Intensities, shape (columns, rows).
  /// - Throws: `ImageFileError`.
  func voxels(_ elements: DICOMElements, path: String) throws(ImageFileError) -> [Float] {
    let bytes = try stored(elements, path: path)
    let width = bitsAllocated / 8
    let shift = highBit + 1 - bitsStored
    let mask = UInt32.max >> (32 - UInt32(bitsStored))
    let sign: UInt32 = isSigned ? 1 << (UInt32(bitsStored) - 1) : 0
    let (slope, intercept) = (scaling?.slope ?? 1, scaling?.intercept ?? 0)
    var voxels: [Float] = []
    voxels.reserveCapacity(rows * columns)
    bytes.withUnsafeBytes { raw in
      for n in 0..<rows * columns {
        let word: UInt32 =
          switch width {
          case 1: UInt32(raw[n])
          case 2: UInt32(raw.loadUnaligned(fromByteOffset: 2 * n, as: UInt16.self))
          default: raw.loadUnaligned(fromByteOffset: 4 * n, as: UInt32.self)
          }
        let number = word >> UInt32(shift) & mask
        // Bits above the sign repeat it.
        let value = number & sign == 0 ? Int64(number) : Int64(number) - Int64(mask) - 1
        voxels.append(Float(Double(value) * slope + intercept))
      }
    }
    return voxels
  }

  /// The pixels as numbers of the allocated bits, native byte order.
  private func stored(
    _ elements: DICOMElements, path: String
  ) throws(ImageFileError) -> [UInt8] {
    let width = bitsAllocated / 8
    let count = rows * columns * width
    let promise = "\(columns) x \(rows) pixels"
    guard let range = elements.value(DICOMElements.pixelData) else {
      let stream = elements.fragments.reduce(into: [UInt8]()) { $0 += elements.bytes[$1] }
      guard count <= elements.bytes.count * DICOMFrame.largestExpansion else {
        throw .truncated(path: path, promise: promise, promised: count, held: stream.count)
      }
      return try DICOMCodec(transferSyntax: elements.transferSyntax, path: path)
        .decode(stream, frame: self)
    }
    guard count <= range.count else {
      throw .truncated(path: path, promise: promise, promised: count, held: range.count)
    }
    // In words of 16 bits, two pixels of 8 bits change places with the byte order.
    let word = width == 1 && elements.isBigEndian && elements.pixelsAreWords ? 2 : width
    var bytes = Array(elements.bytes[range.prefix(count + count % word)])
    if width == 1 || elements.isBigEndian != (ByteOrder.native == .bigEndian) {
      for at in stride(from: 0, to: bytes.count - word + 1, by: word) where word > 1 {
        bytes[at..<at + word].reverse()
      }
    }
    return bytes
  }
}
