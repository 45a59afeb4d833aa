import Foundation
import Testing
import Volumes

@testable import Preparation

@Suite struct ResamplingTests {
  /// Positions from the middle of the grid, which resampling keeps in place.
  private func centred(_ image: PreparedImage) -> [SIMD3<Double>] {
    let size = image.size
    let ends = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    return positions(size, image.spacing).map { $0 - ends / 2 * image.spacing }
  }

  @Test(arguments: [0.4, 0.75, 1.3, 2])
  func `a ramp stays a ramp away from the border`(spacing: Double) throws {
    // Down to 0 and up to 1 within the field of view, so that the range clips nothing.
    let ramp = volume(GridSize(ni: 60, nj: 3, nk: 2)) { 0.5 + ($0.x - 29.5) / 80 }
    let prepared = try recipe(spacing: [spacing, nil, nil]).prepare(
      name: "ramp", channels: [ramp], labels: nil)
    for (place, value) in zip(centred(prepared), prepared.values) where abs(place.x) < 20 {
      // What the mirrored border does has died away in ten voxels; Float rounding is left.
      #expect(abs(Double(value) - (0.5 + place.x / 80)) < 2e-6)
    }
  }

  @Test(arguments: [0.4, 0.7, 0.93])
  func `a disc with a soft rim is the same disc on a finer grid`(spacing: Double) throws {
    func disc(_ place: SIMD3<Double>) -> Double {
      erfc((length(place - SIMD3(31.3, 29.7, 0)) - 15) / 2.0.squareRoot()) / 2
    }
    let prepared = try recipe(spacing: [spacing, spacing, nil]).prepare(
      name: "disc", channels: [volume(GridSize(ni: 64, nj: 64, nk: 1), disc)], labels: nil)
    let places = centred(prepared).map { $0 + SIMD3(31.5, 31.5, 0) }
    let squares = zip(places, prepared.values).reduce(0.0) { sum, pair in
      let error = Double(pair.1) - disc(pair.0)
      return sum + error * error
    }
    // SciPy's cubic spline errs by 0.0005 here, Catmull-Rom's by 0.0018, linear reading by 0.007.
    #expect((squares / Double(places.count)).squareRoot() < 0.0007)
  }

  @Test(arguments: [SIMD3(0.7, 1.6, 2), SIMD3(2, 0.5, 1.1), SIMD3(1.4, 1.4, 1.4)])
  func `a blob keeps its place and its mass in millimetres`(target: SIMD3<Double>) throws {
    let spacing = SIMD3(1, 1, 1.5)
    let middle = SIMD3(14.3, 15.2, 16.9)
    let blob = volume(GridSize(ni: 32, nj: 30, nk: 24), spacing: spacing) {
      let d = $0 - middle
      return exp(-(d * d).sum() / (2 * 3.2 * 3.2))
    }
    let prepared = try recipe(spacing: [target.x, target.y, target.z]).prepare(
      name: "blob", channels: [blob], labels: nil)
    let mass = prepared.values.reduce(0.0) { $0 + Double($1) }
    let centre =
      zip(centred(prepared), prepared.values).reduce(SIMD3<Double>()) { $0 + $1.0 * Double($1.1) }
      / mass
    // The field's middle is at (15.5, 14.5, 17.25). A hundredth of a voxel: a voxel that the new
    // grid gains or loses at the border holds less than a thousandth of the blob.
    #expect(length(centre - (middle - SIMD3(15.5, 14.5, 17.25))) < 0.01)
    let before = blob.voxels.reduce(0.0) { $0 + Double($1) } * 1.5
    let after = mass * target.x * target.y * target.z
    #expect(abs(after / before - 1) < 0.005)
  }

  @Test func `what a coarser grid cannot hold does not fold into it`() throws {
    // 0.45 cycles a voxel would look like 0.1 cycles a voxel of the grid twice as coarse.
    let stripes = volume(GridSize(ni: 64, nj: 1, nk: 1)) { 0.5 + 0.5 * cos(2 * .pi * 0.45 * $0.x) }
    let prepared = try recipe(spacing: [2, nil, nil]).prepare(
      name: "stripes", channels: [stripes], labels: nil)
    let range = (prepared.values.max() ?? 1) - (prepared.values.min() ?? 0)
    // The Gaussian lets exp(-2 (pi * 0.735 * 0.45)^2) = 0.115 through, the spline's coefficients
    // sharpen it to at most 0.3 of the coarse grid; plain interpolation would leave all of it.
    #expect(range < 0.3)
  }

  @Test func `intensities stay within the range of the image`() throws {
    let edge = volume(GridSize(ni: 20, nj: 20, nk: 1)) { $0.x > 9 && $0.y > 7 ? 0.9 : 0.1 }
    let prepared = try recipe(spacing: [0.6, 0.7, nil]).prepare(
      name: "edge", channels: [edge], labels: nil)
    #expect(prepared.values.min() == 0.1)
    #expect(prepared.values.max() == 0.9)
  }

