public import Volumes

/// From each pixel to the border of a region, below zero inside; nil where it is empty.
///
/// The border lies half of a pixel's shorter side beyond the last centres inside, and outside of the
/// slice there is no region.
/// - Parameter spacing: Along i and j; the distances' unit.
/// - Returns: Shape (ni, nj), i fastest.
/// - Complexity: O(n) for n pixels.
public func signedDistances(of region: SliceMask, spacing: SIMD2<Double>) -> [Float]? {
  // A frame of pixels outside.
  let (ni, nj) = (region.ni + 2, region.nj + 2)
  let size = GridSize(ni: ni, nj: nj, nk: 1)
  func place(_ n: Int) -> Int { (n / region.ni + 1) * ni + n % region.ni + 1 }
  let inside = region.pixels.indices.filter { region.pixels[$0] }.map(place)
  guard !inside.isEmpty else { return nil }
  var isInside = [Bool](repeating: false, count: size.count)
  for n in inside { isInside[n] = true }
  let outside = isInside.indices.filter { !isInside[$0] }
  let spacing3 = SIMD3(spacing.x, spacing.y, 1)
  let toOutside = DistanceTransform(to: outside, size: size, spacing: spacing3).squares(
    from: inside)
  let toInside = DistanceTransform(to: inside, size: size, spacing: spacing3).squares(from: outside)
  // From a centre to the border is half a pixel less than to the centre beyond it.
  let half = 0.5 * min(spacing.x, spacing.y)
  var framed = [Float](repeating: 0, count: size.count)
  for (n, square) in zip(inside, toOutside) { framed[n] = Float(half - square.squareRoot()) }
  for (n, square) in zip(outside, toInside) { framed[n] = Float(square.squareRoot() - half) }
  return region.pixels.indices.map { framed[place($0)] }
}
