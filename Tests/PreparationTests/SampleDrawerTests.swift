import Testing
import Volumes

@testable import Preparation

@Suite struct SampleDrawerTests {
  /// One voxel of label 2 in slice 3; label 1 fills two rows of slices 0 and 1.
  private var sparse: PreparedImage {
    let size = GridSize(ni: 24, nj: 20, nk: 6)
    var labels = [UInt8](repeating: 0, count: size.count)
    for n in 0..<48 {
      labels[n] = 1
      labels[480 + n] = 1
    }
    labels[3 * 480 + 9 * 24 + 11] = 2
    // Every voxel's intensity is its number.
    return image(size, labels: labels) { $0.x + 24 * $0.y + 480 * $0.z }
  }

  private func draw(
    _ image: PreparedImage, dimensions: Int, patch: [Int], share: Double, count: Int,
    augmentation: Augmentation = .none
  ) throws -> [Sample] {
    let drawer = try SampleDrawer(image, recipe: recipe(dimensions, patch: patch))
    var random = SplitMix64(seed: 6)
    return (0..<count).map { _ in
      drawer.sample(augmentation: augmentation, foregroundShare: share, random: &random)
    }
  }

  @Test(arguments: [(2, [5, 7]), (3, [2, 5, 7])])
  func `a share of 1 always shows foreground`(dimensions: Int, patch: [Int]) throws {
    let samples = try draw(sparse, dimensions: dimensions, patch: patch, share: 1, count: 300)
    #expect(samples.allSatisfy { $0.labels.contains { $0 > 0 } })
    #expect(samples.allSatisfy { $0.labels.count == patch.reduce(1, *) })
    // A share of none shows it as often as its place does: seldom.
    let any = try draw(sparse, dimensions: dimensions, patch: patch, share: 0, count: 300)
    #expect(any.filter { $0.labels.contains { $0 > 0 } }.count < 200)
  }

  @Test func `labels are shown alike often, however few voxels they have`() throws {
    let samples = try draw(sparse, dimensions: 3, patch: [1, 1, 1], share: 1, count: 1000)
    // Four standard errors of 1000 throws of a coin: 63.
    #expect(abs(samples.filter { $0.labels == [2] }.count - 500) < 63)
    #expect(samples.allSatisfy { $0.labels != [0] })
  }

  @Test func `with two dimensions the slices of a label are shown alike often`() throws {
    var labels = [UInt8](repeating: 0, count: 300)
    for n in 0..<100 { labels[n] = 1 }
    labels[250] = 1
    let stack = image(GridSize(ni: 10, nj: 10, nk: 3), labels: labels) { $0.z }
    let samples = try draw(stack, dimensions: 2, patch: [1, 1], share: 1, count: 1000)
    #expect(abs(samples.filter { $0.values == [2] }.count - 500) < 63)
    #expect(samples.allSatisfy { $0.values != [1] })
  }

  @Test func `the voxel that is shown lies anywhere in the patch`() throws {
    let lone = sparse
    let patch = [4, 6]
    var seen = Set<Int>()
    for sample in try draw(lone, dimensions: 2, patch: patch, share: 1, count: 1000) {
      if let place = sample.labels.firstIndex(of: 2) { seen.insert(place) }
    }
    // 500 draws of 24 places: one is missed with a probability of 24 * exp(-21).
    #expect(seen.count == 24)
  }

  @Test func `without foreground every place is as likely`() throws {
    let samples = try draw(sparse, dimensions: 2, patch: [19, 22], share: 0, count: 3600)
    var counts: [Int: Int] = [:]
    for sample in samples { counts[Int(sample.values[0]), default: 0] += 1 }
    // 3 places along i, 2 along j and 6 slices; four and a half standard errors of 100.
    #expect(counts.count == 36)
    #expect(counts.values.allSatisfy { abs($0 - 100) < 45 })
  }

  @Test func `half of the draws show foreground if half are asked to`() throws {
    let samples = try draw(sparse, dimensions: 3, patch: [1, 1, 1], share: 0.5, count: 1000)
    // The others do by chance: 97 of 2880 voxels.
    #expect(abs(samples.filter { $0.labels != [0] }.count - 517) < 63)
  }