  /// Numbers of SciPy 1.17.1:
  ///
  ///     v = np.array([0.1, 0.4, 0.35, 0.8, 0.9, 0.2, 0.3, 0.6])
  ///     def grid(n, step):
  ///         m = round(n / step)
  ///         return (n - 1) / 2 + (np.arange(m) - (m - 1) / 2) * step
  ///     def spline(v, step):
  ///         if step > 1:
  ///             s = np.sqrt((step**2 - 1) / (8 * np.log(2)))
  ///             v = nd.gaussian_filter1d(v, s, mode="mirror", radius=int(np.ceil(4 * s)))
  ///         return nd.map_coordinates(v, [grid(len(v), step)], order=3, mode="mirror")
  ///     print(np.clip(spline(v, 0.75), 0.1, 0.9), np.clip(spline(v, 1.5), 0.1, 0.9))
  @Test(arguments: [
    (
      0.75,
      [
        0.139706, 0.230883, 0.407214, 0.35, 0.666691, 0.9, 0.745752, 0.2, 0.20641, 0.501129,
        0.572299,
      ]
    ),
    (1.5, [0.243975, 0.394709, 0.892577, 0.271594, 0.469216]),
  ])
  func `the spline and its smoothing agree with SciPy`(step: Double, expected: [Float]) throws {
    let values: [Float] = [0.1, 0.4, 0.35, 0.8, 0.9, 0.2, 0.3, 0.6]
    // The same line along each axis.
    for axis in 0..<3 {
      let counts = (0..<3).map { $0 == axis ? 8 : 1 }
      let line = Volume(
        geometry: Geometry(size: GridSize(ni: counts[0], nj: counts[1], nk: counts[2])),
        voxels: values)
      let prepared = try recipe(spacing: (0..<3).map { $0 == axis ? step : nil }).prepare(
        name: "line", channels: [line], labels: nil)
      #expect(prepared.values.count == expected.count)
      for (value, other) in zip(prepared.values, expected) { #expect(abs(value - other) < 2e-6) }
    }
  }

  @Test func `labels meet halfway, and where they tie the lower one wins`() throws {
    let line = labelVolume(GridSize(ni: 4, nj: 1, nk: 1)) { [3, 0, 0, 5][Int($0.x)] }
    // Old positions -1/3, 0, 1/3, ..., 10/3: borders lie at 1/2 and 5/2.
    let thirds = try recipe(spacing: [1.0 / 3, nil, nil]).prepare(
      name: "line", channels: [volume(line.size) { _ in 0 }], labels: line)
    #expect(thirds.labels == [3, 3, 3, 0, 0, 0, 0, 0, 0, 5, 5, 5])
    // One voxel in the middle of two labels.
    let pair = labelVolume(GridSize(ni: 2, nj: 1, nk: 1)) { $0.x < 0.5 ? 7 : 2 }
    let tie = try recipe(spacing: [2, nil, nil]).prepare(
      name: "pair", channels: [volume(pair.size) { _ in 0 }], labels: pair)
    #expect(tie.labels == [2])
  }

  @Test func `three labels that meet are weighed together, not pair by pair`() throws {
    // In the middle of the four voxels the two of label 9 outweigh each of the others.
    let corner = labelVolume(GridSize(ni: 2, nj: 2, nk: 1)) {
      [[1, 9], [9, 2]][Int($0.y)][Int($0.x)]
    }
    let middle = try recipe(spacing: [2, 2, nil]).prepare(
      name: "corner", channels: [volume(corner.size) { _ in 0 }], labels: corner)
    #expect(middle.labels == [9])
  }

  @Test func `labels tie even where their weights are rounded in another order`() throws {
    // Between two slices of a checkerboard and its negative both labels weigh the same everywhere.
    let board = labelVolume(GridSize(ni: 6, nj: 6, nk: 2)) {
      Int($0.x + $0.y + $0.z) % 2 == 0 ? 7 : 2
    }
    let between = try recipe(spacing: [0.37, 0.61, 2]).prepare(
      name: "board", channels: [volume(board.size) { _ in 0 }], labels: board)
    #expect(between.labels == [UInt8](repeating: 2, count: 16 * 10))
  }

  @Test(arguments: [SIMD3(0.8, 0.8, 1.2), SIMD3(1.5, 1.5, 1.5)])
  func `a ball keeps its volume and its place`(target: SIMD3<Double>) throws {
    let spacing = SIMD3(1.0, 1.0, 2.0)
    let middle = SIMD3(17.2, 16.1, 18.4)
    let size = GridSize(ni: 34, nj: 34, nk: 18)
    let ball = labelVolume(size, spacing: spacing) { length($0 - middle) < 11 ? 1 : 0 }
    let prepared = try recipe(spacing: [target.x, target.y, target.z]).prepare(
      name: "ball", channels: [volume(size, spacing: spacing) { _ in 0 }], labels: ball)
    let labels = try #require(prepared.labels)
    let inside = zip(centred(prepared), labels).filter { $0.1 == 1 }.map(\.0)
    let volumes = Double(inside.count) * target.x * target.y * target.z / (4.0 / 3 * .pi * 1331)
    // A tenth of a voxel all around 11 mm is 3 %.
    #expect(abs(volumes - 1) < 0.03)
    let centre = inside.reduce(SIMD3<Double>(), +) / Double(inside.count)
    // A tenth of the coarser new voxel.
    #expect(length(centre - (middle - SIMD3(16.5, 16.5, 17))) < 0.15)
  }
}
