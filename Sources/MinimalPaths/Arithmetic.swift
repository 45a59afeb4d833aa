// Elementary functions from additions, multiplications and divisions alone. The C library's
// `exp` may differ in its last bit between machines; a session must replay bit for bit.

/// e to the power of `x`, relative error below 1e-12 for -100 <= x <= 100; 0 below.
/// - Precondition: `x <= 100`.
func exponential(_ x: Double) -> Double {
  precondition(x <= 100, "the exponential of such a number is not asked for")
  // exp(-100) is far below what a Float can hold beside 1.
  if x < -100 { return 0 }
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

/// cos(2 pi t), the same on every machine, within 1e-15.
func cosine(turns t: Double) -> Double { sine(turns: t + 0.25) }

/// sin(2 pi t), the same on every machine, within 1e-15.
func sine(turns t: Double) -> Double {
  // To -1/4...1/4, where sine is its own Taylor series in a few terms.
  var r = t - t.rounded()
  if r > 0.25 { r = 0.5 - r }
  if r < -0.25 { r = -0.5 - r }
  let a = 2 * Double.pi * r
  let squared = a * a
  var sum = 0.0
  for n in stride(from: 10, through: 1, by: -1) {
    sum = (1 + sum) * -squared / Double(2 * n * (2 * n + 1))
  }
  return a * (1 + sum)
}

/// Natural logarithm, the same on every machine.
/// - Precondition: `x` is finite and > 0.
func logarithm(_ x: Double) -> Double {
  let m = x.significand
  // log m = 2 artanh((m - 1) / (m + 1)), the fraction at most 1/3.
  let z = (m - 1) / (m + 1)
  let squared = z * z
  var sum = 0.0
  for n in stride(from: 33, through: 1, by: -2) { sum = sum * squared + 1 / Double(n) }
  return Double(x.exponent) * 0.693_147_180_559_945_3 + 2 * z * sum
}
