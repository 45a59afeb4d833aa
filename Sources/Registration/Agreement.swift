public import Volumes

/// How alike the intensities of two slices are in a region: normalised cross-correlation, -1 to 1.
///
/// 0 where the region has fewer than two pixels, or either slice is even there.
/// - Parameter region: Of the same size as both.
/// - Parameter values: Of the other slice, laid onto the first, as by `DisplacementField.pulled`.
public func correlation(
  of slice: ImageSlice, with values: [Float], in region: SliceMask
) -> Double {
  precondition(
    values.count == slice.pixels.count && region.pixels.count == values.count,
    "slices and region have the same size")
  var (count, sumA, sumB) = (0.0, 0.0, 0.0)
  func isCounted(_ n: Int) -> Bool {
    region.pixels[n] && slice.pixels[n].isFinite && values[n].isFinite
  }
  for n in values.indices where isCounted(n) {
    count += 1
    sumA += Double(slice.pixels[n])
    sumB += Double(values[n])
  }
  guard count >= 2 else { return 0 }
  let (meanA, meanB) = (sumA / count, sumB / count)
  var (product, squareA, squareB) = (0.0, 0.0, 0.0)
  for n in values.indices where isCounted(n) {
    let (a, b) = (Double(slice.pixels[n]) - meanA, Double(values[n]) - meanB)
    product += a * b
    squareA += a * a
    squareB += b * b
  }
  guard squareA > 0, squareB > 0 else { return 0 }
  return product / (squareA * squareB).squareRoot()
}
