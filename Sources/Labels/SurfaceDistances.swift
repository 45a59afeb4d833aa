import Volumes

/// From each border voxel of one mask the way to the nearest of the other, both ways, millimetres
/// between voxel centres.
///
/// A voxel is on the border when one of its six neighbours (outside of the grid too) is not in the
/// mask; in a single slice, one of its four.
/// Source: borders as MedPy's and MONAI's.
public struct SurfaceDistances: Sendable, Equatable {
  /// From the border of the first mask to that of the second; not sorted.
  public let fromFirst: [Double]
  /// From the border of the second mask to that of the first; not sorted.
  public let fromSecond: [Double]

  /// nil where one of the masks is empty: then there is no distance.
  /// - Complexity: O(n) for n voxels of the box that holds both masks.
  public init?(_ pair: LabelPair) {
    guard pair.overlap.first > 0, pair.overlap.second > 0 else { return nil }
    let size = pair.size
    let first = border(of: pair.first, pair)
    let second = border(of: pair.second, pair)
    fromFirst = DistanceTransform(to: second, size: size, spacing: pair.spacing)
      .squares(from: first).map { $0.squareRoot() }
    fromSecond = DistanceTransform(to: first, size: size, spacing: pair.spacing)
      .squares(from: second).map { $0.squareRoot() }
  }

  /// The largest of all distances.
  /// Source: Huttenlocher, Klanderman, Rucklidge, IEEE TPAMI 15 (1993) 850.
  public var hausdorff: Double { max(fromFirst.max() ?? 0, fromSecond.max() ?? 0) }

  /// The larger of the two borders' 95th percentiles. (MedPy's `hd95` is another number: the
  /// percentile of both borders' distances together.)
  /// Source: Maier-Hein et al., Nature Methods 21 (2024) 195, as MONAI.
  public var hausdorff95: Double {
    max(percentile(0.95, of: fromFirst), percentile(0.95, of: fromSecond))
  }

  /// Mean from the border of the first mask to that of the second.
  public var averageFromFirst: Double { mean(fromFirst) }
  /// Mean from the border of the second mask to that of the first.
  public var averageFromSecond: Double { mean(fromSecond) }

  /// Average symmetric surface distance: the mean over all voxels of both borders. (MedPy's `assd`
  /// is the mean of the two means instead, in which the smaller border counts as much.)
  /// Source: Heimann et al., IEEE TMI 28 (2009) 1251, as MONAI.
  public var average: Double {
    (fromFirst.reduce(0, +) + fromSecond.reduce(0, +))
      / Double(fromFirst.count + fromSecond.count)
  }
}

private func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(max(values.count, 1))
}

/// Offsets of the border voxels of a mask of a pair.
private func border(of mask: [UInt8], _ pair: LabelPair) -> [Int] {
  let row = pair.size.ni
  // In one slice there is nothing above and below: the voxel itself stands for both.
  let slice = pair.isFlat ? 0 : pair.size.sliceCount
  var border: [Int] = []
  // The cut's outermost voxels are empty, so that all neighbours exist.
  for n in pair.size.sliceCount..<mask.count - pair.size.sliceCount where mask[n] != 0 {
    let neighbours =
      mask[n - 1] & mask[n + 1] & mask[n - row] & mask[n + row] & mask[n - slice]
      & mask[n + slice]
    if neighbours == 0 { border.append(n) }
  }
  return border
}

/// The value below which a share of the values lies, linear between neighbours.
/// - Precondition: At least one value.
func percentile(_ share: Double, of values: [Double]) -> Double {
  let rank = FractionalRank(share * Double(values.count - 1), of: values.count)
  var values = values
  let low = select(rank.lower, in: &values)
  // What `select` leaves above the place is not smaller, so the next value is its least.
  return rank.value(low, values[(rank.lower + 1)...].min() ?? low)
}

/// The value that would stand at a place if the values were sorted; smaller ones are before it then
/// and larger ones after.
private func select(_ place: Int, in values: inout [Double]) -> Double {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = values[low + (high - low) / 2]
    var (left, right) = (low, high)
    while left <= right {
      while values[left] < pivot { left += 1 }
      while values[right] > pivot { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if place <= right {
      high = right
    } else if place >= left {
      low = left
    } else {
      break
    }
  }
  return values[place]
}
