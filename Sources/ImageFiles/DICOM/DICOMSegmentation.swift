public import Volumes

/// The labels of a DICOM Segmentation: binary, fractional (from one half on) or a label map.
///
/// Where segments overlap the one of the higher number lies over the others.
/// Source: DICOM PS3.3, C.8.20.2.
public struct DICOMSegmentation: Sendable {
  /// By number, named as the object does.
  public let segments: [NamedLabel]
  /// On the object's own grid, which reaches from its first slice to its last; a frame for each
  /// moment of a cine.
  public let labels: LabelVolume
  /// Whether it says which moments of a cine its frames belong to, be it one.
  public let knowsMoments: Bool
  /// Whether the object says where its slices lie in the patient.
  public let isOriented: Bool
  /// Sentences on what is odd and how it was understood.
  public let warnings: [String]

  private static let labelMap = "1.2.840.10008.5.1.4.1.1.66.7"
  static let classes: Set<String> = ["1.2.840.10008.5.1.4.1.1.66.4", labelMap]

  /// Whether a data set is one.
  public static func isOne(_ dataSet: DICOMDataSet) -> Bool {
    classes.contains(dataSet.text("SOPClassUID") ?? "")
  }

  /// - Parameter path: Named in errors.
  /// - Throws: `ImageFileError`.
  public init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    guard Self.isOne(dataSet) else {
      throw .unsupported(
        path: path, what: "no segmentation", remedy: "Name a DICOM Segmentation.")
    }
    let isMap = dataSet.text("SOPClassUID") == Self.labelMap
    let pixels = try DICOMPixels(dataSet, path: path)
    guard pixels.format.isGrey || isMap else {
      throw .unsupported(path: path, what: "a segmentation in colours", remedy: "Write it anew.")
    }
    segments = try Self.segments(dataSet, path: path)
    let planes = DICOMPlane.planes(dataSet, format: pixels.format)
    let groups = FrameGroups(dataSet, count: planes.count)
    guard groups.momentsAreCounted else {
      throw .badHeader(
        path: path, reason: "a frame's moment is not between 1 and \(FrameGroups.mostMoments)")
    }
    let grid = try SegmentationGrid(planes, path: path)
    let moments = groups.moments
    knowsMoments = groups.haveMoments
    let slices = grid.geometry.size.nk * moments
    let limit = min(
      Self.mostSlices * planes.count, Self.mostVoxels / grid.geometry.size.sliceCount)
    guard slices <= limit else {
      throw .tooLarge(
        path: path, promise: "\(grid.geometry.size) voxels in \(moments) frames",
        promised: slices * grid.geometry.size.sliceCount,
        limit: limit * grid.geometry.size.sliceCount,
        limitIs: "is made of the \(planes.count) frames that it holds")
    }
    var labels = LabelVolume(geometry: grid.geometry, frames: moments)
    // Half of the greatest value and more count.
    let isFractional = dataSet.text("SegmentationType") == "FRACTIONAL"
    let half = Float(dataSet.integer("MaximumFractionalValue") ?? 255) / 2
    var overlaps = 0
    var seen: Set<[Int]> = []
    for (n, plane) in planes.enumerated() {
      guard seen.insert([groups.segment(n) ?? 0, groups.moment(n), grid.slice(of: plane)]).inserted
      else {
        throw .badHeader(path: path, reason: "two frames of one segment lie in the same place")
      }
      let values = try pixels.frame(n)
      let start =
        groups.moment(n) * labels.size.count + grid.slice(of: plane) * labels.size.sliceCount
      let number = groups.segment(n)
      for (p, value) in values.enumerated() where value != 0 {
        let label: UInt8
        if isMap {
          guard let own = UInt8(exactly: value) else {
            throw .notALabel(
              path: path, value: Double(value),
              voxel: VoxelIndex(
                p % labels.size.ni, p / labels.size.ni, grid.slice(of: plane)),
              frame: groups.moment(n))
          }
          label = own
        } else {
          guard let number, let own = UInt8(exactly: number), own > 0 else {
            throw .badHeader(
              path: path, reason: "frame \(n + 1) belongs to no segment from 1 to 255")
          }
          if isFractional, value < half { continue }
          label = own
        }
        let before = labels.voxels[start + p]
        if before != 0, before != label { overlaps += 1 }
        labels.voxels[start + p] = max(before, label)
      }
    }
    self.labels = labels
    isOriented = grid.isOriented
    var warnings = grid.warnings
    if isFractional {
      warnings.append("The segmentation is fractional; voxels from one half on were taken.")
    }
    if overlaps > 0 {
      warnings.append(
        "Segments overlap in \(overlaps) voxels; the one of the higher number was taken.")
    }
    self.warnings = warnings
  }

  /// Slices of the grid for each that the object holds: empty ones are left out of it.
  private static let mostSlices = 256
  private static let mostVoxels = 1 << 32

  private static func segments(
    _ dataSet: DICOMDataSet, path: String
  ) throws(ImageFileError) -> [NamedLabel] {
    var found: [NamedLabel] = []
    for item in dataSet.items("SegmentSequence") {
      guard let number = item.integer("SegmentNumber") else { continue }
      // Of a label map, background may be described too.
      guard number != 0 else { continue }
      guard let value = UInt8(exactly: number) else {
        throw .unsupported(
          path: path, what: "segment number \(number)", remedy: "Number them from 1 to 255.")
      }
      found.append(
        NamedLabel(value: value, name: item.text("SegmentLabel") ?? "segment \(number)"))
    }
    return told(apart: found.sorted { $0.value < $1.value })
  }
}

