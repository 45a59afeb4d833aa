import TestSupport
import Testing

@testable import MinimalPaths

@Suite struct StripPosteriorTests {
  /// Likelihood of each place, all closed paths counted one by one.
  func enumerated(_ energy: [Double], rows: Int, columns: Int, bending: Double) -> [Double] {
    var result = [Double](repeating: 0, count: rows * columns)
    var path = [Int](repeating: 0, count: columns)
    var total = 0.0
    func visit(_ column: Int) {
      guard column == columns else {
        for row in 0..<rows {
          path[column] = row
          visit(column + 1)
        }
        return
      }
      var sum = 0.0
      for c in 0..<columns {
        let step = Double(path[c] - path[(c + 1) % columns])
        sum += energy[c * rows + path[c]] + bending * step * step
      }
      let likelihood = exponential(-sum)
      total += likelihood
      for c in 0..<columns { result[c * rows + path[c]] += likelihood }
    }
    visit(0)
    return result.map { $0 / total }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `likelihoods are those of all closed paths`(seed: UInt64) {
    let (rows, columns) = (3, 8)
    var random = SeededRandom(seed: seed)
    var energy = (0..<rows * columns).map { _ in Double.random(in: 0...3, using: &random) }
    // A click: where one column is known, two walks around the strip see everything.
    energy[5 * rows] = -60
    let expected = enumerated(energy, rows: rows, columns: columns, bending: 0.7)
    let posterior = StripPosterior(energy: energy, rows: rows, columns: columns, bending: 0.7)
    for column in 0..<columns {
      for row in 0..<rows {
        let found = posterior.likelihood(column, near: Double(row), within: 0.4)
        #expect(abs(found - expected[column * rows + row]) < 1e-9)
      }
    }
  }

  @Test func `one clear border is where the border is expected`() {
    let (rows, columns) = (21, 40)
    func row(_ column: Int) -> Int {
      10 + (column % 20 < 10 ? column % 10 / 3 : 3 - column % 10 / 3)
    }
    var energy = [Double](repeating: 30, count: rows * columns)
    for column in 0..<columns { energy[column * rows + row(column)] = 0 }
    let posterior = StripPosterior(energy: energy, rows: rows, columns: columns, bending: 0.5)
    for (column, expected) in posterior.expectedRows.enumerated() {
      #expect(abs(expected - Double(row(column))) < 1e-6)
      #expect(posterior.likelihood(column, near: expected, within: 1) > 0.999)
    }
  }

  @Test func `between two equal borders neither is likely`() {
    let (rows, columns) = (21, 40)
    var energy = [Double](repeating: 30, count: rows * columns)
    for column in 0..<columns {
      energy[column * rows + 5] = 0
      energy[column * rows + 15] = 0
    }
    let posterior = StripPosterior(energy: energy, rows: rows, columns: columns, bending: 0.5)
    for (column, expected) in posterior.expectedRows.enumerated() {
      #expect(abs(expected - 10) < 1e-6)
      #expect(posterior.likelihood(column, near: expected, within: 2) < 1e-6)
      #expect(abs(posterior.likelihood(column, near: 5, within: 2) - 0.5) < 1e-6)
    }
  }

  @Test func `moving all energies of a column changes nothing`() {
    let (rows, columns) = (9, 16)
    var random = SeededRandom(seed: 4)
    let energy = (0..<rows * columns).map { _ in Double.random(in: 0...3, using: &random) }
    var moved = energy
    for n in 3 * rows..<4 * rows { moved[n] += 1e6 }
    let a = StripPosterior(energy: energy, rows: rows, columns: columns, bending: 1).expectedRows
    let b = StripPosterior(energy: moved, rows: rows, columns: columns, bending: 1).expectedRows
    for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-6) }
  }
}

@Suite struct EvidenceWeightsTests {
  @Test func `there is a weight for each feature`() throws {
    for weights in [EvidenceWeights.wide, .narrow] {
      for list in [weights.always, weights.nearClicks, weights.fewClicks] {
        #expect(list.count == StripFeature.allCases.count)
      }
      let list =
        weights.always + weights.nearClicks + weights.fewClicks + [weights.pull, weights.bending]
      #expect(EvidenceWeights(list: list) == weights)
      #expect(EvidenceWeights(list: Array(list.dropLast())) == nil)
    }
  }
}
