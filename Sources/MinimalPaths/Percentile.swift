/// The value below or at which `fraction` of `values` lie, to 1 part in 1000.
///
/// Counted over the bit patterns of the numbers, which have their order: first the power of two,
/// then 1024 steps within it. So the answer does not depend on how large the largest value is;
/// one extreme pixel moves it as little as any other.
/// - Parameter values: Finite and >= 0; at least one.
func percentile(_ fraction: Double, of values: some Collection<Float>) -> Float {
  var powers = [Int](repeating: 0, count: 256)
  for value in values { powers[Int(value.bitPattern >> 23)] += 1 }
  var remaining = max(Int((Double(values.count) * fraction).rounded(.up)), 1)
  var power = 0
  while remaining > powers[power] {
    remaining -= powers[power]
    power += 1
  }
  var steps = [Int](repeating: 0, count: 1024)
  for value in values where Int(value.bitPattern >> 23) == power {
    steps[Int(value.bitPattern >> 13 & 1023)] += 1
  }
  var step = 0
  while remaining > steps[step] {
    remaining -= steps[step]
    step += 1
  }
  return Float(bitPattern: UInt32(power) << 23 | UInt32(step) << 13)
}