/// Labels with names of their own: the second "Tumour" becomes "Tumour 2"; a mere number, which
/// would be taken for a value, and no name at all become "label 3".
public func told(apart labels: [NamedLabel]) -> [NamedLabel] {
  var seen: Set<String> = []
  return labels.map { label in
    let own = label.name.isEmpty || Int(label.name) != nil ? "label \(label.value)" : label.name
    var name = own
    var n = 2
    while !seen.insert(name).inserted {
      name = "\(own) \(n)"
      n += 1
    }
    return NamedLabel(value: label.value, name: name)
  }
}

/// To which segment and which moment each frame belongs.
private struct FrameGroups {
  private let own: [DICOMDataSet]
  private let shared: DICOMDataSet?
  private let count: Int

  init(_ dataSet: DICOMDataSet, count: Int) {
    own = dataSet.items("PerFrameFunctionalGroupsSequence")
    shared = dataSet.items("SharedFunctionalGroupsSequence").first
    self.count = count
  }

  private func group(_ n: Int, _ tag: DICOMTag) -> DICOMDataSet? {
    (n < own.count ? own[n].items(tag).first : nil) ?? shared?.items(tag).first
  }

  func segment(_ n: Int) -> Int? {
    group(n, "SegmentIdentificationSequence")?.integer("ReferencedSegmentNumber")
  }

  /// Counted from 0.
  func moment(_ n: Int) -> Int {
    let index = group(n, "FrameContentSequence")?.integer("TemporalPositionIndex") ?? 1
    return index - 1
  }

  var momentsAreCounted: Bool {
    (0..<count).allSatisfy { 0..<Self.mostMoments ~= moment($0) }
  }

  var haveMoments: Bool {
    (0..<count).contains {
      group($0, "FrameContentSequence")?.has("TemporalPositionIndex") ?? false
    }
  }

  static let mostMoments = 10_000

  var moments: Int { (0..<count).reduce(1) { max($0, moment($1) + 1) } }
}

/// The grid that an object's frames lie on: even steps, some of which may be without a frame.
private struct SegmentationGrid {
  let geometry: Geometry
  let isOriented: Bool
  private(set) var warnings: [String] = []
  private let start: Double
  private let step: Double
  private let normal: SIMD3<Double>?

  private static let mostSlices = 1 << 16

