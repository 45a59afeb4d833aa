import Foundation
import TestSupport
import Testing
import Volumes

@testable import Measurements

@Suite struct HeartSegmentTests {
  @Test func `the septum and the anterior wall are where the standard puts them`() {
    let around = stride(from: -30.0, to: 330, by: 60).map { HeartSegment(.basal, angle: $0) }
    #expect(
      around == [
        .basalInferoseptal, .basalAnteroseptal, .basalAnterior, .basalAnterolateral,
        .basalInferolateral, .basalInferior,
      ])
    #expect(HeartSegment(.mid, angle: 90) == .midAnterior)
    #expect(HeartSegment(.apical, angle: 0) == .apicalSeptal)
    #expect(HeartSegment(.apical, angle: 359) == .apicalSeptal)
    #expect(HeartSegment(.apical, angle: 90) == .apicalAnterior)
    #expect(HeartSegment(.apical, angle: -90) == .apicalInferior)
    #expect(HeartSegment.midInferolateral.rawValue == 11)
    #expect(HeartSegment.apicalLateral.name == "apical lateral")
    #expect(HeartSegment.basalInferoseptal.name == "basal inferoseptal")
  }

  @Test func `every direction lies within the angles of its segment`() {
    for level in HeartSegment.Level.allCases {
      for degrees in -45..<315 {
        let segment = HeartSegment(level, angle: Double(degrees) + 0.5)
        #expect(segment.level == level)
        let inside = [0.0, 360].contains { segment.angles.contains(Double(degrees) + 0.5 + $0) }
        #expect(inside, "\(level) \(degrees) \(segment)")
      }
    }
  }
}

@Suite struct WallThicknessTests {
  private func measured(
    _ heart: DrawnHeart, turn: WallThickness.Turn? = .clockwise
  ) throws -> WallThickness {
    try WallThickness(heart.mask(), DrawnHeart.labels, frame: 0, turn: turn)
  }

  @Test func `a tube's wall is as thick as the difference of its radii`() throws {
    for (inner, outer) in [(20.0, 30.0), (14.3, 27.9), (25.0, 31.0)] {
      var heart = DrawnHeart()
      (heart.inner, heart.outer) = (inner, outer)
      let found = try measured(heart)
      #expect(abs(found.mean - (outer - inner)) < 0.15)
      #expect(found.segments.count == 16)
      // Half a pixel, which a border drawn in pixels of 1.5 mm leaves here and there.
      for segment in found.segments {
        #expect(abs(segment.mean - (outer - inner)) < 0.35, "\(segment)")
      }
      #expect(found.maximum < outer - inner + 0.75)
      #expect(found.slices == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `pixels that are no squares have the same thickness`() throws {
    var heart = DrawnHeart()
    heart.spacing = SIMD3(1.2, 1.9, 5)
    heart.size = GridSize(ni: 90, nj: 57, nk: 9)
    #expect(abs(try measured(heart).mean - 10) < 0.15)
  }

  /// A wall thicker by a shift on the side that the shift points to.
  @Test func `a thick side is in the segments of that side`() throws {
    var heart = DrawnHeart()
    // Up on the picture: away from rows.
    heart.shift = SIMD2(0, -4)
    let up = try measured(heart)
    func mean(_ found: WallThickness, _ segment: HeartSegment) -> Double {
      found.segments.first { $0.segment == segment }?.mean ?? 0
    }
    // The right ventricle is on the left, so that clockwise from there is up.
    for segment in [HeartSegment.basalAnterior, .midAnterior, .apicalAnterior] {
      #expect(mean(up, segment) > 13)
    }
    for segment in [HeartSegment.basalInferior, .midInferior, .apicalInferior] {
      #expect(mean(up, segment) < 7)
    }
    // Averaged over 60 degrees, 4 cos(angle) is 4 x 0.955.
    #expect(abs(mean(up, .midAnterior) - 13.8) < 0.3)
    let other = try measured(heart, turn: .counterclockwise)
    #expect(mean(other, .midInferior) == mean(up, .midAnterior))
    #expect(mean(other, .midAnteroseptal) == mean(up, .midInferoseptal))
    // Turned with its right ventricle the heart keeps its segments.
    heart.septum = -.pi / 2
    heart.shift = SIMD2(4, 0)
    let turned = try measured(heart)
    for segment in HeartSegment.allCases {
      #expect(abs(mean(turned, segment) - mean(up, segment)) < 0.3, "\(segment)")
    }
  }

  @Test func `a gap in the wall has no thickness and takes none from its neighbours`() throws {
    let heart = DrawnHeart()
    var mask = heart.mask()
    for k in 1...2 {
      for j in 0..<72 {
        for i in 45..<72 where abs(j - 36) < 8 {
          let n = mask.size.offset(VoxelIndex(i, j, k))
          if mask.voxels[n] == 2 { mask.voxels[n] = 0 }
        }
      }
    }
    let found = try WallThickness(mask, DrawnHeart.labels, frame: 0, turn: .clockwise)
    for segment in found.segments { #expect(abs(segment.mean - 10) < 0.6, "\(segment)") }
  }

  @Test func `the patient's axes tell which way round the anterior wall is`() {
    let size = GridSize(ni: 4, nj: 4, nk: 4)
    // Rows to the left, columns to the feet, slices to the front: from base to apex as in most hearts
    // i x j points to the back, against the slices.
    let usual = Geometry(
      size: size, axes: (SIMD3(-1, 0, 0), SIMD3(0, 0, -1), SIMD3(0, 1, 0)),
      origin: WorldPoint(0, 0, 0))
    let (i, j) = (usual.axes.i, usual.axes.j)
    let normal = SIMD3(i.y * j.z - i.z * j.y, i.z * j.x - i.x * j.z, i.x * j.y - i.y * j.x)
    #expect(normal == SIMD3(0, -1, 0))
    #expect(WallThickness.isClockwise(usual, isBaseFirst: true))
    #expect(!WallThickness.isClockwise(usual, isBaseFirst: false))
  }

  @Test func `too few slices and no right ventricle are said`() {
    var heart = DrawnHeart()
    heart.slices = 2...3
    #expect(throws: MeasurementError.tooFewSlices(2)) { try measured(heart) }
    heart.slices = 1...6
    #expect(throws: MeasurementError.noRightVentricle) {
      try WallThickness(
        heart.mask(), HeartLabels(left: 3, wall: 2, right: nil), frame: 0, turn: .clockwise)
    }
    #expect(throws: MeasurementError.noWall) {
      try WallThickness(
        heart.mask(), HeartLabels(left: 3, wall: nil, right: 1), frame: 0, turn: .clockwise)
    }
    #expect(throws: MeasurementError.tooFewSlices(0)) {
      try WallThickness(
        labelVolume(heart.size) { _ in false }, DrawnHeart.labels, frame: 0, turn: .clockwise)
    }
  }

  @Test func `thickening is per cent of the thickness before`() throws {
    var thick = DrawnHeart()
    thick.inner = 15
    let values = try measured(thick).thickening(since: measured(DrawnHeart()))
    #expect(values.count == 16)
    for value in values.values { #expect(abs(value - 50) < 8) }
  }
}
