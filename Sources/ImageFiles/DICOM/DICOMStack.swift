import Volumes

/// Planes of one orientation, size and spacing, put in order: slices along the normal, and at each
/// place the phases in time.
///
/// DICOM's millimetres run to the left, the back and the head; here they are turned to RAS+.
struct DICOMStack: Sendable {
  /// Slice k of phase p is number p * nk + k.
  let planes: [DICOMPlane]
  let frames: Int
  /// k runs along the slices' normal; its step comes from their positions, of a single slice from
  /// the spacing that is stated, or the thickness.
  let geometry: Geometry
  /// Whether the header says how the patient lay.
  let isOriented: Bool
  let secondsPerFrame: Double?
  /// Sentences on what is odd and how it was understood.
  let warnings: [String]

  /// - Parameter isStackable: Whether planes without a position are slices of one volume.
  /// - Throws: `ImageFileError.incompleteSeries`.
  init(
    _ planes: [DICOMPlane], isStackable: Bool, path: String
  ) throws(ImageFileError) {
    precondition(!planes.isEmpty, "a stack has at least one plane")
    var warnings: [String] = []
    var places: [DICOMPlaces.Place]
    if let normal = planes[0].normal, planes.allSatisfy({ $0.position != nil }) {
      places = DICOMPlaces.byPosition(planes, along: normal)
    } else {
      places = DICOMPlaces.byNumber(planes, areSlices: isStackable)
      if places.count > 1 {
        warnings.append(
          "The headers state no usable positions; slices were put in order by their "
            + "\(planes.allSatisfy { $0.location != nil } ? "location" : "number").")
      }
    }
    let phases = try DICOMPhases(&places, path: path)
    frames = phases.count
    secondsPerFrame = phases.secondsPerFrame
    var ordered: [DICOMPlane] = []
    for phase in 0..<phases.count {
      ordered += places.map { $0.planes[phase] }
    }
    self.planes = ordered
    let grid = DICOMGrid(places)
    (geometry, isOriented) = (grid.geometry, grid.isOriented)
    self.warnings = warnings + phases.warnings + grid.warnings
  }

  /// Planes that can lie in one stack, in the order in which their first was met.
  static func split(_ planes: [DICOMPlane], isStackable: Bool) -> [[DICOMPlane]] {
    var stacks: [[DICOMPlane]] = []
    for plane in planes {
      if let n = stacks.firstIndex(where: {
        belongTogether($0[0], plane, isStackable: isStackable)
      }) {
        stacks[n].append(plane)
      } else {
        stacks.append([plane])
      }
    }
    return stacks
  }

  private static func belongTogether(
    _ a: DICOMPlane, _ b: DICOMPlane, isStackable: Bool
  ) -> Bool {
    guard a.columns == b.columns, a.rows == b.rows, a.kind == b.kind,
      (a.position == nil) == (b.position == nil),
      (a.directions == nil) == (b.directions == nil)
    else { return false }
    // Films and pictures of their own.
    if a.position == nil, a.file != b.file,
      !isStackable || a.times.frameTime != nil || b.times.frameTime != nil
    {
      return false
    }
    if let s = a.spacing, let t = b.spacing {
      guard abs(s.x - t.x) < 1e-3 * s.x, abs(s.y - t.y) < 1e-3 * s.y else { return false }
    } else if a.spacing != nil || b.spacing != nil {
      return false
    }
    if let d = a.directions, let e = b.directions {
      return length(d.row - e.row) < 1e-3 && length(d.column - e.column) < 1e-3
    }
    return true
  }
}

/// The places of a stack's slices.
enum DICOMPlaces {
  /// One place and the planes that lie there.
  struct Place {
    /// Along the normal, millimetres.
    let distance: Double
    var planes: [DICOMPlane]
  }

  /// Positions closer than this are the same: headers round.
  private static let samePlace = 0.01

  /// Places along a normal, ascending.
  static func byPosition(_ planes: [DICOMPlane], along normal: SIMD3<Double>) -> [Place] {
    let placed = planes.map { plane in
      (plane: plane, distance: ((plane.position ?? .zero) * normal).sum())
    }
    var places: [Place] = []
    for (plane, distance) in placed.sorted(by: { $0.distance < $1.distance }) {
      if let last = places.last, distance - last.distance < samePlace {
        places[places.count - 1].planes.append(plane)
      } else {
        places.append(Place(distance: distance, planes: [plane]))
      }
    }
    return places
  }

  /// Without positions: slices of a volume by location or number, or phases of one place.
  static func byNumber(_ planes: [DICOMPlane], areSlices: Bool) -> [Place] {
    let isFilm = planes.allSatisfy { $0.file == planes[0].file }
    guard areSlices, !isFilm else { return [Place(distance: 0, planes: planes)] }
    let sorted = planes.sorted {
      ($0.times.instanceNumber ?? 0, $0.file, $0.frame)
        < ($1.times.instanceNumber ?? 0, $1.file, $1.frame)
    }
    let locations = Set(planes.compactMap(\.location))
    if locations.count == planes.count {
      return sorted.map { Place(distance: $0.location ?? 0, planes: [$0]) }
        .sorted { $0.distance < $1.distance }
    }
    return sorted.enumerated().map { n, plane in
      Place(distance: Double(n) * (plane.depth ?? 1), planes: [plane])
    }
  }
}