  init(_ planes: [DICOMPlane], path: String) throws(ImageFileError) {
    let first = planes[0]
    let size = (ni: first.columns, nj: first.rows)
    guard let d = first.directions, let normal = first.normal,
      planes.allSatisfy({ $0.position != nil && $0.directions != nil })
    else {
      // One slice may do without a place, or all frames lie in it.
      guard planes.allSatisfy({ $0.position == nil }) else {
        throw .badHeader(path: path, reason: "some of its frames have no usable place")
      }
      geometry = Geometry(
        size: GridSize(ni: size.ni, nj: size.nj, nk: 1),
        spacing: SIMD3(first.spacing?.x ?? 1, first.spacing?.y ?? 1, first.depth ?? 1))
      isOriented = false
      (start, step, self.normal) = (0, 1, nil)
      warnings = ["The segmentation does not say where it lies in the patient."]
      return
    }
    let placed = planes.compactMap { plane in
      plane.position.map { (distance: ($0 * normal).sum(), position: $0) }
    }.sorted { $0.distance < $1.distance }
    let tolerance = 1e-3
    var distances: [Double] = []
    for place in placed where place.distance - (distances.last ?? -.infinity) > tolerance {
      distances.append(place.distance)
    }
    let gaps = zip(distances, distances.dropFirst()).map { $1 - $0 }
    guard let step = Self.step(gaps, first) else {
      throw .unsupported(
        path: path, what: "slices that do not lie on even steps",
        remedy: "Write the segmentation on a regular grid.")
    }
    let low = placed[0]
    let high = placed[placed.count - 1]
    let steps = ((high.distance - low.distance) / step).rounded()
    // Also where numbers beyond all measure made it infinite or none.
    guard steps < Double(Self.mostSlices) else {
      throw .badHeader(path: path, reason: "its slices reach over \(steps) steps")
    }
    let across =
      steps > 0 ? (high.position - low.position) / steps : normal * step
    let spacing = first.spacing ?? SIMD2(1, 1)
    for plane in planes where !Self.fits(plane, first, from: low.position, across, normal, step) {
      throw .unsupported(
        path: path, what: "frames that do not lie above each other on one grid",
        remedy: "Write the segmentation on a regular grid.")
    }
    let axes = (i: ras(d.row * spacing.x), j: ras(d.column * spacing.y), k: ras(across))
    guard Geometry.spansSpace(axes.i, axes.j, axes.k) else {
      throw .badHeader(path: path, reason: "its slices do not lie above each other")
    }
    geometry = Geometry(
      size: GridSize(ni: size.ni, nj: size.nj, nk: Int(steps) + 1), axes: axes,
      origin: WorldPoint(ras(low.position)))
    isOriented = true
    (start, self.step, self.normal) = (low.distance, step, normal)
  }

  func slice(of plane: DICOMPlane) -> Int {
    guard let normal, let position = plane.position else { return 0 }
    return Int((((position * normal).sum() - start) / step).rounded())
  }

  /// Whether a frame has the first one's directions and pixels, and lies on the line of the others.
  private static func fits(
    _ plane: DICOMPlane, _ first: DICOMPlane, from start: SIMD3<Double>, _ across: SIMD3<Double>,
    _ normal: SIMD3<Double>, _ step: Double
  ) -> Bool {
    guard let position = plane.position, let a = plane.directions, let b = first.directions,
      plane.columns == first.columns, plane.rows == first.rows
    else { return false }
    let spacing = first.spacing ?? SIMD2(1, 1)
    let own = plane.spacing ?? SIMD2(1, 1)
    let steps = ((position - start) * normal).sum() / step
    let off = position - start - across * steps
    let tolerance = 0.05 * min(spacing.x, spacing.y)
    return length(a.row - b.row) < 1e-3 && length(a.column - b.column) < 1e-3
      && abs(own.x - spacing.x) < 1e-3 * spacing.x && abs(own.y - spacing.y) < 1e-3 * spacing.y
      && length(off) < tolerance
  }

  /// The distance of which all gaps are multiples: the one that is stated, or the smallest gap.
  private static func step(_ gaps: [Double], _ plane: DICOMPlane) -> Double? {
    let stated = plane.depth
    guard let least = gaps.min() else { return stated ?? 1 }
    func fits(_ step: Double) -> Bool {
      gaps.allSatisfy { gap in
        let steps = (gap / step).rounded()
        return steps >= 1 && abs(gap - steps * step) < 0.05 * step
      }
    }
    // Slices between those with labels are left out, so that gaps may be many steps.
    if let step = plane.step, fits(step) { return step }
    // A thickness may be less than the gap; then the gap is the step.
    if let stated, stated > 0.5 * least, fits(stated) { return stated }
    return fits(least) ? least : nil
  }
}
