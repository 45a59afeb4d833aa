import Foundation
import Networks
import Preparation
import TestSupport
import Testing
import Volumes

@testable import Presegmentation

@Suite struct PresegmenterTests {
  let grid = GridSize(ni: 9, nj: 7, nk: 3)

  /// Of a model file and its description.
  func presegmenter(
    _ model: [UInt8], _ description: [String: Any]?, flips: [ModelCard.FlipAxis]? = nil
  ) throws -> Presegmenter {
    try withTemporaryFolder { folder in
      let path = try write(model, description, in: folder)
      return try Presegmenter(try SegmentationModel(path: path), threads: 1, flips: flips)
    }
  }

  /// A 3 x 3 convolution without any symmetry, and the same for a tensor of (i, j).
  func asymmetric(transposed: Bool) throws -> [UInt8] {
    let kernel: [Float] = [5, 1, -3, 2, -7, 4, -1, 3, -2]
    let turned = (0..<9).map { kernel[$0 % 3 * 3 + $0 / 3] }
    return try convolution(
      [Float](repeating: 0, count: 9) + (transposed ? turned : kernel), bias: [0, -0.5],
      kernel: [3, 3])
  }

  @Test func `a convolution's answer is what is computed by hand`() throws {
    let image = noise(grid, frames: 2)
    let found = try presegmenter(threshold(), description())
      .segment([image], name: "noise", keepsProbabilities: true)
    #expect(found.labels.geometry == image.geometry)
    #expect(found.labels.voxels == image.voxels.map { $0 > 0.5 ? 1 : 0 })
    #expect(found.probabilities.count == 2 && found.warnings.isEmpty)
    for frame in 0..<2 {
      for (n, value) in image.frame(frame).voxels.enumerated() {
        let expected = 1 / (1 + exp(0.5 - value))
        #expect(abs(found.probabilities[frame][1][n] - expected) < 1e-6)
        #expect(abs(found.probabilities[frame][0][n] - 1 + expected) < 1e-6)
      }
    }
  }

