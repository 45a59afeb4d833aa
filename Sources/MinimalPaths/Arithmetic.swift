// Elementary functions from additions, multiplications and divisions alone. The C library's
// `exp` may differ in its last bit between machines; a session must replay bit for bit.

/// e to the power of `x`, relative error below 1e-12 for -50 <= x <= 50.
func exponential(_ x: Double) -> Double {
  // exp(x) = exp(x / 256)^256; the series converges quickly for the small argument.
  let y = x / 256
  var term = 1.0
  var sum = 1.0
  for n in 1...12 {
    term *= y / Double(n)
    sum += term
  }
  for _ in 0..<8 { sum *= sum }
  return sum
}

/// The value below which `fraction` of `values` lie, from a histogram of 1024 bins.
/// - Parameter values: Finite and >= 0; at least one.
func percentile(_ fraction: Double, of values: some Sequence<Float>, largest: Float) -> Float {
  guard largest > 0 else { return 0 }
  let bins = 1024
  var histogram = [Int](repeating: 0, count: bins)
  var total = 0
  let scale = Float(bins - 1) / largest
  for value in values {
    histogram[Int(value * scale)] += 1
    total += 1
  }
  var remaining = Int((Double(total) * fraction).rounded(.up))
  for bin in 0..<bins {
    remaining -= histogram[bin]
    if remaining <= 0 { return Float(bin + 1) / scale }
  }
  return largest
}
