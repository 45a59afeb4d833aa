import MinimalPaths
import Synchronization
import TestSupport
import Testing
import Volumes

@testable import Annotation

@Suite struct MaskContoursTests {
  static let size = GridSize(ni: 48, nj: 44, nk: 2)
  static let volume = Volume(
    geometry: Geometry(size: size, spacing: SIMD3(1.5, 1.5, 8)), frames: 2,
    voxels: (0..<4).flatMap { n in
      discImage(ni: 48, nj: 44, x: 23, y: 21, radius: Double(12 + n)).pixels
    })

  func header(
    _ labels: [String] = ["RV", "MYO", "LV"], _ rule: NeighbourRule = .avoid
  ) throws -> SessionHeader {
    SessionHeader(
      image: .init(path: "disc.nii.gz", of: Self.volume),
      labels: try LabelTable(
        labels.enumerated().map { .init(value: UInt8($0.offset + 1), name: $0.element) }),
      neighbours: rule)
  }

  /// A mask with discs (value, x, y, radius) in one slice, later over earlier; value 0 cuts a hole.
  func mask(_ discs: [(UInt8, Double, Double, Double)], slice: Int = 0) -> LabelVolume {
    var mask = LabelVolume(geometry: Self.volume.geometry, frames: 2)
    var labels = LabelSlice(ni: 48, nj: 44)
    for (value, x, y, radius) in discs {
      for j in 0..<44 {
        for i in 0..<48 {
          let (dx, dy) = (Double(i) - x, Double(j) - y)
          if dx * dx + dy * dy <= radius * radius { labels[i, j] = value }
        }
      }
    }
    mask.setSlice(slice, to: labels)
    return mask
  }

  func drawn(_ found: MaskContours, _ header: SessionHeader) throws -> LabelVolume {
    var state = SessionState(header: header)
    for action in found.contours.flatMap(\.actions) { try state.apply(action) }
    var tracer = try SessionTracer(header: header, volume: Self.volume)
    #expect(tracer.failures(of: state).isEmpty)
    return tracer.mask(of: state)
  }

  func dice(_ a: LabelVolume, _ b: LabelVolume, _ label: UInt8) -> Double {
    let common = a.voxels.indices.count { a.voxels[$0] == label && b.voxels[$0] == label }
    let sum = a.voxels.count { $0 == label } + b.voxels.count { $0 == label }
    return 2 * Double(common) / Double(sum)
  }

  func pieces(_ slice: LabelSlice, of label: UInt8) -> Int { slice.mask(of: label).outlines.count }

  @Test(arguments: NeighbourRule.allCases)
  func `a heart is drawn again, its muscle by the outer border`(rule: NeighbourRule) async throws {
    let header = try header(["RV", "MYO", "LV"], rule)
    let mask = mask([(1, 14, 22, 12), (2, 27, 21, 13), (3, 27, 21, 8)])
    let found = try await MaskContours(of: mask, on: Self.volume, header: header)
    #expect(found.contours.map(\.contour) == ["RV-0-0", "MYO-0-0", "LV-0-0"])
    #expect(found.contours.allSatisfy { $0.dice >= 0.98 && $0.seeds.count <= 12 })
    let drawn = try drawn(found, header)
    for label in UInt8(1)...3 { #expect(dice(drawn, mask, label) > 0.95) }
    // Nothing of the muscle between it and its cavity is lost.
    #expect(pieces(drawn.slice(0), of: 2) == 2)
  }

  @Test func `holes and islands of one label are kept`() async throws {
    let header = try header(["tumour"])
    let mask = mask([(1, 23, 21, 18), (0, 23, 21, 13), (1, 23, 21, 8), (0, 22, 22, 3)])
    let found = try await MaskContours(of: mask, on: Self.volume, header: header)
    #expect(
      found.contours.map(\.contour) == [
        "tumour-0-0", "tumour-0-0-2", "tumour-0-0-3", "tumour-0-0-4",
      ])
    let drawn = try drawn(found, header)
    #expect(dice(drawn, mask, 1) > 0.95)
    #expect(pieces(drawn.slice(0), of: 1) == 4)
  }

  @Test func `a wall of one pixel and a speck beside a region are kept`() async throws {
    let header = try header(["tumour"])
    var mask = mask([(1, 20, 21, 12), (0, 20, 21, 11)])
    var slice = mask.slice(0)
    (slice[33, 21], slice[34, 21], slice[8, 34]) = (1, 1, 1)
    slice[32, 21] = 0
    mask.setSlice(0, to: slice)
    let found = try await MaskContours(of: mask, on: Self.volume, header: header)
    let drawn = try drawn(found, header)
    #expect(pieces(drawn.slice(0), of: 1) == pieces(slice, of: 1))
  }

