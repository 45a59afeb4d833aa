import Volumes

/// The grid of a stack's slices.
struct DICOMGrid {
  let geometry: Geometry
  let isOriented: Bool
  private(set) var warnings: [String] = []

  /// Places ascending along the normal, one plane each at least.
  init(_ places: [DICOMPlaces.Place]) {
    let first = places[0].planes[0]
    let size = GridSize(ni: first.columns, nj: first.rows, nk: places.count)
    var warnings: [String] = []
    if first.spacing == nil {
      warnings.append("The header states no usable spacing of its pixels; 1 mm is assumed.")
    }
    let spacing = first.spacing ?? SIMD2(1, 1)
    let gaps = zip(places, places.dropFirst()).map { $1.distance - $0.distance }
    let gap = gaps.isEmpty ? first.depth ?? 1 : DICOMGrid.median(gaps)
    if gaps.isEmpty, first.depth == nil, first.position != nil {
      warnings.append("The header states no thickness of the slice; 1 mm is assumed.")
    }
    warnings += DICOMGrid.uneven(gaps, median: gap)
    guard let d = first.directions, let normal = first.normal, let start = first.position else {
      geometry = Geometry(size: size, spacing: SIMD3(spacing.x, spacing.y, gap))
      isOriented = false
      self.warnings =
        warnings + [
          "The header states no usable position and orientation; i, j and k are taken to run to "
            + "the right, the front and the head. Left and right may be swapped."
        ]
      return
    }
    var step = normal * gap
    if let last = places.last?.planes[0].position, let end = places.last?.distance,
      places.count > 1
    {
      let across = (last - start) / (end - places[0].distance)
      let slope = length(across - normal)
      // What headers round is no tilt.
      if slope > 1e-3 {
        step = across * gap
        warnings.append(
          "The slices are shifted against each other by \(DICOMGrid.text(slope * gap)) mm each, as "
            + "a tilted gantry leaves them; the grid's axes are not at right angles.")
      }
    }
    // Between the first and the last slice the others have to lie on one line.
    let aside = places.enumerated().compactMap { k, place in
      place.planes[0].position.map { position -> (slice: Int, distance: Double) in
        let away = position - start
        let along = (away * normal).sum()
        return (k, length(away - step * (along / gap)))
      }
    }
    if let worst = aside.max(by: { $0.distance < $1.distance }),
      worst.distance > 0.5 * min(spacing.x, spacing.y)
    {
      warnings.append(
        "The slices are shifted sideways unevenly, by up to \(DICOMGrid.text(worst.distance)) mm "
          + "(slice \(worst.slice)); they were put straight above each other.")
    }
    let axes = (i: ras(d.row * spacing.x), j: ras(d.column * spacing.y), k: ras(step))
    guard Geometry.spansSpace(axes.i, axes.j, axes.k) else {
      geometry = Geometry(size: size, spacing: SIMD3(spacing.x, spacing.y, 1))
      isOriented = false
      self.warnings =
        warnings + [
          "The slices' positions do not lie above each other; distances across slices, and left "
            + "and right, are not to be trusted."
        ]
      return
    }
    geometry = Geometry(size: size, axes: axes, origin: WorldPoint(ras(start)))
    isOriented = true
    self.warnings = warnings
  }

  private static func median(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// Gaps that differ from the others by more than rounding.
  private static func uneven(_ gaps: [Double], median: Double) -> [String] {
    let odd = gaps.enumerated().filter { abs($0.element - median) > max(0.02 * median, 0.02) }
    guard !odd.isEmpty else { return [] }
    let missing = odd.map { Int(($0.element / median).rounded()) - 1 }.reduce(0) { $0 + max($1, 0) }
    let places = odd.prefix(3).map {
      "\(text($0.element)) mm between slices \($0.offset) and \($0.offset + 1)"
    }
    return [
      "The slices do not lie evenly: "
        + places.joined(separator: ", ") + (odd.count > 3 ? " and \(odd.count - 3) more gaps" : "")
        + ", \(text(median)) mm elsewhere, which is taken throughout."
        + (missing > 0
          ? " \(missing) \(missing == 1 ? "slice seems" : "slices seem") to be missing." : "")
    ]
  }

  /// Two decimals.
  private static func text(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let fraction = abs(hundredths % 100)
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
