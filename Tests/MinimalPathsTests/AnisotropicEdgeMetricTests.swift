import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct AnisotropicEdgeMetricTests {
  let size = GridSize(ni: 7, nj: 6, nk: 1)

  /// What a step of one voxel takes in the middle where an edge of this gradient runs.
  func cost(
    _ step: SIMD2<Double>, _ gradient: SIMD2<Float>, _ parameters: EdgeDirectionParameters
  ) throws -> Double {
    let values = [Float](repeating: 3, count: size.count)
    let metric = try AnisotropicMetric(
      Metric(size: size, spacing: SIMD3(1, 1, 1), values: values),
      alongEdgesOf: [SIMD2<Float>](repeating: gradient, count: size.count),
      parameters: parameters)
    return metric.cost(of: step, at: metric.grid.offset(VoxelIndex(3, 3)))
  }

  @Test func `along an edge a step costs what the metric says, across it the ratio times that`()
    throws
  {
    let parameters = EdgeDirectionParameters(across: 5)
    let gradient = SIMD2<Float>(0.6, 0.8)
    #expect(abs(try cost(SIMD2(-0.8, 0.6), gradient, parameters) - 3) < 1e-5)
    #expect(abs(try cost(SIMD2(0.6, 0.8), gradient, parameters) - 15) < 1e-4)
    // Half as strong an edge is half as dear; longer than 1 counts as 1; without one all is equal.
    #expect(abs(try cost(SIMD2(0.6, 0.8), gradient * 0.5, parameters) - 9) < 1e-4)
    #expect(abs(try cost(SIMD2(0.6, 0.8), gradient * 7, parameters) - 15) < 1e-4)
    #expect(abs(try cost(SIMD2(0.6, 0.8), SIMD2(), parameters) - 3) < 1e-5)
  }

  @Test func `with the bright side on the left an edge is cheaper`() throws {
    let parameters = EdgeDirectionParameters(across: 3, brightOnLeft: 0.4)
    // The right of the image is bright, and who walks down has it on the left.
    let gradient = SIMD2<Float>(1, 0)
    #expect(abs(try cost(SIMD2(0, 1), gradient, parameters) - 3 * 0.6) < 1e-5)
    #expect(abs(try cost(SIMD2(0, -1), gradient, parameters) - 3 * 1.4) < 1e-5)
    #expect(abs(try cost(SIMD2(1, 0), gradient, parameters) - 9) < 1e-5)
  }

  @Test(arguments: [0.5, -0.5])
  func `the path goes round a bright disc on the side that has it on the left`(
    brightOnLeft: Double
  ) throws {
    let slice = discImage(ni: 80, nj: 80, x: 40, y: 40, radius: 25)
    let metric = try AnisotropicMetric(
      of: slice, directions: EdgeDirectionParameters(across: 4, brightOnLeft: brightOnLeft))
    var front = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(65, 40)])
    front.march()
    let path = front.minimalPath(from: VoxelPoint(15, 40))
    #expect(path.last == VoxelPoint(65, 40))
    // From the right over the top to the left the disc is on the left.
    for p in path {
      #expect(brightOnLeft > 0 ? p.y < 41.5 : p.y > 38.5)
      let d = p.vector - SIMD3(40, 40, 0)
      #expect(abs((d * d).sum().squareRoot() - 25) < 1)
    }
  }

  @Test func `a constant image gives the isotropic metric, and its region is kept`() throws {
    let slice = ImageSlice(
      ni: 9, nj: 8, spacing: SIMD2(1, 1), pixels: [Float](repeating: 5, count: 72))
    let metric = try AnisotropicMetric(of: slice)
    #expect(metric.grid.thickness == 1)
    let step = metric.cost(of: SIMD2(0.6, 0.8), at: metric.grid.offset(VoxelIndex(4, 4)))
    #expect(abs(step - Double(Metric(of: slice)[VoxelIndex(4, 4)])) < 1e-5)
    let region = (0..<size.count).map { $0 % 7 != 3 }
    let half = try AnisotropicMetric(
      Metric(
        size: size, spacing: SIMD3(1, 1, 1), values: [Float](repeating: 1, count: size.count),
        region: region),
      alongEdgesOf: [SIMD2<Float>](repeating: SIMD2(0.7, 0.7), count: size.count))
    var front = try AnisotropicMarching(metric: half, seeds: [VoxelPoint(0, 0)])
    front.march()
    #expect(
      front.arrivalTimes.values.indices.allSatisfy {
        (front.arrivalTimes.values[$0] < .infinity) == ($0 % 7 < 3)
      })
  }

  @Test func `parameters out of range are told`() {
    #expect(EdgeDirectionParameters().problem == nil)
    #expect(EdgeDirectionParameters(across: 11).problem != nil)
    #expect(EdgeDirectionParameters(across: .nan).problem != nil)
    #expect(EdgeDirectionParameters(brightOnLeft: -0.95).problem != nil)
  }

  @Test
  func
    `Selling's decomposition gives the matrix back, from offsets about half as long as the ratio`()
  {
    var random = SeededRandom(seed: 5)
    var decomposition = SellingDecomposition()
    for _ in 0..<5000 {
      let ratio = Double.random(in: 1...20, using: &random)
      let v = SIMD2(
        Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random))
      let t = v / (v * v).sum().squareRoot()
      let (a, b) = (1.0, 1 / (ratio * ratio))
      let (xx, xy) = (a * t.x * t.x + b * t.y * t.y, (a - b) * t.x * t.y)
      let yy = a * t.y * t.y + b * t.x * t.x
      _ = decomposition.decompose(xx: xx, xy: xy, yy: yy)
      let w = decomposition.weights
      let (e0, e1) = (decomposition.e0, decomposition.e1)
      let e2 = e0 + e1
      #expect(w.min() >= 0)
      #expect(e0.x * e1.y - e0.y * e1.x == 1)
      #expect(abs(w.x * e0.x * e0.x + w.y * e1.x * e1.x + w.z * e2.x * e2.x - xx) < 1e-9)
      #expect(abs(w.x * e0.x * e0.y + w.y * e1.x * e1.y + w.z * e2.x * e2.y - xy) < 1e-9)
      #expect(abs(w.x * e0.y * e0.y + w.y * e1.y * e1.y + w.z * e2.y * e2.y - yy) < 1e-9)
      for (e, weight) in [(e0, w.x), (e1, w.y), (e2, w.z)] where weight > 0 {
        #expect(max(abs(e.x), abs(e.y)) <= ratio / 2 + 1)
      }
    }
  }
}
