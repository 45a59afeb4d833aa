import TestSupport
import Testing
import Volumes

@testable import Measurements

@Suite struct HeartFunctionTests {
  private let moments = [
    HeartMoment(frame: 0, left: 120, wall: 100, right: 130),
    HeartMoment(frame: 2, left: 50, wall: 101, right: 60),
    HeartMoment(frame: 3, left: 140, wall: 99, right: 125),
  ]

  @Test func `the largest cavity is the end of diastole, the smallest the end of systole`() throws {
    let found = try HeartFunction(moments)
    #expect(found.endDiastole.frame == 3)
    #expect(found.endSystole.frame == 2)
    #expect(found.left.stroke == 90)
    #expect(abs(found.left.ejectionFraction - 100 * 90.0 / 140) < 1e-12)
    #expect(found.right == VentricleFunction(endDiastolic: 125, endSystolic: 60))
    #expect(abs((found.mass ?? 0) - 99 * 1.05) < 1e-12)
  }

  @Test func `moments can be named, also against their size`() throws {
    let found = try HeartFunction(moments, endDiastole: 2, endSystole: 0)
    #expect(found.left.stroke == -70)
    // The other moment is another frame, even where the one named is the largest.
    #expect(try HeartFunction(moments, endSystole: 3).endDiastole.frame == 0)
    #expect(throws: MeasurementError.notLabelled(frame: 1, labelled: [0, 2, 3])) {
      try HeartFunction(moments, endDiastole: 1)
    }
    #expect(throws: MeasurementError.oneMoment) { try HeartFunction([moments[0]]) }
    #expect(throws: MeasurementError.oneMoment) { try HeartFunction([]) }
  }

  @Test func `a frame that is drawn in part is neither moment, unless it is named`() throws {
    let drawn = [
      HeartMoment(frame: 0, left: 120, wall: 100, right: nil, slices: 9),
      HeartMoment(frame: 4, left: 60, wall: 100, right: nil, slices: 5),
      HeartMoment(frame: 7, left: 20, wall: 18, right: nil, slices: 1),
    ]
    let found = try HeartFunction(drawn)
    #expect(found.endSystole.frame == 4 && found.partial == [7])
    let named = try HeartFunction(drawn, endSystole: 7)
    #expect(named.endSystole.frame == 7 && named.partial == [])
    #expect(throws: MeasurementError.oneMoment) { try HeartFunction([drawn[0], drawn[2]]) }
  }

  @Test func `a right ventricle that lacks at one moment has no function`() throws {
    let found = try HeartFunction([
      moments[0], HeartMoment(frame: 1, left: 10, wall: nil, right: nil),
    ])
    #expect(found.right == nil)
    #expect(found.mass == 105)
    #expect(found.endSystolicMass == nil)
  }

  @Test func `volumes are voxels times their volume, of frames with a left ventricle alone`() {
    let size = GridSize(ni: 4, nj: 3, nk: 2)
    var mask = LabelVolume(geometry: Geometry(size: size, spacing: SIMD3(2, 5, 10)), frames: 3)
    for n in 0..<5 { mask.voxels[n] = 3 }
    mask.voxels[7] = 2
    mask.voxels[size.count] = 1
    mask.voxels[2 * size.count] = 3
    let found = HeartMoment.all(in: mask, HeartLabels(left: 3, wall: 2, right: 1))
    #expect(
      found == [
        HeartMoment(frame: 0, left: 0.5, wall: 0.1, right: nil, slices: 1),
        HeartMoment(frame: 2, left: 0.1, wall: nil, right: nil),
      ])
  }

  @Test func `labels are known by their names in any spelling`() {
    func heart(_ names: String...) -> HeartLabels? {
      HeartLabels(
        named: names.enumerated().map { NamedLabel(value: UInt8($0 + 1), name: $1) })
    }
    #expect(heart("RV", "MYO", "LV") == HeartLabels(left: 3, wall: 2, right: 1))
    #expect(
      heart("Left Ventricle", "right_ventricle") == HeartLabels(left: 1, wall: nil, right: 2))
    #expect(heart("liver", "myocardium") == nil)
  }
}

@Suite struct BodySizeTests {
  @Test func `the surface of a body is that of the formula named`() throws {
    let body = try #require(BodySize(centimetres: 180, kilograms: 80))
    // 180 cm and 80 kg are 2 square metres to Mosteller exactly.
    #expect(abs(body.surface(.mosteller) - 2) < 1e-12)
    // 0.007184 x 6.4385 x 43.160, from logarithms.
    #expect(abs(body.surface(.dubois) - 1.9964) < 1e-3)
  }

  @Test func `nobody is as tall or as light as that`() {
    #expect(BodySize(centimetres: 1.8, kilograms: 80) == nil)
    #expect(BodySize(centimetres: 180, kilograms: 0) == nil)
    #expect(BodySize(centimetres: .nan, kilograms: 80) == nil)
  }
}
