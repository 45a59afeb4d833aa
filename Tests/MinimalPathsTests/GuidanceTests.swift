import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct GuidanceTests {
  /// Ground of two intensities with noise; the right part of the disc has no border.
  func brokenDisc(x: Double = 50, y: Double = 50, radius: Double = 24) -> ImageSlice {
    var random = SeededRandom(seed: 4)
    var image = discImage(ni: 100, nj: 100, x: x, y: y, radius: radius, inside: 150, outside: 90)
    for j in 0..<100 {
      for i in 0..<100 {
        if Double(i) > x, abs(Double(j) - y) < Double(i) - x { image[i, j] = 120 }
        image[i, j] += Float.random(in: -8...8, using: &random)
      }
    }
    return image
  }

  /// 1 inside of a disc and 0 outside, falling over about two pixels.
  func probabilities(
    x: Double = 50, y: Double = 50, radius: Double, spacing: SIMD2<Double> = SIMD2(1, 1)
  ) throws -> Guidance {
    var image = discImage(
      ni: 100, nj: 100, x: x, y: y, radius: radius, inside: 1, outside: 0, spacing: spacing)
    image.pixels = gaussianSmoothed(
      image.pixels, size: GridSize(ni: 100, nj: 100, nk: 1), sigma: SIMD3(1, 1, 0), replacement: 0)
    return try Guidance(image)
  }

  func contour(
    _ image: ImageSlice, _ clicks: [SlicePoint], _ guidance: Guidance?,
    model: ContourModel = .outline
  ) throws -> TracedContour {
    try Tracer(slice: image).contour(
      ContourRequest(seeds: clicks, isClosed: true, model: model, guidance: guidance))
  }

  /// The largest distance of a contour from a circle.
  func error(_ contour: TracedContour, x: Double = 50, y: Double = 50, radius: Double) -> Double {
    contour.points.map { p in
      abs(((p.x - x) * (p.x - x) + (p.y - y) * (p.y - y)).squareRoot() - radius)
    }.max() ?? .infinity
  }

  func dice(_ contour: TracedContour, radius: Double) -> Double {
    let a = SliceMask(ni: 100, nj: 100, inside: contour.points)
    let b = SliceMask(
      ni: 100, nj: 100, inside: circlePoints(x: 50, y: 50, radius: radius, count: 360))
    return 2 * Double(zip(a.pixels, b.pixels).count { $0 && $1 }) / Double(a.area + b.area)
  }

  /// Three clicks away from the gap, each off by a little.
  let clicks = [SlicePoint(50, 26.5), SlicePoint(26.4, 50), SlicePoint(50.5, 73.6)]

  @Test(arguments: ContourModel.allCases)
  func `a gap in the border is bridged where the network says`(model: ContourModel) throws {
    let image = brokenDisc()
    // A geodesic takes the shortest way back unless a click is on the other side.
    let clicks = clicks + (model == .geodesic ? [SlicePoint(74.3, 50)] : [])
    let alone = try contour(image, clicks, nil, model: model)
    let guided = try contour(image, clicks, probabilities(radius: 24), model: model)
    #expect(dice(guided, radius: 24) > 0.97, "\(dice(guided, radius: 24))")
    #expect(dice(guided, radius: 24) > dice(alone, radius: 24))
    #expect(error(guided, radius: 24) < 2.5, "\(error(guided, radius: 24))")
  }

  /// The network's disc is 3 pixels too large on the side that has no click.
  @Test func `a clear edge wins against misleading probabilities`() throws {
    let image = discImage(ni: 100, nj: 100, x: 50, y: 50, radius: 24)
    for clicks in [clicks, circlePoints(x: 50, y: 50, radius: 24, count: 5)] {
      let guided = try contour(image, clicks, probabilities(x: 51.5, radius: 25.5))
      #expect(error(guided, radius: 24) < 1, "\(error(guided, radius: 24))")
    }
  }

  @Test(arguments: ContourModel.allCases)
  func `clicks win against image and network`(model: ContourModel) throws {
    // Image and network agree on a disc that the clicks contradict at one place.
    let image = discImage(ni: 100, nj: 100, x: 50, y: 50, radius: 24)
    var clicks = circlePoints(x: 50, y: 50, radius: 24, count: 6)
    clicks[0] = SlicePoint(80, 50)
    let guided = try contour(image, clicks, probabilities(radius: 24), model: model)
    let passed = squaredDistance(from: clicks[0], to: guided.points)
    #expect(passed <= 4, "\(passed.squareRoot())")
  }

  @Test(arguments: ContourModel.allCases)
  func `a network that the clicks contradict changes nothing`(model: ContourModel) throws {
    let image = brokenDisc()
    let alone = try contour(image, clicks, nil, model: model)
    let wrong = try [
      probabilities(x: 62, radius: 24), probabilities(radius: 12), probabilities(x: 20, radius: 8),
      Guidance(ni: 100, nj: 100, probabilities: [Float](repeating: 0, count: 10_000)),
      Guidance(ni: 100, nj: 100, probabilities: [Float](repeating: 0.5, count: 10_000)),
      Guidance(ni: 100, nj: 100, probabilities: [Float](repeating: 1, count: 10_000)),
    ]
    for guidance in wrong {
      #expect(try contour(image, clicks, guidance, model: model) == alone)
    }
  }

  @Test func `what is asked before changes no contour`() throws {
    let tracer = Tracer(slice: brokenDisc())
    let guidance = try probabilities(radius: 24)
    for model in ContourModel.allCases {
      let plain = ContourRequest(seeds: clicks, isClosed: true, model: model)
      var guided = plain
      guided.guidance = guidance
      let before = try tracer.contour(plain)
      let with = try tracer.contour(guided)
      #expect(try tracer.contour(plain) == before)
      #expect(try tracer.contour(guided) == with)
      #expect(try contour(brokenDisc(), clicks, nil, model: model) == before)
      #expect(try contour(brokenDisc(), clicks, guidance, model: model) == with)
    }
  }

  @Test func `the line to the mouse follows the network where the clicks agree with it`() throws {
    let flat = ImageSlice(ni: 100, nj: 100, pixels: [Float](repeating: 5, count: 10_000))
    let tracer = Tracer(slice: flat)
    let (start, end) = (SlicePoint(26, 50), SlicePoint(50, 26))
    let guidance = try probabilities(radius: 24)
    let guided = try tracer.path(from: start, to: end, guidedBy: guidance)
    let squared = guided.map { squaredDistance(from: $0, to: [SlicePoint(50, 50)]) }
    #expect(squared.allSatisfy { $0 > 21 * 21 && $0 < 26 * 26 })
    let straight = try tracer.path(from: start, to: end)
    let far = try tracer.path(
      from: start, to: end, of: [SlicePoint(50, 50)], guidedBy: guidance)
    #expect(far == straight)
    #expect(straight != guided)
  }

  @Test func `probabilities of another size are refused`() throws {
    let guidance = try Guidance(ni: 3, nj: 2, probabilities: [0, 0, 1, 0, 1, 1])
    let tracer = Tracer(slice: brokenDisc())
    let problem = TracingError.guidanceOfOtherSize(ni: 3, nj: 2, sliceNi: 100, sliceNj: 100)
    #expect(throws: problem) {
      try tracer.contour(ContourRequest(seeds: clicks, isClosed: true, guidance: guidance))
    }
    #expect(throws: problem) {
      try tracer.path(from: clicks[0], to: clicks[1], guidedBy: guidance)
    }
    #expect(problem.description.contains("3 x 2 pixels and the slice 100 x 100"))
  }

  @Test func `numbers that are no probabilities are refused with their place`() throws {
    #expect(throws: GuidanceError.wrongCount(3, ni: 2, nj: 2)) {
      try Guidance(ni: 2, nj: 2, probabilities: [0, 1, 0])
    }
    for (ni, nj) in [(0, 0), (-1, -1), (Int.max, 2)] {
      #expect(throws: GuidanceError.wrongCount(1, ni: ni, nj: nj)) {
        try Guidance(ni: ni, nj: nj, probabilities: [0])
      }
    }
    for wrong in [-0.01, 1.01, 255, .infinity, -.infinity] as [Float] {
      #expect(throws: GuidanceError.noProbability(wrong, i: 1, j: 2)) {
        try Guidance(ni: 2, nj: 3, probabilities: [0, 1, 0.5, 0.5, 1, wrong])
      }
    }
    let nan = #expect(throws: GuidanceError.self) {
      try Guidance(ni: 2, nj: 1, probabilities: [0, .nan])
    }
    #expect(nan?.description.hasPrefix("the value at (1, 0) is nan") == true)
  }

  @Test func `sums that miss 1 by rounding are taken to it`() throws {
    let guidance = try Guidance(ni: 2, nj: 1, probabilities: [1.000_000_1, -0.000_000_1])
    #expect(guidance.probabilities == [1, 0])
  }

  @Test func `equal probabilities are equal guidance`() throws {
    let (a, b) = (try probabilities(radius: 24), try probabilities(radius: 24))
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != (try probabilities(radius: 23)))
    let wide = try Guidance(ni: 4, nj: 1, probabilities: [0, 1, 1, 0])
    #expect(wide != (try Guidance(ni: 1, nj: 4, probabilities: [0, 1, 1, 0])))
  }

  @Test(arguments: [SIMD2(1.0, 1), SIMD2(1.25, 0.8)])
  func `the network's outline lies between pixels where one half is crossed`(
    spacing: SIMD2<Double>
  ) throws {
    let ground = GuidanceGround(
      try probabilities(radius: 20.3, spacing: spacing), scale: spacing)
    let outline = try #require(ground.outlines.first)
    #expect(ground.outlines.count == 1)
    let centre = SIMD2(50.0, 50) * spacing
    let radii = outline.map { squaredLength($0 - centre).squareRoot() }
    #expect(radii.allSatisfy { abs($0 - 20.3) < 0.3 }, "\(radii.min() ?? 0) \(radii.max() ?? 0)")
  }

  @Test func `the guided curve moves with the clicks, and is surest at them`() throws {
    let ground = GuidanceGround(try probabilities(radius: 24), scale: SIMD2(1, 1))
    let clicks = circlePoints(x: 52, y: 50, radius: 24, count: 6).map { SIMD2($0.x, $0.y) }
    let curve = try #require(
      GuidedCurve(through: clicks, ground, parameters: GuidanceParameters()))
    let xs = curve.points.map(\.x)
    let moved = try (#require(xs.min()) + #require(xs.max())) / 2
    #expect(moved > 50.8 && moved < 52, "\(moved)")
    let farAway = clicks.map { $0 + SIMD2(9, 0) }
    #expect(GuidedCurve(through: farAway, ground, parameters: GuidanceParameters()) == nil)
    // Clicks that do not go around in order.
    let tangled = [0, 3, 1, 4, 2, 5].map { clicks[$0] }
    #expect(GuidedCurve(through: tangled, ground, parameters: GuidanceParameters()) == nil)
    let half = Array(clicks.prefix(3))
    let sure = try #require(GuidedCurve(through: half, ground, parameters: GuidanceParameters()))
    let at = sure.deviations[nearestIndex(sure.points, to: half[1])]
    let opposite = sure.deviations[nearestIndex(sure.points, to: SIMD2(38, 30))]
    #expect(at < opposite)
  }

  /// Blurred probabilities say less.
  @Test func `the width of the fall is measured`() throws {
    let sharp = GuidanceGround(try probabilities(radius: 24), scale: SIMD2(1, 1))
    var image = discImage(ni: 100, nj: 100, x: 50, y: 50, radius: 24, inside: 1, outside: 0)
    image.pixels = gaussianSmoothed(
      image.pixels, size: GridSize(ni: 100, nj: 100, nk: 1), sigma: SIMD3(4, 4, 0), replacement: 0)
    let blurred = GuidanceGround(try Guidance(image), scale: SIMD2(1, 1))
    let (p, normal) = (SIMD2(74.0, 50), SIMD2(1.0, 0))
    // A Gaussian of deviation s falls by 0.8 / s over two pixels.
    #expect(abs(sharp.width(at: p, across: normal) - 0.5 / 0.68) < 0.1)
    #expect(abs(blurred.width(at: p, across: normal) - 0.5 * 4 / 0.8) < 0.3)
  }
}
