import Volumes

/// How the voxels of one axis are laid out anew.
///
/// At the target spacing s an axis of n voxels gets max(1, round(n * spacing / s)) voxels, exactly
/// s apart, and the middle of its field of view, from outer voxel border to outer voxel border,
/// stays where it is. A spacing within 1 in 10000 of the target is kept, as no eye or network could
/// tell the difference and the voxels then stay bit for bit.
struct AxisChange {
  let from: Int
  let to: Int
  /// New spacing in voxels of the old grid; 1 where the axis stays as it is.
  let step: Double

  /// - Precondition: The new count was found to be small enough by `newCount`.
  init(count: Int, spacing: Double, target: Double?) {
    from = count
    if let target, abs(target / spacing - 1) > 1e-4 {
      step = target / spacing
      to = Int(AxisChange.newCount(count: count, spacing: spacing, target: target))
    } else {
      step = 1
      to = count
    }
  }

  /// The new number of voxels, as a Double because a bad header can make it larger than any Int.
  static func newCount(count: Int, spacing: Double, target: Double?) -> Double {
    guard let target, abs(target / spacing - 1) > 1e-4 else { return Double(count) }
    return max(1, (Double(count) * spacing / target).rounded())
  }

  var isSame: Bool { step == 1 }

  /// Where the centre of new voxel `index` lies in the old grid, in voxels.
  func oldPosition(_ index: Int) -> Double {
    Double(from - 1) / 2 + (Double(index) - Double(to - 1) / 2) * step
  }

  /// Where the centre of old voxel `index` lies in the new grid, in voxels.
  func newPosition(_ index: Int) -> Double {
    Double(to - 1) / 2 + (Double(index) - Double(from - 1) / 2) / step
  }
}

/// How a grid becomes that of a recipe, axis by axis.
struct GridChange {
  /// Along i, j and k.
  let axes: [AxisChange]
  let size: GridSize
  /// Millimetres between the new voxels along i, j and k.
  let spacing: SIMD3<Double>

  /// - Throws: `PreparationError.tooLarge`, before anything is allocated.
  init(
    _ recipe: PreparationRecipe, _ geometry: Geometry, channels: Int, name: String
  ) throws(PreparationError) {
    let counts = [geometry.size.ni, geometry.size.nj, geometry.size.nk]
    let targets = recipe.targetSpacing
    var new = geometry.spacing
    var values = Double(channels)
    for axis in 0..<3 {
      let target = targets[axis]
      values *= AxisChange.newCount(
        count: counts[axis], spacing: geometry.spacing[axis], target: target)
      if let target, abs(target / geometry.spacing[axis] - 1) > 1e-4 { new[axis] = target }
    }
    guard values <= Double(PreparationRecipe.valueLimit) else {
      throw .tooLarge(name: name, spacing: [new.x, new.y, new.z], values: values)
    }
    axes = (0..<3).map {
      AxisChange(count: counts[$0], spacing: geometry.spacing[$0], target: targets[$0])
    }
    size = GridSize(ni: axes[0].to, nj: axes[1].to, nk: axes[2].to)
    spacing = new
  }
}
