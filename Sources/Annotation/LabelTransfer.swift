/// A label's border in a slice, from the same label's in others.
///
/// The signed distances to it there are averaged: where the mean is below zero the label is.
/// Source: shape-based interpolation, Raya and Udupa, IEEE TMI 9 (1990) 32. We differ: each slice may
/// first be laid onto the new one.
struct LabelTransfer {
  struct Source {
    /// From the region's border, below zero inside, as they are in the new slice.
    let distances: [Float]
    /// The nearer, the more.
    let weight: Double
  }

  /// Distances to a region that gets smaller, down to nothing at a share of 1, as a paraboloid does
  /// towards its tip.
  /// - Parameter share: From 0 to 1.
  static func distances(_ distances: [Float], vanishingBy share: Double) -> [Float] {
    let depth = -(distances.min() ?? 0)
    let shift = depth * Float(1 - (1 - share).squareRoot())
    return distances.map { $0 + shift }
  }

  /// - Parameter sources: One or more of equal size.
  static func meanDistances(_ sources: [Source]) -> [Float] {
    let whole = sources.reduce(0) { $0 + $1.weight }
    var mean = [Float](repeating: 0, count: sources[0].distances.count)
    for source in sources {
      let share = Float(source.weight / whole)
      for n in mean.indices { mean[n] += share * source.distances[n] }
    }
    return mean
  }
}
