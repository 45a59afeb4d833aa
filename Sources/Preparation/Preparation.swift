public import Volumes

extension PreparationRecipe {
  /// The most values, over all channels, that an image is resampled to: 4 GiB of them.
  public static let valueLimit = 1 << 30

  /// Whether images can be prepared by this recipe.
  /// - Throws: `PreparationError.badRecipe`.
  public func validate() throws(PreparationError) {
    guard dimensions == 2 || dimensions == 3 else {
      throw .badRecipe(reason: "it has \(dimensions) dimensions. Choose 2 or 3")
    }
    guard spacing.count == 3, spacing.allSatisfy({ $0.map { $0.isFinite && $0 > 0 } ?? true })
    else {
      throw .badRecipe(
        reason: "its spacing needs three entries, along i, j and k: millimetres above 0, or null "
          + "to leave an axis as it is")
    }
    guard patch.count == dimensions, patch.allSatisfy({ $0 > 0 }),
      patch.reduce(1.0, { $0 * Double($1) }) <= Double(PreparationRecipe.valueLimit)
    else {
      throw .badRecipe(
        reason: "its patch needs \(dimensions) numbers of voxels above 0, in the order "
          + (dimensions == 2 ? "(j, i)" : "(k, j, i)") + ", and of a size that fits in memory")
    }
    switch normalisation {
    case .percentiles(let low, let high):
      guard low >= 0, low < high, high <= 100 else {
        throw .badRecipe(
          reason: "its percentiles are \(low) and \(high). Choose 0 <= low < high <= 100")
      }
    case .range(let low, let high):
      guard low.isFinite, high.isFinite, low < high else {
        throw .badRecipe(
          reason: "its intensities go from \(low) to \(high). Choose low < high")
      }
    case .zScore, .foregroundZScore: break
    case .fixedZScore(let low, let high, let mean, let deviation):
      guard low.isFinite, high.isFinite, low < high, mean.isFinite, deviation.isFinite,
        deviation > 0
      else {
        throw .badRecipe(
          reason: "its intensities go from \(low) to \(high) with a mean of \(mean) and a standard "
            + "deviation of \(deviation). Choose low < high and a deviation above 0")
      }
    }
  }

  /// Resamples an image to the recipe's spacing and normalises it channel by channel.
  ///
  /// An intensity that is not finite, or beyond 1e30 as some programs write where they know
  /// nothing, becomes the channel's lowest other intensity first.
  /// - Parameters:
  ///   - name: The case's name, for messages.
  ///   - channels: At least one, one frame each, all on one grid.
  ///   - labels: On the same grid; nil for an image to be labelled.
  /// - Throws: `PreparationError`.
  public func prepare(
    name: String, channels: [Volume], labels: LabelVolume?
  ) throws(PreparationError) -> PreparedImage {
    try validate()
    precondition(
      !channels.isEmpty && channels.allSatisfy { $0.frames == 1 } && labels?.frames ?? 1 == 1,
      "an image to prepare has channels, each of one frame")
    let geometry = channels[0].geometry
    for (n, channel) in channels.enumerated() where !isSameGrid(geometry, channel.geometry) {
      throw .geometriesDiffer(
        name: name, part: "channel \(n + 1)", first: geometry.size, other: channel.size)
    }
    if let labels, !isSameGrid(geometry, labels.geometry) {
      throw .geometriesDiffer(
        name: name, part: "the labels", first: geometry.size, other: labels.size)
    }
    let change = try GridChange(self, geometry, channels: channels.count, name: name)
    var values: [Float] = []
    values.reserveCapacity(channels.count * change.size.count)
    for (n, channel) in channels.enumerated() {
      guard let finite = finiteIntensities(channel.voxels) else {
        throw .nothingFinite(name: name, channel: n + 1)
      }
      var prepared = resampled(finite, by: change)
      let part = isPerSlice ? change.size.sliceCount : change.size.count
      for start in stride(from: 0, to: prepared.count, by: part) {
        normalise(&prepared, start..<start + part, by: normalisation)
      }
      values += prepared
    }
    return PreparedImage(
      name: name, channels: channels.count, size: change.size, spacing: change.spacing,
      values: values,
      labels: labels.map { resampled($0.voxels, size: geometry.size, by: change) })
  }

  /// The grid that `prepare` makes of an image's.
  /// - Throws: `PreparationError.badRecipe`, `.tooLarge`.
  public func preparedSize(
    of geometry: Geometry, channels: Int, name: String
  ) throws(PreparationError) -> GridSize {
    try validate()
    return try GridChange(self, geometry, channels: channels, name: name).size
  }

  /// The spacing that is asked for along i, j and k; nil leaves an axis as it is.
  var targetSpacing: [Double?] {
    dimensions == 2 ? [spacing[0], spacing[1], nil] : spacing
  }
}

/// Whether two grids are one but for the rounding of their files: the same size, and every corner
/// less than a tenth of a voxel apart.
private func isSameGrid(_ a: Geometry, _ b: Geometry) -> Bool {
  guard a.size == b.size else { return false }
  let limit = 0.1 * a.spacing.min()
  let ends = SIMD3(Double(a.size.ni - 1), Double(a.size.nj - 1), Double(a.size.nk - 1))
  return (0..<8).allSatisfy { corner in
    let point = VoxelPoint(
      corner & 1 == 0 ? 0 : ends.x, corner & 2 == 0 ? 0 : ends.y, corner & 4 == 0 ? 0 : ends.z)
    let apart = a.world(point).vector - b.world(point).vector
    return (apart * apart).sum() < limit * limit
  }
}

/// Intensities with the lowest usable one in the place of those that cannot be computed with; nil
/// if there is none.
private func finiteIntensities(_ voxels: [Float]) -> [Float]? {
  var lowest = Float.infinity
  var isClean = true
  // Larger numbers would overflow in sums; no scanner gives them.
  let limit: Float = 1e30
  for value in voxels {
    if abs(value) <= limit { lowest = min(lowest, value) } else { isClean = false }
  }
  if lowest == .infinity { return nil }
  return isClean ? voxels : voxels.map { abs($0) <= limit ? $0 : lowest }
}
