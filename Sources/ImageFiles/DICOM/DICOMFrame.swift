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
  init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    guard let rows = dataSet.integer("Rows"), let columns = dataSet.integer("Columns"),
      dataSet.has(.pixelData)
    else {
      throw .unsupported(
        path: path, what: "no image of whole numbers", remedy: "Name a file of an image series.")
    }
    // Enhanced images keep their place and spacing for each frame, in sequences; some plain ones
    // have such a sequence besides.
    let isEnhanced =
      dataSet.has("PerFrameFunctionalGroupsSequence") && !dataSet.has("ImagePositionPatient")
    let frames = dataSet.integer("NumberOfFrames") ?? 1
    guard frames == 1, !isEnhanced else {
      throw .unsupported(
        path: path, what: frames == 1 ? "an enhanced image" : "\(frames) frames",
        remedy: "Convert it to NIfTI first.")
    }
    let photometric = dataSet.text("PhotometricInterpretation") ?? "MONOCHROME2"
    guard dataSet.integer("SamplesPerPixel") ?? 1 == 1, photometric.hasPrefix("MONOCHROME") else {
      throw .unsupported(
        path: path, what: "colours (\(photometric))", remedy: "Save it as a PNG instead.")
    }
    guard rows > 0, columns > 0 else {
      throw .badHeader(path: path, reason: "it states \(columns) x \(rows) pixels")
    }
    let allocated = dataSet.integer(.bitsAllocated) ?? 0
    guard [8, 16, 32].contains(allocated) else {
      throw .unsupported(
        path: path, what: "pixels of \(allocated) bits",
        remedy: allocated == 1
          ? "This is a segmentation; name the images it was drawn on."
          : "Convert it to NIfTI first.")
    }
    let stored = dataSet.integer("BitsStored") ?? allocated
    let high = dataSet.integer("HighBit") ?? stored - 1
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
    isSigned = dataSet.integer(.pixelRepresentation) == 1
    scaling = IntensityScaling(
      headerSlope: dataSet.decimal("RescaleSlope") ?? 1,
      intercept: dataSet.decimal("RescaleIntercept") ?? 0)
    var warnings: [String] = []
    if photometric == "MONOCHROME1" {
      warnings.append("The image is meant to be shown with low values bright; values were kept.")
    }
    if dataSet.has("ModalityLUTSequence") {
      warnings.append("The header's table of intensities was not applied.")
    }
    self.warnings = warnings
  }

  /// Intensities, shape (columns, rows).
  /// - Throws: `ImageFileError`.
  func voxels(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) -> [Float] {
    let bytes = try stored(dataSet, path: path)
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
    _ dataSet: DICOMDataSet, path: String
  ) throws(ImageFileError) -> [UInt8] {
    let width = bitsAllocated / 8
    let count = rows * columns * width
    let promise = "\(columns) x \(rows) pixels"
    if case .fragments(let fragments)? = dataSet[.pixelData]?.value {
      let stream = fragments.pieces.reduce(into: [UInt8]()) { $0 += $1 }
      guard count <= stream.count * DICOMFrame.largestExpansion else {
        throw .truncated(path: path, promise: promise, promised: count, held: stream.count)
      }
      return try DICOMCodec(transferSyntax: dataSet.transferSyntax, path: path)
        .decode(stream, frame: self)
    }
    let held = dataSet.bytes(.pixelData) ?? []
    guard count <= held.count else {
      throw .truncated(path: path, promise: promise, promised: count, held: held.count)
    }
    var bytes = Array(held.prefix(count))
    if width > 1, ByteOrder.native == .bigEndian {
      for at in stride(from: 0, to: count, by: width) { bytes[at..<at + width].reverse() }
    }
    return bytes
  }
}
