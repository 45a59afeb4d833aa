import Testing
import Volumes

@testable import Preparation

@Suite struct IntensityNormalisationTests {
  /// `np.array([3.0, -1.5, 8.25, 0.0, 2.5, 7.0, -4.0])`, for the numbers of NumPy 2.4.6 below.
  private let values: [Float] = [3, -1.5, 8.25, 0, 2.5, 7, -4]

  @Test func `percentiles agree with NumPy's default rule`() {
    // [np.percentile(w, p) for p in (0, 0.5, 10, 50, 77, 99.5, 100)]
    let expected = [-4, -3.925, -2.5, 2.5, 5.48, 8.2125, 8.25]
    let found = percentiles([0, 0.5, 10, 50, 77, 99.5, 100], of: values, 0..<7)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func `percentiles of many values are those of the sorted ones`() {
    var random = SplitMix64(seed: 5)
    let many =
      (0..<999).map { _ in Float(random.uniform(-1e3...1e3)) * random.normal() } + [0, -0.0]
    let sorted = many.sorted()
    for share in stride(from: 0.0, through: 100, by: 0.1) {
      let rank = share / 100 * 1000
      let found = percentiles([share], of: many, 0..<1001)[0]
      #expect(found >= Double(sorted[Int(rank)]))
      #expect(found <= Double(sorted[min(Int(rank) + 1, 1000)]))
    }
  }

  @Test func `z-scores agree with NumPy's mean and population deviation`() {
    // (w - w.mean()) / w.std()
    let expected: [Float] = [
      0.200631, -0.898476, 1.482922, -0.532107, 0.078508, 1.177614, -1.509091,
    ]
    var found = values
    normalise(&found, 0..<7, by: .zScore)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `foreground z-scores are those of the values above the mean, for all`() {
    // f = w[w > w.mean()]; (w - f.mean()) / f.std()
    let expected: [Float] = [
      -0.880799, -2.692729, 1.233119, -2.088753, -1.082125, 0.729805, -3.699357,
    ]
    var found = values
    normalise(&found, 0..<7, by: .foregroundZScore)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
    var constant = [Float](repeating: 3, count: 5)
    normalise(&constant, 0..<5, by: .foregroundZScore)
    #expect(constant == [0, 0, 0, 0, 0])
  }

  @Test func `fixed z-scores clip first`() {
    var found = values
    normalise(&found, 1..<7, by: .fixedZScore(low: -2, high: 7, mean: 1, deviation: 2))
    #expect(found == [3, -1.25, 3, -0.5, 0.75, 3, -1.5])
    for wrong: Normalisation in [
      .fixedZScore(low: 1, high: 1, mean: 0, deviation: 1),
      .fixedZScore(low: 0, high: 1, mean: 0, deviation: 0),
      .fixedZScore(low: 0, high: 1, mean: .nan, deviation: 1),
    ] {
      #expect(throws: PreparationError.self) { try recipe(normalisation: wrong).validate() }
    }
  }

  @Test func `percentiles become 0 and 1 and clip what lies outside`() {
    var found = values
    normalise(&found, 0..<7, by: .percentiles(low: 10, high: 50))
    #expect(found == [1, 0.2, 1, 0.5, 1, 1, 0])
  }

  @Test func `a range becomes 0 to 1 and clips what lies outside`() {
    var found: [Float] = [-2000, -1000, 0, 250, 1000]
    normalise(&found, 0..<5, by: .range(low: -1000, high: 1000))
    #expect(found == [0, 0, 0.5, 0.625, 1])
  }

  @Test func `where both percentiles are one value, all above it becomes 1`() {
    var found = [Float](repeating: 5, count: 200)
    found[17] = 9
    normalise(&found, 0..<200, by: .percentiles(low: 1, high: 99))
    #expect(found.enumerated().allSatisfy { $0.element == ($0.offset == 17 ? 1 : 0) })
  }

  @Test func `only the given part is changed`() {
    var found = values
    normalise(&found, 2..<4, by: .zScore)
    #expect(found == [3, -1.5, 1, -1, 2.5, 7, -4])
  }
}
