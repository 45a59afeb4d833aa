import Figures
import TestSupport
import Testing
import Volumes

@testable import Evaluation

@Suite struct LabelScoreTests {
  private let size = GridSize(ni: 12, nj: 10, nk: 4)

  @Test func `a shifted box has the numbers that geometry gives it`() {
    let spacing = SIMD3(2.0, 1, 5)
    let a = labelVolume(size, spacing: spacing, label: 2) { (2...5).contains($0.i) && $0.j < 5 }
    let b = labelVolume(size, spacing: spacing, label: 2) { (4...7).contains($0.i) && $0.j < 5 }
    let score = LabelScore(a, b, label: 2, tolerance: 4)
    #expect(score.dice == 0.5)
    #expect(abs(score.jaccard - 1.0 / 3) < 1e-12)
    #expect(score.hausdorff == 4)
    #expect(score.surfaceDice == 1)
    #expect(abs(score.millilitres - 0.8) < 1e-12)
    #expect(score.volumeDifference == 0)
    #expect(score.volumeDifferencePercent == 0)
  }

  @Test func `volumes differ by sign and in per cent of the reference`() {
    let a = labelVolume(size) { $0.j < 6 }
    let b = labelVolume(size) { $0.j < 8 }
    let score = LabelScore(a, b, label: 1, tolerance: 1)
    #expect(abs(score.volumeDifference + 0.096) < 1e-12)
    #expect(score.volumeDifferencePercent == -25)
  }

  @Test func `empty masks agree, an empty one does not, and neither has a distance`() {
    let empty = labelVolume(size) { _ in false }
    let full = labelVolume(size) { $0.j < 6 }
    let both = LabelScore(empty, empty, label: 1, tolerance: 1)
    #expect(both.isAbsent)
    #expect([both.dice, both.jaccard, both.surfaceDice] == [1, 1, 1])
    #expect(both == LabelScore(absent: 1))
    for (a, b) in [(empty, full), (full, empty)] {
      let one = LabelScore(a, b, label: 1, tolerance: 1)
      #expect([one.dice, one.jaccard, one.surfaceDice] == [0, 0, 0])
      #expect(one.hausdorff == nil)
      #expect(one.hausdorff95 == nil)
      #expect(one.averageDistance == nil)
    }
    #expect(LabelScore(full, empty, label: 1, tolerance: 1).volumeDifferencePercent == nil)
    #expect(LabelScore(empty, full, label: 1, tolerance: 1).volumeDifferencePercent == -100)
  }
}

@Suite struct ScoredCaseTests {
  private let size = GridSize(ni: 16, nj: 16, nk: 7)

  /// A heart's cavity that gets smaller from slice 1 to slice 5.
  private func cone(shift: Int = 0, reversed: Bool = false) -> LabelVolume {
    labelVolume(size) { voxel in
      let k = reversed ? 6 - voxel.k : voxel.k
      return (1...5).contains(k) && voxel.i >= 2 + shift && voxel.i < 12 + shift - k
        && voxel.j > 2 && voxel.j < 13 - k
    }
  }

  @Test func `slices are placed from base to apex, whichever end is first`() {
    #expect(slicePositions(cone(), frame: 0, base: .auto) == [0, 0, 0.25, 0.5, 0.75, 1, 1])
    #expect(
      slicePositions(cone(reversed: true), frame: 0, base: .auto) == [1, 1, 0.75, 0.5, 0.25, 0, 0])
    #expect(slicePositions(cone(), frame: 0, base: .last) == [1, 1, 0.75, 0.5, 0.25, 0, 0])
    #expect(slicePositions(cone(reversed: true), frame: 0, base: .first)[1] == 0)
    #expect(slicePositions(labelVolume(size) { _ in false }, frame: 0, base: .auto).count == 7)
  }

  @Test func `slices that lack the label in both masks are not scored`() {
    let found = ScoredCase(
      "heart", cone(shift: 1), cone(), labels: [1], tolerance: 1, withSlices: true)
    #expect(found.frames.count == 1)
    #expect(found.slices.map(\.slice) == [1, 2, 3, 4, 5])
    #expect(found.slices.allSatisfy { $0.score.hausdorff == 1 })
    #expect(ScoredCase("heart", cone(), cone(), labels: [1], tolerance: 1).slices.isEmpty)
  }

  @Test func `a label that was not scored is absent in both masks`() {
    let found = ScoredCase("heart", cone(), cone(), labels: [1], tolerance: 1)
      .with(labels: [3, 1])
    #expect(found.frames.map(\.score.label) == [3, 1])
    #expect(found.frames[0].score.isAbsent)
    #expect(found.frames[1].score.dice == 1)
  }

  @Test func `a poor slice is counted where it lies`() {
    var poor = cone()
    poor.setSlice(5, to: LabelSlice(ni: 16, nj: 16))
    let found = ScoredCase(
      "heart", poor, cone(), labels: [1], tolerance: 1, withSlices: true)
    let histogram = PositionHistogram(found.slices, labels: [NamedLabel(value: 1, name: "LV")])
    #expect(histogram.degenerated == [[0, 0, 0, 0, 1]])
    #expect(histogram.scored == [[1, 1, 1, 1, 1]])
  }
}

@Suite struct ScoreFigureTests {
  private let labels = [NamedLabel(value: 1, name: "LV"), NamedLabel(value: 2, name: "RV")]

  private func scored(_ cases: Int, slices: Int, phase: CardiacPhase?) -> [ScoredCase] {
    (0..<cases).map { n in
      let size = GridSize(ni: 12, nj: 12, nk: slices)
      let a = labelVolume(size) { $0.i < 6 + n && $0.j < 8 }
      let b = labelVolume(size) { $0.i < 6 && $0.j < 8 }
      return ScoredCase(
        "case\(n)", a, b, labels: [1, 2], tolerance: 1, withSlices: true
      ) { _ in phase }
    }
  }

  @Test func `many cases, one, flat ones and none all have a picture`() {
    for (cases, slices) in [(5, 4), (1, 4), (3, 1), (0, 1)] {
      let picture = ScoreFigure(
        scored(cases, slices: slices, phase: .endSystole), labels: labels, title: "masks"
      ).drawing()
      #expect(picture.width == 1200)
      // Slices of a volume have a row of their own.
      #expect((picture.height > 700) == (cases > 0 && slices > 1))
    }
  }

  @Test func `boxes have their label's colour`() {
    let picture = ScoreFigure(
      scored(6, slices: 3, phase: nil), labels: labels, title: "masks"
    ).drawing()
    let green = LabelColour(name: "LV", value: 1).colour
    let pixels = stride(from: 0, to: picture.pixels.count, by: 3).count {
      picture.pixels[$0] == green.red && picture.pixels[$0 + 1] == green.green
        && picture.pixels[$0 + 2] == green.blue
    }
    #expect(pixels > 100)
  }
}
