import Testing
import Volumes

@testable import Preparation

@Suite struct RestorationTests {
  /// 1 where the class is the voxel's label, as the most certain network would say.
  private func oneHot(_ labels: [UInt8], classes: Int) -> [Float] {
    (0..<classes).flatMap { label in labels.map { Int($0) == label ? 1 : 0 } }
  }

  private func dice(_ a: [UInt8], _ b: [UInt8], label: UInt8) -> Double {
    let both = zip(a, b).filter { $0 == label && $1 == label }.count
    return 2 * Double(both)
      / Double(a.filter { $0 == label }.count + b.filter { $0 == label }.count)
  }

  @Test func `labels on the grid of the image come back as they were`() throws {
    let size = GridSize(ni: 6, nj: 5, nk: 4)
    var random = SplitMix64(seed: 2)
    let labels = labelVolume(size) { _ in UInt8(random.index(below: 3)) }
    let back = recipe().restore(
      probabilities: oneHot(labels.voxels, classes: 3), classes: 3, of: size,
      to: labels.geometry)
    #expect(back == labels)
  }

  @Test(arguments: [[0.7, 0.7, 2.5], [1.6, 1.6, 2.5], [0.8, 1.4, 1.2], [1.3, 0.9, nil]])
  func `smooth shapes survive preparing and restoring`(spacing: [Double?]) throws {
    let size = GridSize(ni: 48, nj: 44, nk: 20)
    let mm = SIMD3(1, 1, 2.5)
    let middle = SIMD3(24.3, 21.8, 25)
    let labels = labelVolume(size, spacing: mm) {
      length($0 - middle) > 20 ? 0 : $0.x + 0.4 * $0.y < 33 ? 1 : 2
    }
    let recipe = recipe(spacing: spacing)
    let prepared = try recipe.prepare(
      name: "halves", channels: [volume(size, spacing: mm) { _ in 0 }], labels: labels)
    let back = recipe.restore(
      probabilities: oneHot(try #require(prepared.labels), classes: 3), classes: 3,
      of: prepared.size, to: labels.geometry)
    #expect(back.geometry == labels.geometry)
    for label in 1...2 {
      // Half a ball of 20 mm: 3 % of its volume is a fifth of a voxel all around.
      #expect(dice(back.voxels, labels.voxels, label: UInt8(label)) > 0.97)
    }
  }

  /// Numbers of SciPy 1.17.1: the ball's indicator by `map_coordinates(order=1, mode="nearest")`
  /// at the new grid's positions and back, each time above 0.5, and the Dice of both ends.
  @Test(arguments: [(1.25, 0.975), (1.4, 0.9691), (1.6, 0.9656)])
  func `what a small ball loses on the way agrees with SciPy`(step: Double, expected: Double) throws
  {
    let size = GridSize(ni: 48, nj: 44, nk: 20)
    let ball = labelVolume(size, spacing: SIMD3(1, 1, 2.5)) {
      length($0 - SIMD3(24.3, 21.8, 25)) < 11 ? 1 : 0
    }
    let recipe = recipe(2, spacing: [step, step, nil])
    let prepared = try recipe.prepare(
      name: "ball", channels: [volume(size, spacing: SIMD3(1, 1, 2.5)) { _ in 0 }], labels: ball)
    let back = recipe.restore(
      probabilities: oneHot(try #require(prepared.labels), classes: 2), classes: 2,
      of: prepared.size, to: ball.geometry)
    // Rounded to four digits.
    #expect(abs(dice(back.voxels, ball.voxels, label: 1) - expected) < 6e-5)
  }

  @Test func `a tie goes to the lower class and the border is continued`() {
    let geometry = Geometry(size: GridSize(ni: 2, nj: 1, nk: 1), spacing: SIMD3(2, 1, 1))
    let recipe = recipe(spacing: [1, nil, nil])
    let four = GridSize(ni: 4, nj: 1, nk: 1)
    // The old voxels lie between the new ones 0 and 1, and 2 and 3.
    let probabilities: [Float] = [0, 1, 0, 0.25, 1, 0, 1, 0.5]
    let back = recipe.restore(probabilities: probabilities, classes: 2, of: four, to: geometry)
    #expect(back.voxels == [0, 1])

    let fine = Geometry(size: GridSize(ni: 4, nj: 1, nk: 1))
    let coarse = self.recipeOf2
    let values = coarse.restore(values: [1, 3], of: GridSize(ni: 2, nj: 1, nk: 1), to: fine)
    #expect(values.voxels == [1, 1.5, 2.5, 3])
  }

  private var recipeOf2: PreparationRecipe { recipe(spacing: [2, nil, nil]) }

  @Test func `one class's probabilities come back as a smooth volume`() throws {
    let size = GridSize(ni: 30, nj: 28, nk: 12)
    let geometry = Geometry(size: size, spacing: SIMD3(1, 1, 2))
    let recipe = recipe(spacing: [1.5, 1.25, 1])
    // A plane through the middle is linear, so that interpolation gives it back away from the border.
    let plane = volume(size, spacing: SIMD3(1, 1, 2)) {
      0.5 + ($0.x - 14.5) / 100 - ($0.y - 13.5) / 90 + ($0.z - 11) / 80
    }
    let prepared = try recipe.prepare(name: "plane", channels: [plane], labels: nil)
    let back = recipe.restore(values: prepared.values, of: prepared.size, to: geometry)
    for (place, (a, b)) in zip(
      positions(size, geometry.spacing), zip(back.voxels, plane.voxels))
    where abs(place.x - 14.5) < 5 && abs(place.y - 13.5) < 5 && abs(place.z - 11) < 3 {
      // The mirrored borders, five slices away, bend the spline by 0.27 to the fifth at most.
      #expect(abs(a - b) < 1e-3)
    }
  }
}
