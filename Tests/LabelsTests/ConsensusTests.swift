import Foundation
import Labels
import TestSupport
import Testing
import Volumes

@Suite struct VotesTests {
  /// Annotations of a row of voxels.
  func row(_ voxels: UInt8...) -> LabelVolume {
    LabelVolume(geometry: Geometry(size: GridSize(ni: voxels.count, nj: 1, nk: 1)), voxels: voxels)
  }

  @Test func `the label with most votes wins, and no majority is background`() {
    let votes = Votes([row(1, 1, 2, 0, 3, 1), row(1, 2, 2, 0, 2, 1), row(1, 2, 0, 1, 1, 0)])
    #expect(votes.majority().voxels == [1, 2, 2, 0, 0, 1])
    #expect(votes.ties == 1)
    #expect(votes.labels == [0, 1, 2, 3])
    // Two annotators who differ have no majority.
    #expect(Votes([row(1, 1, 5), row(1, 0, 7)]).majority().voxels == [1, 0, 0])
  }

  @Test func `disagreement is counted, and its entropy is in bits`() {
    let votes = Votes([row(1, 1, 0, 3), row(1, 2, 0, 2), row(1, 0, 1, 3), row(1, 4, 1, 3)])
    #expect(votes.dissenters().voxels == [0, 3, 2, 1])
    let entropy = votes.entropy().voxels
    let quarter = -(0.75 * log2(0.75) + 0.25 * log2(0.25))
    for (found, wanted) in zip(entropy, [0, 2, 1, Float(quarter)]) {
      #expect(abs(found - wanted) < 1e-6)
    }
  }

  @Test func `empty annotations have an empty consensus`() {
    let votes = Votes([row(0, 0), row(0, 0)])
    #expect(votes.majority().voxels == [0, 0])
    #expect(STAPLE(votes).consensus().voxels == [0, 0])
    #expect(votes.entropy().voxels == [0, 0])
  }

  @Test func `the order of annotators changes nothing`() {
    var random = SeededRandom(seed: 2)
    let size = GridSize(ni: 9, nj: 8, nk: 3)
    let annotations = (0..<4).map { _ in
      LabelVolume(
        geometry: Geometry(size: size),
        voxels: (0..<size.count).map { _ in UInt8.random(in: 0..<3, using: &random) })
    }
    let (one, other) = (Votes(annotations), Votes(annotations.reversed()))
    #expect(one.majority() == other.majority())
    #expect(one.dissenters() == other.dissenters())
    #expect(one.majority().voxels.count == size.count)
  }
}

@Suite struct STAPLETests {
  private let size = GridSize(ni: 40, nj: 40, nk: 2)
  private var truth: LabelVolume {
    labelVolume(size) { ($0.i - 20) * ($0.i - 20) + ($0.j - 20) * ($0.j - 20) < 150 }
  }

  /// An annotator who mistakes voxels at random.
  private func annotator(
    sensitivity: Double, specificity: Double, _ random: inout SeededRandom
  ) -> LabelVolume {
    var drawn = truth
    for n in drawn.voxels.indices {
      let rate = truth.voxels[n] == 1 ? sensitivity : specificity
      if Double.random(in: 0..<1, using: &random) > rate { drawn.voxels[n] = 1 - drawn.voxels[n] }
    }
    return drawn
  }

  @Test func `annotators' known mistakes are found out, and the truth with them`() {
    var random = SeededRandom(seed: 1)
    let rates = [(0.95, 0.9), (0.9, 0.99), (0.8, 0.8), (0.99, 0.95)]
    let annotations = rates.map {
      annotator(sensitivity: $0.0, specificity: $0.1, &random)
    }
    let found = STAPLE(Votes(annotations))
    #expect(found.hasConverged)
    // 924 voxels inside and 2276 outside: three standard errors of a rate are below 0.04.
    for (n, rate) in rates.enumerated() {
      #expect(abs(found.sensitivity(of: n, label: 1) - rate.0) < 0.04)
      #expect(abs(found.specificity(of: n, label: 1) - rate.1) < 0.04)
    }
    let agreed = found.consensus()
    let best = annotations.map { diceCoefficient($0, truth, label: 1) }.max() ?? 0
    #expect(diceCoefficient(agreed, truth, label: 1) > best)
    let share = found.probability(of: 1).voxels
    #expect(share.allSatisfy { (0...1).contains($0) })
    for (label, share) in zip(agreed.voxels, share) { #expect((label == 1) == (share > 0.5)) }
  }

  @Test func `one who draws at random among careful ones counts for little`() {
    var random = SeededRandom(seed: 4)
    let careful = (0..<2).map { _ in
      annotator(sensitivity: 0.97, specificity: 0.98, &random)
    }
    let careless = annotator(sensitivity: 0.5, specificity: 0.5, &random)
    let found = STAPLE(Votes(careful + [careless]))
    #expect(abs(found.sensitivity(of: 2, label: 1) - 0.5) < 0.06)
    #expect(diceCoefficient(found.consensus(), truth, label: 1) > 0.94)
  }

  @Test func `annotators who agree are perfect`() {
    let found = STAPLE(Votes([truth, truth, truth]))
    #expect(found.consensus() == truth)
    #expect(abs(found.sensitivity(of: 1, label: 1) - 1) < 1e-9)
    #expect(abs(found.specificity(of: 1, label: 1) - 1) < 1e-9)
  }

  @Test func `several labels are estimated together`() {
    var random = SeededRandom(seed: 6)
    let parts = labelVolume(size, label: 2) { $0.i < 12 }
    var truth = truth
    for n in truth.voxels.indices where parts.voxels[n] == 2 { truth.voxels[n] = 2 }
    let annotations = (0..<5).map { _ in
      var drawn = truth
      for n in drawn.voxels.indices where Int.random(in: 0..<6, using: &random) == 0 {
        drawn.voxels[n] = UInt8.random(in: 0..<3, using: &random)
      }
      return drawn
    }
    let found = STAPLE(Votes(annotations))
    let agreed = found.consensus()
    for label in [1, 2] as [UInt8] {
      #expect(diceCoefficient(agreed, truth, label: label) > 0.98)
      // A mistake in six, of which a third hits the right label again.
      #expect(abs(found.sensitivity(of: 0, label: label) - 8.0 / 9) < 0.04)
    }
  }
}
