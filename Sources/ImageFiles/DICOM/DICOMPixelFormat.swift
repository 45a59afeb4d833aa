/// How the pixels of a data set are stored.
struct DICOMPixelFormat: Sendable, Equatable {
  enum Numbers: Sendable {
    case whole, float32, float64
  }

  let columns: Int
  let rows: Int
  /// 1 for grey and palette, 3 for colours.
  let samples: Int
  /// Whether a frame has its reds first, then its greens, then its blues.
  let isPlanar: Bool
  /// "MONOCHROME2", "RGB", "YBR_FULL", ...
  let photometric: String
  let numbers: Numbers
  /// 1, 8, 16, 32, and 64 for floating point.
  let bitsAllocated: Int
  let bitsStored: Int
  let highBit: Int
  let isSigned: Bool
  /// Frames of the file.
  let frames: Int

  /// Bytes of one number; 1 where eight numbers share a byte.
  var width: Int { max(bitsAllocated / 8, 1) }
  var count: Int { columns * rows * samples }

  /// Whether a number stands for a grey level.
  var isGrey: Bool { samples == 1 && photometric != "PALETTE COLOR" }

  /// In the words of `ImageFile.voxelType`.
  var voxelType: String {
    if numbers != .whole { return "float\(bitsAllocated)" }
    if samples == 3 { return "rgb\(bitsAllocated)" }
    return "\(isSigned ? "" : "u")int\(bitsAllocated)"
  }

  /// - Throws: `ImageFileError.unsupported`, `.badHeader`.
  init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    guard let rows = dataSet.integer("Rows"), let columns = dataSet.integer("Columns") else {
      throw .unsupported(path: path, what: "no image", remedy: "Name a file of an image series.")
    }
    guard 1...65535 ~= rows, 1...65535 ~= columns else {
      throw .badHeader(path: path, reason: "it states \(columns) x \(rows) pixels")
    }
    self.rows = rows
    self.columns = columns
    frames = dataSet.integer("NumberOfFrames") ?? 1
    guard 1...1 << 16 ~= frames else {
      throw .badHeader(path: path, reason: "it states \(frames) frames")
    }
    samples = dataSet.integer("SamplesPerPixel") ?? 1
    photometric = dataSet.text("PhotometricInterpretation") ?? "MONOCHROME2"
    isPlanar = dataSet.integer("PlanarConfiguration") == 1
    let allocated = dataSet.integer(.bitsAllocated) ?? 0
    bitsAllocated = allocated
    // Where only the header was read the pixels' element is not there; the floating-point ones go
    // without a number of stored bits.
    let isFloat = !dataSet.has("BitsStored") && !dataSet.has(.pixelData)
    numbers = allocated == 64 ? .float64 : allocated == 32 && isFloat ? .float32 : .whole
    let known = numbers == .whole ? [1, 8, 16, 32] : [numbers == .float32 ? 32 : 64]
    guard known.contains(allocated) else {
      throw .unsupported(
        path: path, what: "pixels of \(allocated) bits", remedy: "Convert it to NIfTI first.")
    }
    let colours = ["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"]
    let isKnown =
      samples == 1 && (photometric.hasPrefix("MONOCHROME") || photometric == "PALETTE COLOR")
      || samples == 3 && allocated >= 8 && numbers == .whole && colours.contains(photometric)
    guard isKnown else {
      throw .unsupported(
        path: path, what: "colours (\(photometric), \(samples) samples)",
        remedy: "Save it as a PNG instead.")
    }
    guard photometric != "YBR_FULL_422" || columns.isMultiple(of: 2) else {
      throw .badHeader(path: path, reason: "pixels share their colours in pairs, and a row is odd")
    }
    let stored = dataSet.integer("BitsStored") ?? allocated
    let high = dataSet.integer("HighBit") ?? stored - 1
    guard stored > 0, stored <= allocated, high >= stored - 1, high < allocated else {
      throw .badHeader(
        path: path,
        reason: "\(stored) bits up to bit \(high) cannot be stored in \(allocated) bits")
    }
    bitsStored = stored
    highBit = high
    isSigned = dataSet.integer(.pixelRepresentation) == 1
  }
}
