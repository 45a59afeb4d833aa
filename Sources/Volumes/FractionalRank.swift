/// A rank among sorted values that may fall between two of them: the value there is linear between
/// its neighbours, as numpy's percentiles are.
///
///     let rank = FractionalRank(0.95 * Double(sorted.count - 1), of: sorted.count)
///     let percentile95 = rank.value(sorted[rank.lower], sorted[rank.upper])
public struct FractionalRank: Sendable, Equatable {
  /// The whole rank below or at it, from 0.
  public let lower: Int
  /// The next one; of the last value the same.
  public let upper: Int
  private let fraction: Double

  /// - Parameter rank: 0...count - 1. Callers compute it: p / 100 * (n - 1) and (n - 1) * p / 100 may
  ///   differ in their last bit.
  /// - Precondition: There is at least one value.
  public init(_ rank: Double, of count: Int) {
    precondition(count > 0 && rank >= 0, "a rank is among values")
    lower = min(Int(rank), count - 1)
    upper = min(lower + 1, count - 1)
    fraction = rank - Double(lower)
  }

  /// The value at the rank, from those at `lower` and `upper`.
  public func value(_ low: Double, _ high: Double) -> Double { low + fraction * (high - low) }
}
