public import Volumes

extension PreparationRecipe {
  /// The labels that a network's probabilities mean on the grid of the image they were computed
  /// from: interpolated linearly, the border continued by its own value, the largest wins and a tie
  /// goes to the lower class.
  /// - Parameters:
  ///   - probabilities: Shape (classes, nk, nj, ni) on the prepared grid, i fastest.
  ///   - prepared: The grid that `prepare` made of `geometry`.
  /// - Returns: The number of the class at each voxel.
  /// - Complexity: Holds one slice of one class at a time beside input and output.
  /// - Precondition: The recipe is valid, 1 to 256 classes, and the sizes agree.
  public func restore(
    probabilities: [Float], classes: Int, of prepared: GridSize, to geometry: Geometry
  ) -> LabelVolume {
    precondition(
      (1...256).contains(classes) && probabilities.count == classes * prepared.count,
      "the probabilities fill the prepared grid once for each class")
    let way = WayBack(self, from: prepared, to: geometry)
    var labels = LabelVolume(geometry: geometry)
    let count = geometry.size.sliceCount
    var best = [Float](repeating: 0, count: count)
    for k in 0..<geometry.size.nk {
      for label in 0..<classes {
        let slice = way.slice(k, of: probabilities, start: label * prepared.count)
        for n in 0..<count where label == 0 || slice[n] > best[n] {
          best[n] = slice[n]
          labels.voxels[k * count + n] = UInt8(label)
        }
      }
    }
    return labels
  }

  /// Values of the prepared grid, such as one class's probabilities, on the grid of the image they
  /// were computed from, interpolated as `restore(probabilities:classes:of:to:)` does.
  /// - Precondition: The recipe is valid and the sizes agree.
  public func restore(values: [Float], of prepared: GridSize, to geometry: Geometry) -> Volume {
    precondition(values.count == prepared.count, "the values fill the prepared grid")
    let way = WayBack(self, from: prepared, to: geometry)
    var voxels: [Float] = []
    voxels.reserveCapacity(geometry.size.count)
    for k in 0..<geometry.size.nk { voxels += way.slice(k, of: values, start: 0) }
    return Volume(geometry: geometry, voxels: voxels)
  }
}

/// Linear interpolation from a prepared grid to the original one.
private struct WayBack {
  let prepared: GridSize
  let i: AxisTable
  let j: AxisTable
  let k: AxisTable

  init(_ recipe: PreparationRecipe, from prepared: GridSize, to geometry: Geometry) {
    let size = geometry.size
    let axes = zip([size.ni, size.nj, size.nk], zip(recipe.targetSpacing, 0..<3)).map {
      AxisChange(count: $0, spacing: geometry.spacing[$1.1], target: $1.0)
    }
    precondition(
      [prepared.ni, prepared.nj, prepared.nk] == axes.map(\.to),
      "the prepared grid is the one that the recipe makes of the geometry")
    self.prepared = prepared
    let tables = axes.map { axis in
      AxisTable.linear((0..<axis.from).map(axis.newPosition), count: axis.to)
    }
    (i, j, k) = (tables[0], tables[1], tables[2])
  }

  /// Slice `index` of the original grid from the values that begin at `start`.
  func slice(_ index: Int, of values: [Float], start: Int) -> [Float] {
    let count = prepared.sliceCount
    var plane = [Float](repeating: 0, count: count)
    for tap in 2 * index..<2 * index + 2 where k.weights[tap] != 0 {
      let (weight, read) = (k.weights[tap], start + k.sources[tap] * count)
      for n in 0..<count { plane[n] += weight * values[read + n] }
    }
    let rows = j.applied(to: plane, length: prepared.nj, inner: prepared.ni)
    return i.applied(to: rows, length: prepared.ni, inner: 1)
  }
}
