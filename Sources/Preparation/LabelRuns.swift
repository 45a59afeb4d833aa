import Volumes

/// Where the voxels of one label lie, as runs of neighbours along i, so that any of them is found
/// without a list of them all.
struct LabelRuns: Sendable {
  /// Offset of each run's first voxel.
  private var starts: [Int32] = []
  /// Number of voxels of the label before each run.
  private var before: [Int32] = []
  /// The slices that hold the label, ascending: how many of its voxels lie before the slice, and how
  /// many in it.
  private(set) var slices: [(before: Int, count: Int)] = []
  private(set) var count = 0

  /// The runs of each label that occurs, ascending, without background.
  static func all(_ labels: [UInt8], size: GridSize) -> [LabelRuns] {
    var runs = [LabelRuns](repeating: LabelRuns(), count: 256)
    for k in 0..<size.nk {
      let earlier = runs.map(\.count)
      for row in k * size.nj..<(k + 1) * size.nj {
        var previous: UInt8 = 0
        for offset in row * size.ni..<(row + 1) * size.ni {
          let label = labels[offset]
          if label != 0 {
            if label != previous {
              runs[Int(label)].starts.append(Int32(offset))
              runs[Int(label)].before.append(Int32(runs[Int(label)].count))
            }
            runs[Int(label)].count += 1
          }
          previous = label
        }
      }
      for label in 1...255 where runs[label].count > earlier[label] {
        runs[label].slices.append((earlier[label], runs[label].count - earlier[label]))
      }
    }
    return runs.filter { $0.count > 0 }
  }

  /// Offset of the label's voxel `number`, in the order of memory.
  /// - Complexity: O(log n) for n runs.
  func offset(_ number: Int) -> Int {
    var (low, high) = (0, before.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(before[middle]) <= number { low = middle } else { high = middle }
    }
    return Int(starts[low]) + number - Int(before[low])
  }
}
