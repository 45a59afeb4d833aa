import Volumes

/// Normalises the intensities of one channel, or of one slice of it, in place.
///
/// What varies by less than one in a million of its magnitude is rounding noise: it counts as
/// constant, and a constant image becomes 0 by percentiles and by z-scores.
/// - Parameter values: Finite.
/// - Complexity: O(n).
func normalise(_ values: inout [Float], _ range: Range<Int>, by normalisation: Normalisation) {
  switch normalisation {
  case .percentiles(let low, let high):
    let limits = percentiles([low, high], of: values, range)
    let noise = 1e-6 * max(abs(limits[0]), abs(limits[1]))
    clip(
      &values, range, low: limits[0],
      spread: max(limits[1] - limits[0], noise, Double(Float.leastNormalMagnitude)))
  case .range(let low, let high):
    clip(&values, range, low: low, spread: high - low)
  case .zScore:
    zScore(&values, range)
  case .foregroundZScore:
    zScore(&values, range, above: moments(values, range, above: -.infinity).mean)
  case .fixedZScore(let low, let high, let mean, let deviation):
    for n in range {
      values[n] = Float((min(max(Double(values[n]), low), high) - mean) / deviation)
    }
  }
}

/// Percentiles between whole ranks are blended linearly, as NumPy's default does: of n values the
/// p-th lies at rank p / 100 * (n - 1).
func percentiles(_ shares: [Double], of values: [Float], _ range: Range<Int>) -> [Double] {
  let ranks = shares.map {
    FractionalRank($0 / 100 * Double(range.count - 1), of: range.count)
  }
  let found = orderStatistics(ranks.flatMap { [$0.lower, $0.upper] }, of: values, range)
  return ranks.enumerated().map { n, rank in
    rank.value(Double(found[2 * n]), Double(found[2 * n + 1]))
  }
}

/// The values at `ranks` (0 is the smallest) without sorting: counted by the upper half of their
/// bits, then, among those that share it, by the lower half.
private func orderStatistics(
  _ ranks: [Int], of values: [Float], _ range: Range<Int>
) -> [Float] {
  var upper = [Int](repeating: 0, count: 1 << 16)
  for n in range { upper[Int(orderedBits(values[n]) >> 16)] += 1 }
  return ranks.map { rank in
    let (high, rest) = bin(of: rank, in: upper)
    var lower = [Int](repeating: 0, count: 1 << 16)
    for n in range {
      let bits = orderedBits(values[n])
      if Int(bits >> 16) == high { lower[Int(bits & 0xFFFF)] += 1 }
    }
    let bits = UInt32(high) << 16 | UInt32(bin(of: rest, in: lower).0)
    return Float(bitPattern: bits >> 31 == 1 ? bits ^ 0x8000_0000 : ~bits)
  }
}

/// Unsigned numbers that are ordered as the values are.
private func orderedBits(_ value: Float) -> UInt32 {
  let bits = value.bitPattern
  return bits >> 31 == 1 ? ~bits : bits ^ 0x8000_0000
}

/// The bin in which `rank` falls, and the rank within it.
private func bin(of rank: Int, in counts: [Int]) -> (Int, Int) {
  var rest = rank
  var bin = 0
  while rest >= counts[bin] {
    rest -= counts[bin]
    bin += 1
  }
  return (bin, rest)
}

private func clip(_ values: inout [Float], _ range: Range<Int>, low: Double, spread: Double) {
  let scale = 1 / spread
  for n in range { values[n] = Float(min(max((Double(values[n]) - low) * scale, 0), 1)) }
}

private func zScore(
  _ values: inout [Float], _ range: Range<Int>, above threshold: Double = -.infinity
) {
  let (mean, deviation) = moments(values, range, above: threshold)
  let largest = range.reduce(Float(0)) { max($0, abs(values[$1])) }
  let scale = deviation > 1e-6 * Double(largest) ? 1 / deviation : 0
  for n in range { values[n] = Float((Double(values[n]) - mean) * scale) }
}

/// Mean and population standard deviation of the values above a threshold, or of all where none is.
private func moments(
  _ values: [Float], _ range: Range<Int>, above threshold: Double
) -> (mean: Double, deviation: Double) {
  var sum = 0.0
  var count = 0
  for n in range where Double(values[n]) > threshold {
    sum += Double(values[n])
    count += 1
  }
  guard count > 0 else { return moments(values, range, above: -.infinity) }
  let mean = sum / Double(count)
  var squares = 0.0
  for n in range where Double(values[n]) > threshold {
    let difference = Double(values[n]) - mean
    squares += difference * difference
  }
  return (mean, (squares / Double(count)).squareRoot())
}
