import Volumes

/// What many values of a measure come to; values that are not defined are counted and left out.
public struct Statistics: Sendable, Equatable, Codable {
  /// How many values there are.
  public let count: Int
  /// How many are not defined.
  public let undefined: Int
  public let mean: Double?
  /// Standard deviation of a sample (over n - 1); nil for fewer than two values.
  public let standardDeviation: Double?
  public let median: Double?
  public let minimum: Double?
  public let maximum: Double?
  /// The quarters, linear between neighbouring values as in numpy.
  public let firstQuartile: Double?
  public let thirdQuartile: Double?

  enum CodingKeys: String, CodingKey {
    case count, undefined, mean, median, minimum, maximum
    case standardDeviation = "sd"
    case firstQuartile = "first_quartile"
    case thirdQuartile = "third_quartile"
  }

  public init(_ values: [Double?]) {
    let known = values.compactMap { $0 }.sorted()
    count = known.count
    undefined = values.count - known.count
    minimum = known.first
    maximum = known.last
    func quantile(_ share: Double) -> Double? {
      guard !known.isEmpty else { return nil }
      let rank = FractionalRank(share * Double(known.count - 1), of: known.count)
      return rank.value(known[rank.lower], known[rank.upper])
    }
    median = quantile(0.5)
    firstQuartile = quantile(0.25)
    thirdQuartile = quantile(0.75)
    let mean = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    self.mean = mean
    standardDeviation = mean.flatMap { mean in
      guard known.count > 1 else { return nil }
      let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(known.count - 1)).squareRoot()
    }
  }
}
