import ImageFiles
import Testing
import Volumes

struct `The place of NIfTI voxels` {
  /// 90 degrees about z: i runs to the front, j to the left.
  static let quarterTurn = [0, 0, 0.5.squareRoot()]

  static func isClose(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Bool {
    // Headers hold 32-bit numbers.
    (0..<3).allSatisfy { abs(a[$0] - b[$0]) < 1e-5 }
  }

  @Test func `the sform comes before the qform`() throws {
    let file = SyntheticNIfTI(
      pixdim: [1, 2, 3, 4, 1, 1, 1, 1], qformCode: 1, sformCode: 1, quaternion: Self.quarterTurn,
      srow: [-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, 30])
    let image = try file.read()
    #expect(image.volume.geometry.orientation == "LPS")
    #expect(image.volume.geometry.origin == WorldPoint(10, 20, 30))
    #expect(image.warnings.isEmpty)
  }

  @Test(arguments: [1.0, -1])
  func `without an sform the qform is taken, with its handedness`(sign: Double) throws {
    let file = SyntheticNIfTI(
      pixdim: [sign, 2, 3, 4, 1, 1, 1, 1], qformCode: 1, sformCode: 0,
      quaternion: Self.quarterTurn, offset: [1, 2, 3])
    let image = try file.read()
    let geometry = image.volume.geometry
    #expect(Self.isClose(geometry.axes.i, SIMD3(0, 2, 0)))
    #expect(Self.isClose(geometry.axes.j, SIMD3(-3, 0, 0)))
    #expect(Self.isClose(geometry.axes.k, SIMD3(0, 0, 4 * sign)))
    #expect(geometry.origin == WorldPoint(1, 2, 3))
    #expect(image.warnings.isEmpty)
  }

  @Test func `without either the spacing alone is taken, with a warning`() throws {
    let image = try SyntheticNIfTI(pixdim: [1, 2, 3, 4, 1, 1, 1, 1], sformCode: 0).read()
    #expect(image.volume.geometry.spacing == SIMD3(2, 3, 4))
    #expect(image.volume.geometry.orientation == "RAS")
    #expect(image.warnings.count == 1)
    #expect(image.warnings.allSatisfy { $0.contains("no orientation") })
  }

  @Test func `an sform that contradicts pixdim keeps its directions, not its lengths`() throws {
    let file = SyntheticNIfTI(
      pixdim: [1, 1.5, 1.5, 10, 1, 1, 1, 1], sformCode: 2,
      srow: [-1, 0, 0, 5, 0, -1, 0, 6, 0, 0, 1, 7])
    let image = try file.read()
    #expect(image.volume.geometry.spacing == SIMD3(1.5, 1.5, 10))
    #expect(image.volume.geometry.orientation == "LPS")
    #expect(image.volume.geometry.origin == WorldPoint(5, 6, 7))
    #expect(image.warnings.count == 1)
  }

  @Test func `an sform that contradicts pixdim gives way to a qform`() throws {
    let file = SyntheticNIfTI(
      pixdim: [1, 2, 3, 4, 1, 1, 1, 1], qformCode: 1, sformCode: 2,
      quaternion: Self.quarterTurn)
    let image = try file.read()
    #expect(Self.isClose(image.volume.geometry.axes.i, SIMD3(0, 2, 0)))
    #expect(image.warnings.count == 1)
  }

  @Test(arguments: [[0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [Double](repeating: .nan, count: 12)])
  func `a matrix that cannot be used is left aside`(rows: [Double]) throws {
    let image = try SyntheticNIfTI(pixdim: [1, 2, 3, 4, 1, 1, 1, 1], srow: rows).read()
    #expect(image.volume.geometry.spacing == SIMD3(2, 3, 4))
    #expect(image.warnings.count == 1)
  }

  @Test(arguments: [0.0, .nan, .infinity])
  func `a spacing missing from pixdim comes from the matrix`(missing: Double) throws {
    let file = SyntheticNIfTI(
      pixdim: [1, missing, 3, 4, 1, 1, 1, 1], srow: [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0])
    let image = try file.read()
    #expect(image.volume.geometry.spacing == SIMD3(2, 3, 4))
    #expect(image.warnings.isEmpty)
  }

  @Test func `a negative spacing counts by its amount, a missing one as a millimetre`() throws {
    let image = try SyntheticNIfTI(pixdim: [1, -2, 0, 4, 1, 1, 1, 1], sformCode: 0).read()
    #expect(image.volume.geometry.spacing == SIMD3(2, 1, 4))
    #expect(image.warnings.contains { $0.contains("1 mm is assumed") })
  }

  @Test(arguments: [(1, 1000.0), (2, 1), (3, 0.001), (0, 1)])
  func `lengths become millimetres`(unit: Int, factor: Double) throws {
    let file = SyntheticNIfTI(
      pixdim: [1, 2, 2, 2, 1, 1, 1, 1], srow: [2, 0, 0, 8, 0, 2, 0, 0, 0, 0, 2, 0], units: unit)
    let geometry = try file.read().volume.geometry
    #expect(Self.isClose(geometry.spacing / factor, SIMD3(2, 2, 2)))
    #expect(abs(geometry.origin.x / factor - 8) < 1e-9)
  }
}
