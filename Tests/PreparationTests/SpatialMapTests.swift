import Foundation
import Testing
import Volumes

@testable import Preparation

/// What rotation, scaling, shift, flips and deformation do to image and labels.
@Suite struct SpatialMapTests {
  /// One sample of an image whose patch is as large as the image, so that its place is known.
  private func sample(
    _ image: PreparedImage, dimensions: Int = 2, _ augmentation: Augmentation, seed: UInt64 = 1
  ) throws -> Sample {
    let drawer = try SampleDrawer(
      image, recipe: recipe(dimensions, patch: image.size.tensor(dimensions: dimensions)))
    var random = SplitMix64(seed: seed)
    return drawer.sample(augmentation: augmentation, foregroundShare: 0, random: &random)
  }

  private func noise(_ size: GridSize) -> PreparedImage {
    var random = SplitMix64(seed: 3)
    return image(size, labels: (0..<size.count).map { UInt8($0 % 200) }) { _ in random.uniform() }
  }

  private func turn(_ degrees: Double, tilt: Double? = nil) -> Augmentation {
    Augmentation(
      rotation: .init(
        probability: 1, degrees: degrees...degrees, tiltDegrees: tilt.map { $0...$0 }))
  }

  @Test func `without augmentation a patch is a piece of the image`() throws {
    let size = GridSize(ni: 20, nj: 17, nk: 9)
    let whole = image(size, labels: (0..<size.count).map { UInt8($0 % 251) }) {
      $0.x + 20 * $0.y + 340 * $0.z
    }
    for (dimensions, patch) in [(2, [5, 7]), (3, [4, 5, 7])] {
      let drawer = try SampleDrawer(whole, recipe: recipe(dimensions, patch: patch))
      var random = SplitMix64(seed: 4)
      let drawn = drawer.sample(augmentation: .none, foregroundShare: 0, random: &random)
      let first = Int(drawn.values[0])
      let expected = (0..<patch.reduce(1, *)).map { n in
        first + n % 7 + 20 * (n / 7 % 5) + 340 * (n / 35)
      }
      #expect(drawn.values.map { Int($0) } == expected)
      #expect(drawn.labels == expected.map { UInt8($0 % 251) })
    }
  }

  @Test(arguments: [2, 3])
  func `an augmentation that changes nothing leaves the patch as it is`(dimensions: Int) throws {
    let whole = noise(GridSize(ni: 12, nj: 11, nk: 10))
    let neutral = Augmentation(
      rotation: .init(probability: 1, degrees: 0...0, tiltDegrees: 0...0),
      scaling: .init(probability: 1, factor: 1...1),
      shift: .init(probability: 1, fraction: 0...0), flips: .init(),
      elastic: .init(probability: 1, controlSpacing: 4, standardDeviation: 0...0))
    let drawer = try SampleDrawer(
      whole, recipe: recipe(dimensions, patch: [Int](repeating: 6, count: dimensions)))
    for seed in 1...5 {
      var random = SplitMix64(seed: UInt64(seed))
      let plain = drawer.sample(augmentation: .none, foregroundShare: 0, random: &random)
      random = SplitMix64(seed: UInt64(seed))
      let same = drawer.sample(augmentation: neutral, foregroundShare: 0, random: &random)
      #expect(same == plain)
    }
  }

  @Test func `a quarter turn moves i to j and every voxel with it`() throws {
    let n = 9
    let whole = noise(GridSize(ni: n, nj: n, nk: 1))
    let turned = try sample(whole, turn(90))
    for j in 0..<n {
      for i in 0..<n {
        let source = (n - 1 - i) * n + j
        // The cosine of a right angle is 6e-17, not 0: a Float's rounding.
        #expect(abs(turned.values[j * n + i] - whole.values[source]) < 1e-6)
        #expect(turned.labels[j * n + i] == whole.labels?[source])
      }
    }
  }

