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
    try self.init(DICOMDataSet(contentsOf: path), path: path)
  }

  /// The slice as a volume, after the header's rescaling.
  /// - Throws: `ImageFileError`.
  public func read() throws(ImageFileError) -> ImageFile {
    try image(DICOMDataSet(contentsOf: path))
  }

  /// Header and pixels at once.
  static func read(_ path: String) throws(ImageFileError) -> ImageFile {
    let dataSet = try DICOMDataSet(contentsOf: path)
    return try DICOMFile(dataSet, path: path).image(dataSet)
  }

  private init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    self.path = path
    frame = try DICOMFrame(dataSet, path: path)
    seriesInstanceUID = dataSet.text("SeriesInstanceUID")
    instanceNumber = dataSet.integer("InstanceNumber")
    triggerTime = dataSet.decimal("TriggerTime")
    func distance(_ tag: DICOMTag) -> Double? {
      dataSet.decimal(tag).map { abs($0) }.flatMap { DICOMFile.sane.contains($0) ? $0 : nil }
    }
    sliceThickness = distance("SliceThickness")
    spacingBetweenSlices = distance("SpacingBetweenSlices")
    var warnings: [String] = []

    var spacing = SIMD3(1.0, 1.0, spacingBetweenSlices ?? sliceThickness ?? 1)
    if let stated = dataSet.decimals("PixelSpacing", count: 2),
      stated.allSatisfy(DICOMFile.sane.contains)
    {
      // The distance between rows comes first: that is along j.
      (spacing.x, spacing.y) = (stated[1], stated[0])
    } else {
      warnings.append("The header states no usable spacing of its pixels; 1 mm is assumed.")
    }
    let size = GridSize(ni: frame.columns, nj: frame.rows, nk: 1)
    let position = dataSet.decimals("ImagePositionPatient", count: 3)
    if let d = dataSet.decimals("ImageOrientationPatient", count: 6), let position,
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

  private func image(_ dataSet: DICOMDataSet) throws(ImageFileError) -> ImageFile {
    let voxels = try frame.voxels(dataSet, path: path)
    return ImageFile(
      volume: Volume(geometry: geometry, voxels: voxels),
      voxelType: "\(frame.isSigned ? "" : "u")int\(frame.bitsAllocated)", format: "DICOM",
      byteOrder: dataSet.transferSyntax == DICOMSyntax.explicitBigEndian
        ? .bigEndian : .littleEndian, scaling: frame.scaling,
      isOriented: isOriented, warnings: warnings + intensityWarnings(voxels))
  }
}
