public import Volumes

/// A DICOM file of one grey frame: what its header says of it. The pixels are read when asked for.
///
/// DICOM's millimetres run to the left, the back and the head; here they are turned to RAS+.
public struct DICOMFile: Sendable, Equatable {
  public let path: String
  /// Which series the slice belongs to.
  public let seriesInstanceUID: String?
  public let instanceNumber: Int?
  /// Milliseconds from the trigger, such as the R wave.
  public let triggerTime: Double?
  /// Millimetres.
  public let sliceThickness: Double?
  /// Distance between the centres of neighbouring slices, millimetres.
  public let spacingBetweenSlices: Double?
  /// Of one slice; k runs along the slice's normal, by the spacing between slices or, where that
  /// is not stated, their thickness.
  public let geometry: Geometry
  /// Whether the header says how the patient lay.
  public let isOriented: Bool
  /// Sentences on what is odd about the header.
  public let warnings: [String]
  let frame: DICOMFrame

  /// Reads a header.
  /// - Throws: `ImageFileError`; `.unsupported` for files of several frames, in colour, of
  ///   segmentations, and those without an image.
  public init(_ path: String) throws(ImageFileError) {
    try self.init(DICOMFile.elements(path), path: path)
  }

  /// The slice as a volume, after the header's rescaling.
  /// - Throws: `ImageFileError`.
  public func read() throws(ImageFileError) -> ImageFile {
    try image(DICOMFile.elements(path))
  }

  /// Header and pixels at once.
  static func read(_ path: String) throws(ImageFileError) -> ImageFile {
    let elements = try elements(path)
    return try DICOMFile(elements, path: path).image(elements)
  }

  /// No single slice comes near it: 2^31 bytes.
  private static let largestFile = 1 << 31

  private static func elements(_ path: String) throws(ImageFileError) -> DICOMElements {
    var file = try GzipReader.open(path)
    guard file.fileSize <= largestFile else {
      throw .tooLarge(
        path: path, promise: "a DICOM file", promised: file.fileSize, limit: largestFile,
        limitIs: "is read of one slice")
    }
    var bytes = [UInt8](repeating: 0, count: file.fileSize)
    let held = try file.read(&bytes, upTo: bytes.count)
    bytes.removeSubrange(held...)
    return try DICOMElements(bytes, path: path)
  }

  private init(_ elements: DICOMElements, path: String) throws(ImageFileError) {
    self.path = path
    frame = try DICOMFrame(elements, path: path)
    seriesInstanceUID = elements.text(0x0020_000E)
    instanceNumber = elements.text(0x0020_0013).flatMap { Int($0) }
    triggerTime = elements.decimals(0x0018_1060, count: 1)?[0]
    func distance(_ tag: UInt32) -> Double? {
      elements.decimals(tag, count: 1).flatMap {
        DICOMFile.sane.contains(abs($0[0])) ? abs($0[0]) : nil
      }
    }
    sliceThickness = distance(0x0018_0050)
    spacingBetweenSlices = distance(0x0018_0088)
    var warnings: [String] = []

    var spacing = SIMD3(1.0, 1.0, spacingBetweenSlices ?? sliceThickness ?? 1)
    if let stated = elements.decimals(0x0028_0030, count: 2),
      stated.allSatisfy(DICOMFile.sane.contains)
    {
      // The distance between rows comes first: that is along j.
      (spacing.x, spacing.y) = (stated[1], stated[0])
    } else {
      warnings.append("The header states no usable spacing of its pixels; 1 mm is assumed.")
    }
    let size = GridSize(ni: frame.columns, nj: frame.rows, nk: 1)
    let position = elements.decimals(0x0020_0032, count: 3)
    if let d = elements.decimals(0x0020_0037, count: 6), let position,
      let axes = DICOMFile.axes(SIMD3(d[0], d[1], d[2]), SIMD3(d[3], d[4], d[5]), spacing)
    {
      geometry = Geometry(
        size: size, axes: axes,
        origin: WorldPoint(DICOMFile.ras(SIMD3(position[0], position[1], position[2]))))
      isOriented = true
    } else {
      geometry = Geometry(size: size, spacing: spacing)
      isOriented = false
      warnings.append(
        "The header states no usable position and orientation; i, j and k are taken to run to the "
          + "right, the front and the head. Left and right may be swapped.")
    }
    self.warnings = warnings + frame.warnings
  }

  /// Numbers beyond this are no distances.
  private static let sane = 1e-6...1e6

  /// The steps of the grid from the unit vectors of a row and a column; nil where these are none.
  private static func axes(
    _ row: SIMD3<Double>, _ column: SIMD3<Double>, _ spacing: SIMD3<Double>
  ) -> (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>)? {
    // Headers round; a file whose vectors are off by more than this means something else.
    guard abs(norm(row) - 1) < 1e-2, abs(norm(column) - 1) < 1e-2,
      abs((row * column).sum()) < 1e-2
    else { return nil }
    let normal = SIMD3(
      row.y * column.z - row.z * column.y, row.z * column.x - row.x * column.z,
      row.x * column.y - row.y * column.x)
    return (
      ras(row / norm(row) * spacing.x), ras(column / norm(column) * spacing.y),
      ras(normal / norm(normal) * spacing.z)
    )
  }

  private static func ras(_ lps: SIMD3<Double>) -> SIMD3<Double> { SIMD3(-lps.x, -lps.y, lps.z) }

  private func image(_ elements: DICOMElements) throws(ImageFileError) -> ImageFile {
    let voxels = try frame.voxels(elements, path: path)
    return ImageFile(
      volume: Volume(geometry: geometry, voxels: voxels),
      voxelType: "\(frame.isSigned ? "" : "u")int\(frame.bitsAllocated)", format: "DICOM",
      byteOrder: elements.isBigEndian ? .bigEndian : .littleEndian, scaling: frame.scaling,
      isOriented: isOriented, warnings: warnings + intensityWarnings(voxels))
  }
}
