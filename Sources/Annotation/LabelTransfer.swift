import Labels
import Registration
import Volumes

/// A label's region in a slice, from the same label's in others.
///
/// The signed distances to its border there are averaged: where the mean is below zero the label is.
/// Source: shape-based interpolation, Raya and Udupa, IEEE TMI 9 (1990) 32. We differ: each slice may
/// first be laid onto the new one.
struct LabelTransfer {
  struct Source {
    /// From the region's border, below zero inside.
    let distances: [Float]
    /// Where the new slice's pixels lie in this one; nil where they are.
    var field: DisplacementField?
    /// The nearer, the more.
    let weight: Double

    /// The distances as they are in the new slice.
    var moved: [Float] { field?.pulled(distances) ?? distances }
  }

  /// - Parameter sources: One or more of equal size.
  static func meanDistances(_ sources: [Source]) -> [Float] {
    let whole = sources.reduce(0) { $0 + $1.weight }
    var mean = [Float](repeating: 0, count: sources[0].distances.count)
    for source in sources {
      let share = Float(source.weight / whole)
      let distances = source.moved
      for n in mean.indices { mean[n] += share * distances[n] }
    }
    return mean
  }
}