  @Test func `a quarter turn and one back leave everything where it was`() throws {
    let whole = noise(GridSize(ni: 8, nj: 8, nk: 1))
    let there = try sample(whole, turn(90))
    let between = PreparedImage(
      name: "", channels: 1, size: whole.size, spacing: whole.spacing, values: there.values,
      labels: there.labels)
    let back = try sample(between, turn(-90))
    #expect(zip(back.values, whole.values).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(back.labels == whole.labels)
  }

  @Test func `a flip is a mirror image, and two are none`() throws {
    let size = GridSize(ni: 4, nj: 3, nk: 5)
    let whole = noise(size)
    for (axis, flips) in [
      Augmentation.Flips(i: 1), Augmentation.Flips(j: 1), Augmentation.Flips(k: 1),
    ].enumerated() {
      let flipped = try sample(whole, dimensions: 3, Augmentation(flips: flips))
      for n in 0..<size.count {
        var place = [n % 4, n / 4 % 3, n / 12]
        place[axis] = [4, 3, 5][axis] - 1 - place[axis]
        let source = place[0] + 4 * place[1] + 12 * place[2]
        #expect(flipped.values[n] == whole.values[source])
        #expect(flipped.labels[n] == whole.labels?[source])
      }
      let once = PreparedImage(
        name: "", channels: 1, size: size, spacing: whole.spacing, values: flipped.values,
        labels: flipped.labels)
      let twice = try sample(once, dimensions: 3, Augmentation(flips: flips))
      #expect(twice.values == whole.values)
      #expect(twice.labels == whole.labels)
    }
  }

  @Test func `a slice is not mirrored along k`() throws {
    let whole = noise(GridSize(ni: 4, nj: 4, nk: 1))
    #expect(try sample(whole, Augmentation(flips: .init(k: 1))).values == whole.values)
  }

  /// A smooth blob about the middle, narrower along i, and its centre and spread as read back.
  private func blob(
    _ size: GridSize, _ spacing: SIMD3<Double>, sigma: SIMD3<Double>,
    offset: SIMD3<Double> = SIMD3()
  ) -> PreparedImage {
    let ends = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    return image(size, spacing: spacing) {
      let d = ($0 - ends / 2 * spacing - offset) / sigma
      return exp(-(d * d).sum() / 2)
    }
  }

  /// Mass, centre from the middle and second moments, in millimetres.
  private func moments(
    _ values: [Float], _ size: GridSize, _ spacing: SIMD3<Double>
  ) -> (mass: Double, centre: SIMD3<Double>, spread: (SIMD3<Double>, SIMD3<Double>)) {
    let ends = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    let places = positions(size, spacing).map { $0 - ends / 2 * spacing }
    let mass = values.reduce(0.0) { $0 + Double($1) }
    let centre = zip(places, values).reduce(SIMD3<Double>()) { $0 + $1.0 * Double($1.1) } / mass
    var (squares, products) = (SIMD3<Double>(), SIMD3<Double>())
    for (place, value) in zip(places, values) {
      let d = place - centre
      squares += Double(value) * d * d
      products += Double(value) * d * SIMD3(d.y, d.z, d.x)
    }
    return (mass, centre, (squares / mass, products / mass))
  }

