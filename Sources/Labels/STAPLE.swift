public import Volumes

/// Simultaneous truth and performance level estimation: the labels that annotators probably mean,
/// each annotator trusted as far as the others bear them out.
///
/// Expectation maximisation over what annotators say of a voxel whose true label is `t`: annotator
/// j says `s` with probability theta_j(s | t), the same at every voxel. True labels are as frequent
/// beforehand as the annotators on average have them, and annotators begin as nearly perfect
/// (0.99999). With one label this is the binary form, in which theta holds sensitivity and
/// specificity. Everything is computed by pattern of votes, so that an iteration takes no longer
/// for a large volume.
/// Source: Warfield, Zou, Wells, IEEE TMI 23 (2004) 903; beginning and prior as ITK's filter.
public struct STAPLE: Sendable {
  /// Values that occur, ascending, background first.
  public var labels: [UInt8] { votes.labels }
  /// Iterations until no probability of theta changed by more than 1e-12, or the most there may be.
  public let iterations: Int
  public let hasConverged: Bool
  private let votes: Votes
  /// By annotator, said label and true label, as indices among `labels`.
  private let theta: [[[Double]]]
  /// By pattern and true label.
  private let probabilities: [[Double]]
  /// Voxels of each true label, as expected.
  private let expectedCounts: [Double]

  /// - Parameter limit: Of iterations, at least one.
  /// - Complexity: O(p L J) an iteration for p patterns, L labels and J annotators.
  public init(_ votes: Votes, limit: Int = 10_000) {
    precondition(limit > 0, "there is an iteration")
    self.votes = votes
    let count = votes.labels.count
    let prior = Self.frequencies(votes)
    let wrong = count > 1 ? 0.00001 / Double(count - 1) : 0
    let start = (0..<count).map { said in (0..<count).map { said == $0 ? 0.99999 : wrong } }
    var theta = [[[Double]]](repeating: start, count: votes.annotatorCount)
    var probabilities: [[Double]] = []
    var expected: [Double] = []
    var (iteration, change) = (0, Double.infinity)
    while iteration < limit, change > 1e-12 {
      iteration += 1
      probabilities = Self.trueLabels(votes, theta, prior)
      expected = (0..<count).map { label in
        votes.counts.indices.reduce(0) { $0 + Double(votes.counts[$1]) * probabilities[$1][label] }
      }
      change = Self.updateTheta(&theta, votes, probabilities, expected)
    }
    iterations = iteration
    hasConverged = change <= 1e-12
    self.theta = theta
    self.probabilities = probabilities
    expectedCounts = expected
  }

  /// The most probable label of each voxel; of equally probable ones the lowest.
  public func consensus() -> LabelVolume {
    votes.labelled(
      probabilities.map { shares in
        let best = shares.indices.reduce(0) { shares[$1] > shares[$0] ? $1 : $0 }
        return labels[best]
      })
  }

  /// The probability that a voxel's true label is this one.
  /// - Precondition: The label is one of `labels`.
  public func probability(of label: UInt8) -> Volume {
    let index = index(label)
    return votes.spread(probabilities.map { Float($0[index]) })
  }

  /// How probably an annotator gives a label where it is the true one.
  /// - Precondition: The label is one of `labels`, and there is such an annotator.
  public func sensitivity(of annotator: Int, label: UInt8) -> Double {
    theta[annotator][index(label)][index(label)]
  }

  /// How probably an annotator does not give a label where it is not the true one.
  /// - Precondition: As above.
  public func specificity(of annotator: Int, label: UInt8) -> Double {
    let said = index(label)
    var (wrong, all) = (0.0, 0.0)
    for truth in labels.indices where truth != said {
      wrong += expectedCounts[truth] * theta[annotator][said][truth]
      all += expectedCounts[truth]
    }
    return all > 0 ? 1 - wrong / all : 1
  }

  private func index(_ label: UInt8) -> Int {
    guard let index = labels.firstIndex(of: label) else {
      preconditionFailure("the label is one that an annotator gave")
    }
    return index
  }

  /// How often each label is given, as a share of all voxels.
  private static func frequencies(_ votes: Votes) -> [Double] {
    var sums = [Double](repeating: 0, count: votes.labels.count)
    for (pattern, count) in zip(votes.patterns, votes.counts) {
      for label in pattern { sums[label] += Double(count) }
    }
    let all = sums.reduce(0, +)
    return sums.map { $0 / all }
  }

  /// Of each pattern the probabilities of the true label.
  private static func trueLabels(
    _ votes: Votes, _ theta: [[[Double]]], _ prior: [Double]
  ) -> [[Double]] {
    votes.patterns.map { pattern in
      var shares = prior
      for truth in shares.indices {
        for (annotator, said) in pattern.enumerated() {
          shares[truth] *= theta[annotator][said][truth]
        }
      }
      let sum = shares.reduce(0, +)
      // Nothing explains what nobody should have said: then the prior is all there is.
      return sum > 0 ? shares.map { $0 / sum } : prior
    }
  }

  /// Returns the largest change.
  private static func updateTheta(
    _ theta: inout [[[Double]]], _ votes: Votes, _ probabilities: [[Double]], _ expected: [Double]
  ) -> Double {
    var change = 0.0
    for annotator in theta.indices {
      var sums = theta[annotator].map { $0.map { _ in 0.0 } }
      for (n, pattern) in votes.patterns.enumerated() {
        for truth in expected.indices {
          sums[pattern[annotator]][truth] += Double(votes.counts[n]) * probabilities[n][truth]
        }
      }
      for said in sums.indices {
        for truth in expected.indices where expected[truth] > 0 {
          let new = sums[said][truth] / expected[truth]
          change = max(change, abs(new - theta[annotator][said][truth]))
          theta[annotator][said][truth] = new
        }
      }
    }
    return change
  }
}