  @Test func `labels that touch leave no gap worth speaking of`() async throws {
    let header = try header(["left", "right"], .share)
    var mask = mask([(1, 23, 21, 15)])
    var slice = mask.slice(0)
    for n in slice.pixels.indices where slice.pixels[n] == 1 && n % 48 > 25 { slice.pixels[n] = 2 }
    mask.setSlice(0, to: slice)
    let found = try await MaskContours(of: mask, on: Self.volume, header: header)
    let drawn = try drawn(found, header)
    #expect(dice(drawn, mask, 1) > 0.97 && dice(drawn, mask, 2) > 0.97)
  }

  @Test func `slices are independent of one another and of the frames before`() async throws {
    let header = try header()
    let one = mask([(2, 20, 20, 12), (3, 20, 20, 7)], slice: 1)
    var both = one
    both.setSlice(0, to: mask([(1, 25, 22, 9)]).slice(0))
    both.setSlice(1, frame: 1, to: one.slice(1))
    let alone = try await MaskContours(of: one, on: Self.volume, header: header)
    let found = try await MaskContours(of: both, on: Self.volume, header: header)
    #expect(found.contours.filter { $0.slice == 1 && $0.frame == 0 } == alone.contours)
    #expect(found.contours.map(\.frame) == [0, 0, 0, 1, 1])
    #expect(found.contours.map(\.slice) == [0, 1, 1, 1, 1])
    let again = try await MaskContours(of: both, on: Self.volume, header: header)
    #expect(found == again)
    // The same mask as the second frame alone.
    let later = LabelVolume(
      geometry: both.geometry, voxels: Array(both.voxels[Self.size.count...]))
    let shifted = try await MaskContours(
      of: later, on: Self.volume, header: header, firstFrame: 1)
    #expect(shifted.contours == found.contours.filter { $0.frame == 1 })
  }

  @Test func `progress counts the slices that hold labels`() async throws {
    let counts = Mutex<[[Int]]>([])
    _ = try await MaskContours(
      of: mask([(1, 25, 22, 9)]), on: Self.volume, header: header()
    ) { done, count in counts.withLock { $0.append([done, count]) } }
    #expect(counts.withLock { $0 } == [[1, 1]])
    let none = try await MaskContours(
      of: LabelVolume(geometry: Self.volume.geometry), on: Self.volume, header: header())
    #expect(none.contours.isEmpty && none.dropped == 0)
  }

  @Test func `small regions and holes are left out where that is asked for`() async throws {
    let mask = mask([(1, 23, 21, 14), (0, 20, 20, 1), (1, 45, 40, 1)])
    let all = try await MaskContours(of: mask, on: Self.volume, header: header())
    #expect(all.contours.count == 3 && all.dropped == 0)
    let large = try await MaskContours(
      of: mask, on: Self.volume, header: header(), leastPixels: 6)
    #expect(large.contours.count == 1 && large.dropped == 2)
  }

  @Test func `a mask that does not fit is refused with words`() async throws {
    let other = LabelVolume(geometry: Geometry(size: GridSize(ni: 4, nj: 4, nk: 2)))
    let cases: [(LabelVolume, Int, ContourTolerance, String)] = [
      (other, 0, .init(), "4 x 4 x 2"), (mask([(9, 20, 20, 5)]), 0, .init(), "value 9"),
      (mask([(1, 20, 20, 5)]), 1, .init(), "frame 1"),
      (mask([(1, 20, 20, 5)]), 0, .init(dice: 2), "Dice"),
    ]
    for (mask, frame, tolerance, text) in cases {
      let error = await #expect(throws: SessionError.self) {
        try await MaskContours(
          of: mask, on: Self.volume, header: header(), firstFrame: frame, tolerance: tolerance)
      }
      #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }
  }

  @Test func `noise is refused before it takes hours`() async throws {
    let size = GridSize(ni: 96, nj: 96, nk: 1)
    let volume = Volume(
      geometry: Geometry(size: size), voxels: [Float](repeating: 1, count: size.count))
    let header = SessionHeader(
      image: .init(path: "even.nii.gz", of: volume),
      labels: try LabelTable([.init(value: 1, name: "tumour")]))
    // Every other pixel of every other row: 2304 regions.
    let mask = LabelVolume(
      geometry: volume.geometry,
      voxels: (0..<size.count).map { $0 % 2 == 0 && $0 / 96 % 2 == 0 ? 1 : 0 })
    let error = await #expect(throws: SessionError.self) {
      try await MaskContours(of: mask, on: volume, header: header)
    }
    #expect(error?.description.contains("2304 regions") == true)
    let none = try await MaskContours(of: mask, on: volume, header: header, leastPixels: 2)
    #expect(none.contours.isEmpty && none.dropped == 2304)
  }

  @Test func `names are there once and short enough for a session`() async throws {
    let long = String(repeating: "x", count: 190)
    let header = try header(["A", "A-0", long])
    let mask = mask([(1, 10, 10, 4), (1, 30, 10, 4), (2, 10, 30, 4), (3, 30, 30, 4)])
    let found = try await MaskContours(of: mask, on: Self.volume, header: header)
    #expect(found.contours.map(\.contour) == ["A-0-0", "A-0-0-2", "A-0-0-0", "3-0-0"])
    _ = try drawn(found, header)
  }
}