  @Test func `an image without labels in it is drawn from all the same`() throws {
    let empty = image(GridSize(ni: 8, nj: 8, nk: 8)) { $0.x }
    let samples = try draw(empty, dimensions: 3, patch: [4, 4, 4], share: 1, count: 5)
    #expect(samples.allSatisfy { $0.labels == [UInt8](repeating: 0, count: 64) })
  }

  @Test func `an image smaller than the patch lies in the middle of it`() throws {
    let small = image(
      GridSize(ni: 3, nj: 2, nk: 1), labels: [1, 2, 3, 4, 5, 6]
    ) { 10 + $0.x + 3 * $0.y }
    let sample = try draw(small, dimensions: 2, patch: [4, 6], share: 1, count: 1)[0]
    #expect(
      sample.values == [
        10, 10, 10, 10, 10, 10,
        10, 10, 11, 12, 10, 10,
        10, 13, 14, 15, 10, 10,
        10, 10, 10, 10, 10, 10,
      ])
    #expect(
      sample.labels == [
        0, 0, 0, 0, 0, 0,
        0, 1, 2, 3, 0, 0,
        0, 4, 5, 6, 0, 0,
        0, 0, 0, 0, 0, 0,
      ])
  }

  @Test func `a patch may be larger than the image along one axis and smaller along another`()
    throws
  {
    let long = image(GridSize(ni: 30, nj: 2, nk: 1)) { 1 + $0.x }
    for sample in try draw(long, dimensions: 2, patch: [4, 8], share: 0, count: 20) {
      let first = sample.values[8]
      #expect(Array(sample.values[8..<16]) == (0..<8).map { first + Float($0) })
      #expect(sample.values[0] == 1)
    }
  }

  @Test func `one state of the generator gives one sample`() throws {
    let everything = Augmentation(
      rotation: .init(probability: 0.5, degrees: -30...30),
      elastic: .init(probability: 0.5, controlSpacing: 8, standardDeviation: 0...3),
      gaussianNoise: .init(probability: 0.5, sigma: 0...1))
    let first = try draw(
      sparse, dimensions: 3, patch: [4, 8, 8], share: 0.5, count: 10, augmentation: everything)
    let again = try draw(
      sparse, dimensions: 3, patch: [4, 8, 8], share: 0.5, count: 10, augmentation: everything)
    #expect(first == again)
    #expect(Set(first.map(\.values)).count == 10)
  }

  @Test func `the channels are read at one place`() throws {
    let size = GridSize(ni: 10, nj: 10, nk: 4)
    var random = SplitMix64(seed: 1)
    let first = (0..<size.count).map { _ in Float(random.uniform()) }
    let pair = PreparedImage(
      name: "pair", channels: 2, size: size, spacing: SIMD3(1, 1, 3),
      values: first + first.map { 2 - $0 }, labels: [UInt8](repeating: 1, count: size.count))
    for patch in [[5, 5], [2, 5, 5]] {
      let samples = try draw(pair, dimensions: patch.count, patch: patch, share: 1, count: 5)
      for sample in samples {
        let half = sample.values.count / 2
        for n in 0..<half { #expect(sample.values[n] + sample.values[half + n] == 2) }
      }
    }
  }

  @Test func `runs find every voxel of a label`() {
    var random = SplitMix64(seed: 9)
    let size = GridSize(ni: 9, nj: 8, nk: 7)
    let labels = (0..<size.count).map { _ in UInt8(random.index(below: 4)) }
    for (runs, label) in zip(LabelRuns.all(labels, size: size), UInt8(1)...3) {
      let expected = labels.indices.filter { labels[$0] == label }
      #expect((0..<runs.count).map(runs.offset) == expected)
      #expect(runs.slices.map(\.count).reduce(0, +) == expected.count)
      #expect(runs.slices.count == Set(expected.map { $0 / 72 }).count)
    }
  }
}