  @Test func `a turn is one of millimetres, however long the voxels are`() throws {
    let size = GridSize(ni: 48, nj: 48, nk: 24)
    let spacing = SIMD3(1.0, 1.2, 2.5)
    // 5 mm along i and k, 8 along j. Linear reading of 2.5 mm voxels adds at most 2.5^2 / 4 mm^2.
    let long = blob(size, spacing, sigma: SIMD3(5, 8, 5))
    let upright = try sample(
      long, dimensions: 3,
      Augmentation(rotation: .init(probability: 1, degrees: 90...90)))
    let inPlane = moments(upright.values, size, spacing).spread
    #expect(abs(inPlane.0.x - 64) < 2)
    #expect(abs(inPlane.0.y - 25) < 2)
    #expect(abs(inPlane.0.z - 25) < 2)
    // By 90 degrees about i, j comes to lie along k; the ends beyond 29 mm are cut off the long axis
    // alone; then by 90 degrees about j, i changes places with k.
    let tilted = try sample(
      long, dimensions: 3,
      Augmentation(rotation: .init(probability: 1, degrees: 0...0, tiltDegrees: 90...90)))
    let upwards = moments(tilted.values, size, spacing).spread
    #expect(abs(upwards.0.x - 64) < 3)
    #expect(abs(upwards.0.y - 25) < 2)
    #expect(abs(upwards.0.z - 25) < 2)
    // A ball stays a ball at any angle: no shear shows in the products.
    let ball = blob(size, spacing, sigma: SIMD3(6, 6, 6))
    let oblique = moments(
      try sample(ball, dimensions: 3, turn(33, tilt: 21)).values, size, spacing
    ).spread
    #expect(length(oblique.0 - SIMD3(36, 36, 36)) < 3)
    #expect(length(oblique.1) < 0.5)
  }

  @Test func `the turn is positive from i towards j`() throws {
    let size = GridSize(ni: 64, nj: 64, nk: 1)
    let aside = blob(size, SIMD3(1, 2, 1), sigma: SIMD3(4, 4, 4), offset: SIMD3(12, 0, 0))
    let turned = moments(try sample(aside, turn(30)).values, size, SIMD3(1, 2, 1))
    // Linear reading is symmetric: the centre keeps its place to a hundredth of a voxel.
    #expect(length(turned.centre - SIMD3(12 * cos(.pi / 6), 6, 0)) < 0.02)
  }

  @Test func `scaling enlarges areas by its square and distances from the middle by itself`() throws
  {
    let size = GridSize(ni: 80, nj: 80, nk: 1)
    let aside = blob(size, SIMD3(1, 1, 1), sigma: SIMD3(5, 5, 5), offset: SIMD3(8, -6, 0))
    let before = moments(aside.values, size, aside.spacing)
    for factor in [0.8, 1.3] {
      let scaled = try sample(
        aside, Augmentation(scaling: .init(probability: 1, factor: factor...factor)))
      let after = moments(scaled.values, size, aside.spacing)
      // Sums of a smooth blob are integrals to far below this.
      #expect(abs(after.mass / before.mass - factor * factor) < 0.005)
      #expect(length(after.centre - factor * SIMD3(8, -6, 0)) < 0.02)
    }
  }

  @Test func `a disc's area and centre scale as its labels`() throws {
    let size = GridSize(ni: 100, nj: 100, nk: 1)
    let labels = positions(size, SIMD3(1, 1, 1)).map {
      length($0 - SIMD3(55.3, 43.2, 0)) < 17 ? UInt8(1) : 0
    }
    let disc = image(size, labels: labels) { _ in 0 }
    let drawn = try sample(
      disc,
      Augmentation(
        scaling: .init(probability: 1, factor: 1.4...1.4),
        shift: .init(probability: 1, fraction: 0.05...0.05)))
    let inside = positions(size, SIMD3(1, 1, 1)).indices.filter { drawn.labels[$0] == 1 }
    let centre =
      inside.reduce(SIMD3<Double>()) { $0 + SIMD3(Double($1 % 100), Double($1 / 100), 0) }
      / Double(inside.count)
    // A twentieth of a voxel along a rim of 150 voxels is half a per cent.
    let area = Double.pi * 17 * 17 * 1.96
    #expect(abs(Double(inside.count) / area - 1) < 0.005)
    // From the middle at 49.5: 1.4 times as far, then 5 voxels on.
    let expected = SIMD3(49.5 + 1.4 * 5.8 + 5, 49.5 - 1.4 * 6.3 + 5, 0)
    // The first disc's own voxels lie a twentieth off, those nearest to them as much again.
    #expect(length(centre - expected) < 0.15)
  }

