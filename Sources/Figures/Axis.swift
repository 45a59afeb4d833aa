import Foundation

/// The numbers along one side of a diagram: where they begin and end, and which are written.
public struct Axis: Sendable, Equatable {
  public let low: Double
  public let high: Double
  public private(set) var isLogarithmic = false
  public private(set) var ticks: [Tick] = []

  public struct Tick: Sendable, Equatable {
    public let value: Double
    public let text: String
  }

  /// Where `value` lies: 0 at the low end, 1 at the high one.
  public func share(_ value: Double) -> Double {
    isLogarithmic
      ? log(value / low) / log(high / low) : (value - low) / (high - low)
  }

  /// Whole numbers, such as epochs.
  ///
  /// - Parameter room: How many numbers there is room for.
  public static func wholeNumbers(_ range: ClosedRange<Int>, room: Int) -> Axis {
    // One number alone stands in the middle.
    let margin = range.count == 1 ? 0.5 : 0
    var axis = Axis(low: Double(range.lowerBound) - margin, high: Double(range.upperBound) + margin)
    let step = max(roundStep(Double(range.count) / Double(room)), 1)
    axis.setTicks(step: step)
    return axis
  }

  /// A range of round numbers around `values`, from 0 where that is not far; logarithmic where the
  /// greatest is more than 20 times the least.
  public static func around(_ values: [Double]) -> Axis {
    guard var low = values.min(), var high = values.max() else { return .unit(from: 0) }
    if low > 1e-100, high > 20 * low { return .logarithmic(low, high) }
    if low >= 0, low < 0.6 * high { low = 0 }
    // Differences of less than a hundredth are of no interest, and none at all has no length.
    let least = max(abs(low), abs(high), 1e-4) / 100
    if high - low < least {
      low -= least
      high += least
    }
    let step = roundStep((high - low) / 5)
    var axis = Axis(
      low: (low / step).rounded(.down) * step, high: (high / step).rounded(.up) * step)
    axis.setTicks(step: step)
    return axis
  }

  /// From `low`, or from lower where one of `values` asks for it, to 1; shares such as Dice.
  public static func shares(_ values: [Double]) -> Axis {
    let least = values.min() ?? 0
    return .unit(from: [0.9, 0.8, 0.5].first { least >= $0 } ?? 0)
  }

  private static func unit(from low: Double) -> Axis {
    var axis = Axis(low: low, high: 1)
    axis.setTicks(step: roundStep((1 - low) / 5))
    return axis
  }

  private static func logarithmic(_ least: Double, _ greatest: Double) -> Axis {
    // A little air above and below, the same share of the height for any range.
    let air = pow(greatest / least, 0.04)
    var axis = Axis(low: least / air, high: greatest * air, isLogarithmic: true)
    let exponents = Int(log10(axis.low).rounded(.down))...Int(log10(axis.high).rounded(.down))
    let skip = (exponents.count + 7) / 8
    // 1, 2 and 5 of each power of ten where there are few, otherwise every first, second ... power.
    let digits: [Double] = exponents.count <= 4 ? [1, 2, 5] : [1]
    for exponent in exponents where exponent % skip == 0 {
      for digit in digits {
        let value = digit * pow(10, Double(exponent))
        guard value >= axis.low, value <= axis.high else { continue }
        axis.ticks.append(Tick(value: value, text: text(value, step: value)))
      }
    }
    return axis
  }

  private mutating func setTicks(step: Double) {
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    ticks = (first...max(first, last)).map { n in
      let value = Double(n) * step
      return Tick(value: value, text: Axis.text(value, step: step))
    }
  }

  /// The least of 1, 2, 5, 10, 20 ... and 0.5, 0.2 ... not below `length`.
  private static func roundStep(_ length: Double) -> Double {
    let power = pow(10, log10(length).rounded(.down))
    // 1e-9: a length that is a round number but for its last digit.
    return ([1, 2, 5].first { $0 * power >= length * (1 - 1e-9) } ?? 10) * power
  }

  /// With as many decimals as tell it from its neighbours, `step` away.
  private static func text(_ value: Double, step: Double) -> String {
    if value == 0 && step < 1e-4 { return "0" }
    if max(abs(value), step) >= 1e6 || step < 1e-4 { return String(format: "%.4g", value) }
    let decimals = max(-Int((log10(step) + 1e-9).rounded(.down)), 0)
    return String(format: "%.\(decimals)f", value)
  }
}
