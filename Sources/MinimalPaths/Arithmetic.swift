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
