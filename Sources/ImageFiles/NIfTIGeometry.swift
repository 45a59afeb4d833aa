import Volumes

/// Where a NIfTI header puts its voxels, and what was odd about it.
struct NIfTIGeometry {
  let geometry: Geometry
  let warnings: [String]

  static let noSpacing =
    "The header states no usable spacing along every axis; 1 mm is assumed."
  /// Part of a warning.
  static let spacingContradicted = "contradicts its pixdim; directions and origin were taken from"

  /// The sform where its code is positive, else the qform, else the spacing alone, as the standard
  /// says. We differ where the form chosen cannot be used or contradicts `pixdim` by more than
  /// 1 % along an axis: then the other form if that agrees, else the directions and the origin of
  /// the form with the spacing of `pixdim`. ACDC's files need this: their sform is a unit matrix.
  init(_ header: NIfTIHeader, size: GridSize) {
    let unit = header.millimetresPerUnit
    var warnings: [String] = []
    // Numbers beyond this are no distances; the bounds also keep determinants from overflowing.
    let sane = 1e-9...1e9
    let stored = (1...3).map { axis -> Double? in
      let length = abs(header.pixdim[axis]) * unit
      return sane.contains(length) ? length : nil
    }

    let filled = SIMD3(stored[0] ?? 1, stored[1] ?? 1, stored[2] ?? 1)
    let sform = header.sformCode > 0 ? Form("sform", header.sform, unit) : nil
    let qform =
      header.qformCode > 0 ? Form("qform", header.qform(spacing: filled / unit), unit) : nil
    let stated = [sform, qform].compactMap { $0 }

    let spacing: SIMD3<Double>
    if let form = stated.first, form.isUsable {
      spacing = SIMD3(
        stored[0] ?? form.spacing.x, stored[1] ?? form.spacing.y, stored[2] ?? form.spacing.z)
    } else {
      spacing = filled
      // A 2-D image needs no third spacing; any other missing one is a guess to be told.
      let needed = size.nk > 1 ? 3 : 2
      if stored[..<needed].contains(where: { $0 == nil }) {
        warnings.append(Self.noSpacing)
      }
    }

    if let form = stated.first, form.agrees(with: spacing) {
      geometry = form.geometry(size)
    } else if let form = stated.dropFirst().first, form.agrees(with: spacing) {
      geometry = form.geometry(size)
      warnings.append(
        "The header's sform cannot be used or contradicts its pixdim; the qform, which agrees "
          + "with pixdim, was taken.")
    } else if let form = stated.first(where: \.isUsable) {
      geometry = form.geometry(size, spacing: spacing)
      warnings.append(
        "The header's \(form.name) \(Self.spacingContradicted) the \(form.name), the spacing from "
          + "pixdim.")
    } else {
      geometry = Geometry(size: size, spacing: spacing)
      warnings.append(
        stated.isEmpty
          ? "The header states no orientation (its sform and qform codes are 0); i, j and k are "
            + "taken to run to the right, the front and the head. Left and right may be swapped."
          : "The header's orientation cannot be used (its matrix is singular or not finite); "
            + "i, j and k are taken to run to the right, the front and the head.")
    }
    self.warnings = warnings
  }
}

/// One of a header's two maps from voxel to world, in millimetres.
private struct Form {
  let name: String
  let axes: (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>)
  let origin: SIMD3<Double>

  init(_ name: String, _ rows: [Double], _ unit: Double) {
    self.name = name
    func column(_ c: Int) -> SIMD3<Double> { SIMD3(rows[c], rows[4 + c], rows[8 + c]) * unit }
    axes = (column(0), column(1), column(2))
    origin = column(3)
  }

  var spacing: SIMD3<Double> { SIMD3(length(axes.i), length(axes.j), length(axes.k)) }

  var isUsable: Bool {
    let sane = 1e-9...1e9
    let lengths = spacing
    return (0..<3).allSatisfy { sane.contains(lengths[$0]) && origin[$0].isFinite }
      && Geometry.spansSpace(axes.i, axes.j, axes.k)
  }

  func agrees(with wanted: SIMD3<Double>) -> Bool {
    let lengths = spacing
    return isUsable && (0..<3).allSatisfy { abs(lengths[$0] - wanted[$0]) <= 1e-2 * wanted[$0] }
  }

  func geometry(_ size: GridSize) -> Geometry {
    Geometry(size: size, axes: axes, origin: WorldPoint(origin))
  }

  func geometry(_ size: GridSize, spacing: SIMD3<Double>) -> Geometry {
    let lengths = self.spacing
    return Geometry(
      size: size,
      axes: (
        axes.i / lengths.x * spacing.x, axes.j / lengths.y * spacing.y,
        axes.k / lengths.z * spacing.z
      ), origin: WorldPoint(origin))
  }
}
