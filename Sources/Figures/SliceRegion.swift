public import Volumes

/// A rectangle of pixels of a slice.
public struct SliceRegion: Sendable, Hashable {
  /// Columns, i.
  public var i: Range<Int>
  /// Rows, j.
  public var j: Range<Int>

  /// - Precondition: Neither range is empty or begins below 0.
  public init(i: Range<Int>, j: Range<Int>) {
    precondition(
      !i.isEmpty && !j.isEmpty && i.lowerBound >= 0 && j.lowerBound >= 0,
      "a region has pixels, counted from zero")
    self.i = i
    self.j = j
  }

  /// All of a slice.
  public init(of slice: ImageSlice) { self.init(i: 0..<slice.ni, j: 0..<slice.nj) }

  /// The smallest region that holds every labelled pixel of `labels`; nil where there is none.
  public init?(around labels: [LabelSlice]) {
    var low = (Int.max, Int.max)
    var high = (-1, -1)
    for slice in labels {
      for j in 0..<slice.nj {
        for i in 0..<slice.ni where slice[i, j] != 0 {
          low = (min(low.0, i), min(low.1, j))
          high = (max(high.0, i), max(high.1, j))
        }
      }
    }
    guard high.0 >= 0 else { return nil }
    self.init(i: low.0..<high.0 + 1, j: low.1..<high.1 + 1)
  }

  /// The region with `millimetres` (>= 0) more on every side, as far as `slice` reaches; all of
  /// the slice where the two do not meet.
  public func widened(by millimetres: Double, in slice: ImageSlice) -> SliceRegion {
    let pixel = aspect(of: slice).spacing
    func range(_ range: Range<Int>, _ spacing: Double, _ count: Int) -> Range<Int> {
      let more = Int(min(max(millimetres / spacing, 0), Double(count)).rounded(.up))
      let low = max(range.lowerBound - more, 0)
      let high = min(range.upperBound + more, count)
      return low < high ? low..<high : 0..<count
    }
    return SliceRegion(i: range(i, pixel.x, slice.ni), j: range(j, pixel.y, slice.nj))
  }
}

/// The spacing of a slice, 1 mm where the file gives none, and how much longer than the shorter
/// side of a pixel each side is.
func aspect(of slice: ImageSlice) -> (spacing: SIMD2<Double>, stretch: SIMD2<Double>) {
  var spacing = slice.spacing
  for axis in 0..<2 where !(spacing[axis].isFinite && spacing[axis] > 0) { spacing[axis] = 1 }
  return (spacing, spacing / spacing.min())
}
