public import Volumes

/// Two masks of one structure, cut out of their volumes along the box that holds both.
///
///     let pair = LabelPair(prediction, reference, label: 3)
///     pair.overlap.dice
///     SurfaceDistances(pair)?.hausdorff
///
/// A volume of one slice is an image of two dimensions: its borders are lines.
public struct LabelPair: Sendable {
  public let overlap: Overlap
  /// Millimetres between voxel centres.
  let spacing: SIMD3<Double>
  let isFlat: Bool
  /// Of the cut, with a wall of one empty voxel around it on all sides.
  let size: GridSize
  /// Shape of `size`, i fastest; 1 inside of a mask.
  let first: [UInt8]
  let second: [UInt8]

  /// - Precondition: The volumes have the same size and number of frames, and the frame exists.
  /// - Complexity: O(n) for n voxels of a frame.
  public init(_ a: LabelVolume, _ b: LabelVolume, label: UInt8, frame: Int = 0) {
    precondition(
      a.size == b.size && a.frames == b.frames, "volumes to be compared have the same size")
    precondition(frame >= 0 && frame < a.frames, "there is no such frame")
    self.init(
      a.voxels, b.voxels, label: label, size: a.size, slices: 0..<a.size.nk,
      start: frame * a.size.count, spacing: a.geometry.spacing)
  }

  /// The same in one slice alone.
  /// - Precondition: As above, and the slice exists.
  public init(_ a: LabelVolume, _ b: LabelVolume, label: UInt8, slice: Int, frame: Int = 0) {
    precondition(
      a.size == b.size && a.frames == b.frames, "volumes to be compared have the same size")
    precondition(
      frame >= 0 && frame < a.frames && slice >= 0 && slice < a.size.nk,
      "there is no such slice")
    self.init(
      a.voxels, b.voxels, label: label, size: a.size, slices: slice..<slice + 1,
      start: frame * a.size.count, spacing: a.geometry.spacing)
  }

  private init(
    _ a: [UInt8], _ b: [UInt8], label: UInt8, size whole: GridSize, slices: Range<Int>,
    start: Int, spacing: SIMD3<Double>
  ) {
    self.spacing = spacing
    isFlat = slices.count == 1
    var overlap = (first: 0, second: 0, common: 0)
    var low = SIMD3(whole.ni, whole.nj, whole.nk)
    var high = SIMD3(-1, -1, -1)
    for k in slices {
      for j in 0..<whole.nj {
        let row = start + (k * whole.nj + j) * whole.ni
        let counts = rowCounts(
          a.span.extracting(row..<row + whole.ni), b.span.extracting(row..<row + whole.ni), label)
        guard counts.first + counts.second > 0 else { continue }
        overlap.first += counts.first
        overlap.second += counts.second
        overlap.common += counts.common
        var (left, right) = (0, whole.ni - 1)
        while a[row + left] != label && b[row + left] != label { left += 1 }
        while a[row + right] != label && b[row + right] != label { right -= 1 }
        low = pointwiseMin(low, SIMD3(left, j, k))
        high = pointwiseMax(high, SIMD3(right, j, k))
      }
    }
    self.overlap = Overlap(first: overlap.first, second: overlap.second, common: overlap.common)
    guard high.x >= 0 else {
      size = GridSize(ni: 1, nj: 1, nk: 1)
      first = [0]
      second = [0]
      return
    }
    let box = PaddedBox(low: low, high: high)
    size = box.size
    first = box.cut(label, of: a, from: start, size: whole)
    second = box.cut(label, of: b, from: start, size: whole)
  }
}

/// How many voxels of a row carry the label in the first, the second, and both.
///
/// Counted in bytes and without overflow checks, so that many voxels are counted at a time.
private func rowCounts(
  _ a: Span<UInt8>, _ b: Span<UInt8>, _ label: UInt8
) -> (first: Int, second: Int, common: Int) {
  var (first, second, common) = (0, 0, 0)
  var start = 0
  while start < a.count {
    let end = min(start + 255, a.count)
    var (inFirst, inSecond, inBoth): (UInt8, UInt8, UInt8) = (0, 0, 0)
    for n in start..<end {
      let isInA: UInt8 = a[n] == label ? 1 : 0
      let isInB: UInt8 = b[n] == label ? 1 : 0
      inFirst &+= isInA
      inSecond &+= isInB
      inBoth &+= isInA & isInB
    }
    first += Int(inFirst)
    second += Int(inSecond)
    common += Int(inBoth)
    start = end
  }
  return (first, second, common)
}
