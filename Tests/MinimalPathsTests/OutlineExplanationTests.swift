import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct OutlineExplanationTests {
  private let slice: ImageSlice
  private let clicks: [SlicePoint]

  /// A bright disc on noisy ground, two millimetres by one, and clicks beside its border.
  init() {
    var random = SeededRandom(seed: 9)
    let clicks = circlePoints(x: 20, y: 40, radius: 1, count: 5)
    self.clicks = clicks.map { SlicePoint(20 + 9.2 * ($0.x - 20), 40 + 17.5 * ($0.y - 40)) }
    var slice = ImageSlice(
      ni: 40, nj: 80, spacing: SIMD2(2, 1), pixels: [Float](repeating: 0, count: 40 * 80))
    for j in 0..<80 {
      for i in 0..<40 {
        let (x, y) = (Double(2 * i) - 40, Double(j) - 40)
        slice[i, j] = (x * x + y * y < 18 * 18 ? 90 : 50) + Float.random(in: -6...6, using: &random)
      }
    }
    self.slice = slice
  }

  @Test func `what is explained is what is drawn`() {
    let explanation = Tracer(slice: slice).outlineExplanation(through: clicks)
    let line = OutlineModel(slice: slice, parameters: OutlineModelParameters())
      .line(through: clicks.map(\.snappedToContourGrid), avoiding: nil)
    #expect(explanation.line == line.points.map { [$0.x, $0.y] })
    #expect(explanation.confidences == line.confidences)
    let narrow = explanation.narrow
    for column in 0..<narrow.columns {
      let (p, n) = (narrow.centres[column], narrow.normals[column])
      let offset = narrow.expectedOffsets[column]
      for axis in 0..<2 {
        #expect(abs(p[axis] + offset * n[axis] - explanation.line[column][axis]) < 1e-9)
      }
    }
  }

  @Test func `features with their weights and the clicks make up the energy`() {
    let stage = Tracer(slice: slice).outlineExplanation(through: clicks).wide
    #expect(stage.features.map(\.name) == StripFeature.allCases.map { "\($0)" })
    let places = Set(stage.clicks.map { Int($0[0]) })
    for column in 0..<stage.columns where !places.contains(column) {
      for place in column * stage.rows..<(column + 1) * stage.rows {
        let sum = stage.features.reduce(0) {
          let weight =
            $1.always + $1.nearClicks * stage.nearness[column]
            + $1.fewClicks * 3 / Double(clicks.count)
          return $0 + weight * $1.values[place]
        }
        #expect(abs(sum - stage.energy[place]) < 1e-9)
      }
    }
  }
}