  @Test func `a shift moves by its fraction of the patch`() throws {
    let size = GridSize(ni: 40, nj: 20, nk: 10)
    let whole = noise(size)
    let shifted = try sample(
      whole, dimensions: 3, Augmentation(shift: .init(probability: 1, fraction: 0.1...0.1)))
    let lowest = whole.values.min() ?? 0
    for n in 0..<size.count {
      let (i, j, k) = (n % 40 - 4, n / 40 % 20 - 2, n / 800 - 1)
      let isInside = i >= 0 && j >= 0 && k >= 0
      let source = i + 40 * j + 800 * k
      let expected = isInside ? whole.values[source] : lowest
      #expect(abs(shifted.values[n] - expected) < 1e-5)
      #expect(shifted.labels[n] == (isInside ? whole.labels?[source] : 0))
    }
  }

  @Test func `outside of the image there is the channel's lowest intensity and background`() throws
  {
    let size = GridSize(ni: 16, nj: 16, nk: 1)
    let bright = image(size, labels: [UInt8](repeating: 1, count: 256)) {
      $0.x == 3 && $0.y == 3 ? -2 : 5
    }
    let small = try sample(
      bright, Augmentation(scaling: .init(probability: 1, factor: 0.5...0.5)))
    #expect(small.values[0] == -2)
    #expect(small.labels[0] == 0)
    #expect(small.labels.filter { $0 == 1 }.count == 64)
  }

  /// Every geometric part at once.
  private let everything = Augmentation(
    rotation: .init(probability: 0.8, degrees: -180...180, tiltDegrees: -40...40),
    scaling: .init(probability: 0.8, factor: 0.7...1.4),
    shift: .init(probability: 0.8, fraction: -0.1...0.1), flips: .init(i: 0.5, j: 0.5, k: 0.5),
    elastic: .init(probability: 0.8, controlSpacing: 12, standardDeviation: 0...4))

  @Test(arguments: [2, 3])
  func `image and labels move together`(dimensions: Int) throws {
    let size = GridSize(ni: 40, nj: 36, nk: dimensions == 2 ? 1 : 24)
    let spacing = SIMD3(1.0, 1.0, 1.5)
    let middle = SIMD3(18.0, 17.0, dimensions == 2 ? 0.0 : 16.0)
    // The image is the distance in voxels to the border of the label, positive inside.
    let distances = positions(size, spacing).map { 10 - length($0 - middle) }
    let cone = PreparedImage(
      name: "cone", channels: 2, size: size, spacing: spacing,
      values: distances.map { Float($0) } + distances.map { Float(7 - 2 * $0) },
      labels: distances.map { $0 > 0 ? 1 : 0 })
    let lowest = Float(7 - 2 * (distances.max() ?? 0))
    for seed in 1...20 {
      let drawn = try sample(cone, dimensions: dimensions, everything, seed: UInt64(seed))
      let second = drawn.values[size.count...]
      // The nearest voxel is less than 1.04 mm (half the diagonal) away, and the cone's tip and
      // curvature cost linear reading less than another 1.
      let disagree = zip(drawn.values, drawn.labels).filter { value, label in
        abs(value) > 2 && label != (value > 0 ? 1 : 0)
      }
      #expect(disagree.isEmpty, "seed \(seed)")
      // Inside the image both channels are read at the same place; outside each is its lowest.
      let apart = zip(drawn.labels, zip(drawn.values, second)).filter { label, values in
        label == 1 && values.1 > lowest && abs(values.1 - (7 - 2 * values.0)) > 1e-3
      }
      #expect(apart.isEmpty, "seed \(seed)")
    }
  }

  @Test func `one seed, one sample; another seed, another`() throws {
    let whole = noise(GridSize(ni: 20, nj: 20, nk: 6))
    #expect(try sample(whole, everything, seed: 8) == sample(whole, everything, seed: 8))
    #expect(try sample(whole, everything, seed: 8) != sample(whole, everything, seed: 9))
  }
}