  @Test func `with a sigmoid each label is by itself and the background is what is left`() throws {
    let image = noise(grid)
    // "high" above 0.75, "low" where the intensity is below 0.25.
    let model = try convolution([8, -8], bias: [-6, 2], kernel: [1, 1])
    let found = try presegmenter(
      model, description(["labels": ["high", "low"], "answer": "sigmoid"])
    ).segment([image], name: "noise")
    #expect(
      found.labels.voxels == image.voxels.map { $0 > 0.75 ? 1 : $0 < 0.25 ? 2 : 0 })
  }

  @Test(arguments: [2, 3])
  func `windows give what the whole image gives for a network that sees one voxel`(
    _ dimensions: Int
  ) throws {
    let image = noise(GridSize(ni: 11, nj: 9, nk: 10))
    let patch = [Int](repeating: 4, count: dimensions)
    var answers: [Presegmentation] = []
    for size in [nil, patch] {
      answers.append(
        try presegmenter(
          threshold(dimensions: dimensions, size: size),
          description(["dimensions": dimensions, "patch": dimensions == 3 ? patch : nil])
        ).segment([image], name: "noise", keepsProbabilities: true))
    }
    for (a, b) in zip(answers[0].probabilities[0][1], answers[1].probabilities[0][1]) {
      // Weights of windows sum to 1 but for the rounding of eight Floats.
      #expect(abs(a - b) < 1e-6)
    }
    #expect(answers[1].labels.voxels == image.voxels.map { $0 > 0.5 ? 1 : 0 })
  }

  @Test func `how the image is stored does not matter to a model that wants an orientation`()
    throws
  {
    let image = noise(GridSize(ni: 8, nj: 6, nk: 5))
    let presegmenter = try presegmenter(
      asymmetric(transposed: false), description(["orientation": "LPS"]))
    let expected = try presegmenter.segment([image], name: "noise").labels
    #expect(expected.labels == [1])
    for orientation in ["RAS", "LAS", "RPI", "ARS", "SRA", "IPL"] {
      let order = try #require(AxisOrder(from: image.geometry, to: orientation))
      let stored = order.applied(to: image)
      #expect(stored.geometry.orientation == orientation)
      let found = try presegmenter.segment([stored], name: "noise").labels
      #expect(found.geometry == stored.geometry)
      #expect(order.inverse.applied(to: found).voxels == expected.voxels, "\(orientation)")
    }
  }

  @Test func `a model without an orientation sees images as they are stored`() throws {
    let image = noise(GridSize(ni: 8, nj: 6, nk: 2))
    let presegmenter = try presegmenter(asymmetric(transposed: false), description())
    let turned = Volume(
      geometry: Geometry(
        size: image.size, axes: (SIMD3(0, -1.5, 0), SIMD3(1.25, 0, 0), SIMD3(0, 0, -4)),
        origin: WorldPoint(5, 6, 7)), voxels: image.voxels)
    let first = try presegmenter.segment([image], name: "a").labels
    let second = try presegmenter.segment([turned], name: "b").labels
    #expect(first.voxels == second.voxels && second.geometry == turned.geometry)
  }

  @Test func `the order of the tensor's axes is the description's`() throws {
    let image = noise(GridSize(ni: 8, nj: 6, nk: 2))
    let usual = try presegmenter(asymmetric(transposed: false), description())
    let other = try presegmenter(asymmetric(transposed: true), description(["axes": "ij"]))
    #expect(
      try other.segment([image], name: "a").labels == usual.segment([image], name: "a").labels)
  }

  @Test func `a mirrored image has the mirrored mask where mirror images are averaged`() throws {
    let image = noise(GridSize(ni: 8, nj: 6, nk: 2))
    let flipped = try #require(AxisOrder(from: image.geometry, to: "LAS"))
    func isSymmetric(_ flips: [ModelCard.FlipAxis]) throws -> Bool {
      let presegmenter = try presegmenter(
        asymmetric(transposed: false), description(), flips: flips)
      let straight = try presegmenter.segment([image], name: "a").labels
      let mirrored = try presegmenter.segment([flipped.applied(to: image)], name: "b").labels
      return flipped.applied(to: straight).voxels == mirrored.voxels
    }
    #expect(try isSymmetric([.i]))
    #expect(try isSymmetric([.i, .j]))
    #expect(try !isSymmetric([]))
    #expect(try !isSymmetric([.j]))
  }

  @Test func `frames of a cine are labelled as each by itself`() throws {
    let image = noise(grid, frames: 3)
    let presegmenter = try presegmenter(
      asymmetric(transposed: false), description(["normalisation": ["z_score": [:]]]))
    let all = try presegmenter.segment([image], name: "cine").labels
    for frame in 0..<3 {
      let alone = try presegmenter.segment([image.frame(frame)], name: "frame").labels
      #expect(all.frame(frame) == alone)
    }
  }

  @Test func `an own model is run by its card alone`() throws {
    var recipe = try NetworkRecipe(network: "unet", inputChannels: 2, classes: 3)
    recipe.channels = [4, 6]
    recipe.spread()
    let card = ModelCard(
      name: "tiny", recipe: recipe,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [2, 2, nil], patch: [8, 8], normalisation: .zScore),
      labels: [NamedLabel(value: 1, name: "a"), NamedLabel(value: 2, name: "b")], flips: [.j])
    let network = try Network(recipe)
    let file = try ONNXFile.encode(
      network, weights: network.initialWeights(seed: 5), metadata: card.metadata())
    let presegmenter = try presegmenter(file, nil)
    // 7 and 5 voxels are no multiples of the network's 2.
    let channels = [noise(grid), noise(grid, seed: 4)]
    var steps: [Int] = []
    let found = try presegmenter.segment(channels, name: "two", keepsProbabilities: true) {
      false
    } progress: { done, all in
      #expect(all == 6)
      steps.append(done)
    }
    #expect(steps == [1, 2, 3, 4, 5, 6])
    #expect(found.labels.size == grid)
    for n in 0..<grid.count {
      let sum = found.probabilities[0].reduce(0) { $0 + $1[n] }
      #expect(abs(sum - 1) < 1e-5)
    }
    #expect(
      throws: PresegmentationError.channelsDiffer(
        name: "one", found: 1, expected: ["channel 1", "channel 2"])
    ) { try presegmenter.segment([channels[0]], name: "one") }
  }

  @Test func `the model's rules are applied to its labels`() throws {
    let size = GridSize(ni: 7, nj: 5, nk: 1)
    let rows = ["#####..", "#...#..", "#...#.#", "#...#..", "#####.."]
    let image = Volume(
      geometry: Geometry(size: size), voxels: rows.joined().map { $0 == "#" ? 1 : 0 })
    let found = try presegmenter(
      threshold(),
      description([
        "postprocessing": [["label": "bright", "largest_component": true, "fill_holes": true]]
      ])
    ).segment([image], name: "ring").labels
    #expect(
      found.voxels == "#####..#####..#####..#####..#####..".map { $0 == "#" ? 1 : 0 })
  }

  @Test func `an image of one intensity is an error, one such channel a warning`() throws {
    let flat = Volume(
      geometry: Geometry(size: grid), voxels: [Float](repeating: 7, count: grid.count))
    #expect(throws: PresegmentationError.constant(name: "flat", frame: 0)) {
      try presegmenter(threshold(), description()).segment([flat], name: "flat")
    }
    let model = try convolution([0, 0, 1, 0], bias: [0, -0.5], inputs: 2, kernel: [1, 1])
    let image = noise(grid)
    let found = try presegmenter(
      model, description(["channels": ["grey", "flat"], "normalisation": ["z_score": [:]]])
    ).segment(
      [image, Volume(geometry: image.geometry, voxels: flat.voxels)], name: "half")
    #expect(found.warnings.count == 1 && found.labels.labels == [1])
  }

  @Test func `an answer that is not finite is an error`() throws {
    let model = try convolution([0, .infinity], bias: [0, 0], kernel: [1, 1])
    #expect(throws: PresegmentationError.notFinite(name: "noise")) {
      try presegmenter(model, description()).segment([noise(grid)], name: "noise")
    }
  }

  @Test func `who cancels waits for one run of the network at most`() throws {
    var runs = 0
    #expect(throws: PresegmentationError.cancelled) {
      try presegmenter(threshold(), description()).segment([noise(grid)], name: "noise") {
        runs == 2
      } progress: { done, _ in
        runs = done
      }
    }
    #expect(runs == 2)
  }

  @Test func `an image for which the memory is too small is refused before it is taken`() throws {
    let presegmenter = try presegmenter(threshold(), description())
    presegmenter.memory = { 1000 }
    let error = #expect(throws: PresegmentationError.self) {
      try presegmenter.segment([noise(grid)], name: "large")
    }
    guard case .tooLarge(name: "large", let bytes, available: 1000, let remedy)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    // At least the image and its answer as Float.
    #expect(bytes > Double(grid.count * 4 * 3) && remedy.contains("Cut the image"))
    presegmenter.memory = { 1e6 }
    _ = try presegmenter.segment([noise(grid)], name: "large")
  }
}
