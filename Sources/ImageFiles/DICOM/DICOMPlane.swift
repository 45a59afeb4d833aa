import Volumes

/// Where one frame lies and when it was taken, as the header tells, millimetres LPS.
struct DICOMPlane: Sendable {
  /// Which of the series' files, and which frame of it.
  var file = 0
  let frame: Int
  let columns: Int
  let rows: Int
  /// Centre of the first pixel.
  let position: SIMD3<Double>?
  /// Unit vectors of a row and a column.
  let directions: (row: SIMD3<Double>, column: SIMD3<Double>)?
  /// Along a row and along a column.
  let spacing: SIMD2<Double>?
  /// From slice to slice as the header states it.
  let step: Double?
  /// The same, or else the slices' thickness.
  let depth: Double?
  /// Along the normal, for slices without a position.
  let location: Double?
  let scaling: IntensityScaling?
  /// Values 3 and on of the image's type: magnitude or phase, original or field map.
  let kind: [String]
  let times: Times

  /// What may tell the phases of one place apart.
  struct Times: Sendable {
    /// Milliseconds from the trigger, such as the R wave.
    var triggerTime: Double?
    var temporalIndex: Int?
    var acquisitionNumber: Int?
    /// Seconds.
    var acquisitionTime: Double?
    /// Where the frame stands along each dimension of the file.
    var dimensions: [Int] = []
    var instanceNumber: Int?
    /// Milliseconds from frame to frame of a film.
    var frameTime: Double?
  }

  /// Across the slices; unit length.
  var normal: SIMD3<Double>? { DICOMPlane.normal(directions) }

  private static func normal(
    _ directions: (row: SIMD3<Double>, column: SIMD3<Double>)?
  ) -> SIMD3<Double>? {
    directions.map { row, column in
      let n = cross(row, column)
      return n / length(n)
    }
  }

  /// The planes of a data set.
  static func planes(_ dataSet: DICOMDataSet, format: DICOMPixelFormat) -> [DICOMPlane] {
    let shared = dataSet.items("SharedFunctionalGroupsSequence").first
    let perFrame = dataSet.items("PerFrameFunctionalGroupsSequence")
    // The distances of a dose's frames from the first.
    let offsets = dataSet.decimals("GridFrameOffsetVector").flatMap {
      $0.count == format.frames ? $0 : nil
    }
    return (0..<format.frames).map { n in
      let own = n < perFrame.count ? perFrame[n] : nil
      return DICOMPlane(
        FrameHeader(dataSet: dataSet, own: own, shared: shared), frame: n, format: format,
        offset: offsets.map { $0[n] - $0[0] } ?? 0)
    }
  }

  private init(_ header: FrameHeader, frame: Int, format: DICOMPixelFormat, offset: Double) {
    self.frame = frame
    (columns, rows) = (format.columns, format.rows)
    let measures = header.group("PixelMeasuresSequence")
    // The distance between rows comes first: that is along a column.
    spacing =
      (measures.decimals("PixelSpacing", count: 2)
      ?? header.dataSet.decimals("ImagerPixelSpacing", count: 2)).flatMap {
        $0.allSatisfy(DICOMPlane.sane.contains) ? SIMD2($0[1], $0[0]) : nil
      }
    func distance(_ tag: DICOMTag) -> Double? {
      measures.decimal(tag).map { abs($0) }.flatMap { DICOMPlane.sane.contains($0) ? $0 : nil }
    }
    step = distance("SpacingBetweenSlices")
    depth = step ?? distance("SliceThickness")
    let place = header.group("PlanePositionSequence").decimals("ImagePositionPatient", count: 3)
    directions = header.group("PlaneOrientationSequence")
      .decimals("ImageOrientationPatient", count: 6).flatMap {
        DICOMPlane.directions(SIMD3($0[0], $0[1], $0[2]), SIMD3($0[3], $0[4], $0[5]))
      }
    location = header.dataSet.decimal("SliceLocation").flatMap {
      abs($0) <= DICOMPlane.sane.upperBound ? $0 : nil
    }
    let values = header.group("PixelValueTransformationSequence")
    scaling = IntensityScaling(
      headerSlope: values.decimal("RescaleSlope") ?? header.dataSet.decimal("DoseGridScaling") ?? 1,
      intercept: values.decimal("RescaleIntercept") ?? 0)
    kind = Array(header.kind.dropFirst(2))
    times = header.times
    let normal = DICOMPlane.normal(directions)
    // Farther away is no patient.
    position = place.map { SIMD3($0[0], $0[1], $0[2]) + offset * (normal ?? .zero) }
      .flatMap { abs($0.x) + abs($0.y) + abs($0.z) <= DICOMPlane.sane.upperBound ? $0 : nil }
  }

  /// Numbers beyond this are no distances.
  private static let sane = 1e-6...1e6

  /// Unit vectors; nil where these are none.
  private static func directions(
    _ row: SIMD3<Double>, _ column: SIMD3<Double>
  ) -> (row: SIMD3<Double>, column: SIMD3<Double>)? {
    // Headers round; a file whose vectors are off by more than this means something else.
    guard abs(length(row) - 1) < 1e-2, abs(length(column) - 1) < 1e-2,
      abs((row * column).sum()) < 1e-2
    else { return nil }
    return (row / length(row), column / length(column))
  }
}

/// What a header says of one frame: enhanced images keep it in groups, a frame's own or shared by
/// all; others in the data set itself.
private struct FrameHeader {
  let dataSet: DICOMDataSet
  let own: DICOMDataSet?
  let shared: DICOMDataSet?

  func group(_ tag: DICOMTag) -> DICOMDataSet {
    own?.items(tag).first ?? shared?.items(tag).first ?? dataSet
  }

  var kind: [String] {
    for tag in [
      "MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence",
    ] as [DICOMTag] {
      if let kind = group(tag).texts("FrameType") { return kind }
    }
    return dataSet.texts("ImageType") ?? []
  }

  var times: DICOMPlane.Times {
    let content = group("FrameContentSequence")
    return .init(
      triggerTime: dataSet.decimal("TriggerTime")
        ?? group("CardiacSynchronizationSequence").decimal("NominalCardiacTriggerDelayTime"),
      temporalIndex: content.integer("TemporalPositionIndex")
        ?? dataSet.integer("TemporalPositionIdentifier"),
      acquisitionNumber: content.integer("FrameAcquisitionNumber")
        ?? dataSet.integer("AcquisitionNumber"),
      acquisitionTime: (content.text("FrameAcquisitionDateTime")
        ?? dataSet.text("AcquisitionDateTime")).flatMap { seconds(String($0.dropFirst(8))) }
        ?? dataSet.text("AcquisitionTime").flatMap(seconds),
      dimensions: content.integers("DimensionIndexValues") ?? [],
      instanceNumber: dataSet.integer("InstanceNumber"),
      frameTime: dataSet.decimal("FrameTime"))
  }

  /// Of "HHMMSS.FFFFFF".
  private func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let hours = Double(digits.prefix(2)), let minutes = Double(digits.dropFirst(2).prefix(2)),
      let seconds = Double(digits.dropFirst(4))
    else { return nil }
    return (hours * 60 + minutes) * 60 + seconds
  }
}

/// DICOM's millimetres, to the left, the back and the head, as ours: to the right, the front and the
/// head.
func ras(_ lps: SIMD3<Double>) -> SIMD3<Double> { SIMD3(-lps.x, -lps.y, lps.z) }
