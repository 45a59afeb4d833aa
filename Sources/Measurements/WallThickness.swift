public import Evaluation
import Foundation
public import Volumes

/// How thick the left ventricle's wall is at one moment, by segment.
public struct WallThickness: Sendable, Equatable {
  /// Of one segment, millimetres.
  public struct Segment: Sendable, Equatable {
    public let segment: HeartSegment
    public let mean: Double
    public let maximum: Double
  }

  /// Segments that have wall, in their order.
  public let segments: [Segment]
  /// Over all directions of all slices, millimetres.
  public let mean: Double
  public let maximum: Double
  /// The slice of the greatest thickness.
  public let thickestSlice: Int
  /// Slices in which the wall surrounds a cavity, from base to apex.
  public let slices: [Int]

  /// Which way a slice is to be gone around from the right ventricle to the anterior wall, as
  /// pictures show it: i to the right, j down.
  public enum Turn: String, Sendable, CaseIterable {
    case clockwise, counterclockwise
  }

  /// - Parameters:
  ///   - base: The end of the slices at which the base lies.
  ///   - turn: nil takes it from the patient's axes.
  /// - Throws: `MeasurementError.noRightVentricle`, `.tooFewSlices`, `.noWall`.
  /// - Precondition: The frame exists.
  public init(
    _ mask: LabelVolume, _ heart: HeartLabels, frame: Int, base: ScoredCase.Base = .auto,
    turn: Turn? = nil
  ) throws(MeasurementError) {
    guard let wall = heart.wall else { throw .noWall }
    let heights = slicePositions(mask, frame: frame, base: base)
    let spacing = SIMD2(mask.geometry.spacing.x, mask.geometry.spacing.y)
    let isBaseFirst = (heights.first ?? 0) <= (heights.last ?? 0)
    let found = (0..<mask.size.nk).compactMap { k in
      let slice = mask.slice(k, frame: frame)
      return WallOutline(slice, spacing: spacing, cavity: heart.left, wall: wall).map {
        (
          k: k, thickness: $0.thickness,
          septum: septum(slice, spacing, heart, wall, centre: $0.centre)
        )
      }
    }
    let outlines = isBaseFirst ? found : found.reversed()
    slices = outlines.map(\.k)
    guard outlines.count >= 3 else { throw .tooFewSlices(outlines.count) }
    guard outlines.contains(where: { $0.septum != nil }) else { throw .noRightVentricle }
    let isClockwise =
      turn.map { $0 == .clockwise } ?? Self.isClockwise(mask.geometry, isBaseFirst: isBaseFirst)
    var bySegment = [[Double]](repeating: [], count: HeartSegment.allCases.count + 1)
    var thickest = (slice: 0, value: 0.0)
    for (n, outline) in outlines.enumerated() {
      // Beyond the right ventricle's end the septum goes on as it was.
      let nearest = outlines.indices.filter { outlines[$0].septum != nil }
        .min { abs($0 - n) < abs($1 - n) }
      let middle = nearest.flatMap { outlines[$0].septum } ?? 0
      let level = HeartSegment.Level(rawValue: 3 * n / outlines.count) ?? .apical
      for (direction, value) in outline.thickness.enumerated() {
        guard let value else { continue }
        let angle = ((Double(direction) + 0.5) * WallOutline.step - middle) * 180 / .pi
        let segment = HeartSegment(level, angle: isClockwise ? angle : -angle)
        bySegment[segment.rawValue].append(value)
        if value > thickest.value { thickest = (outline.k, value) }
      }
    }
    let all = bySegment.flatMap { $0 }
    guard !all.isEmpty else { throw .noWall }
    mean = all.reduce(0, +) / Double(all.count)
    maximum = thickest.value
    thickestSlice = thickest.slice
    segments = HeartSegment.allCases.compactMap { segment in
      let values = bySegment[segment.rawValue]
      guard let most = values.max() else { return nil }
      return Segment(
        segment: segment, mean: values.reduce(0, +) / Double(values.count), maximum: most)
    }
  }

  /// Whether from the right ventricle to the anterior wall a slice is gone around from i to j.
  ///
  /// Looking from the apex to the base with the front wall up, the right ventricle is on the left:
  /// so the turn is from i to j where i, j and that look are right-handed.
  static func isClockwise(_ geometry: Geometry, isBaseFirst: Bool) -> Bool {
    let (i, j, k) = geometry.axes
    let normal = SIMD3(
      i.y * j.z - i.z * j.y, i.z * j.x - i.x * j.z, i.x * j.y - i.y * j.x)
    let alongSlices = (normal * k).sum()
    return isBaseFirst ? alongSlices < 0 : alongSlices > 0
  }
}

/// The direction of the septum's middle, radians from i towards j: that of the wall's pixels that
/// touch the right ventricle; where none does, of the ventricle. nil where there is none.
private func septum(
  _ slice: LabelSlice, _ spacing: SIMD2<Double>, _ heart: HeartLabels, _ wall: UInt8,
  centre: SIMD2<Double>
) -> Double? {
  guard let right = heart.right else { return nil }
  var touching = SIMD2<Double>()
  var whole = SIMD2<Double>()
  for j in 0..<slice.nj {
    for i in 0..<slice.ni where slice[i, j] == right {
      let p = SIMD2(Double(i), Double(j)) * spacing - centre
      let length = (p * p).sum().squareRoot()
      guard length > 0 else { continue }
      whole += p / length
      let neighbours = [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
      if neighbours.contains(where: { x, y in
        x >= 0 && y >= 0 && x < slice.ni && y < slice.nj && slice[x, y] == wall
      }) {
        touching += p / length
      }
    }
  }
  let vector = touching == SIMD2() ? whole : touching
  return vector == SIMD2() ? nil : atan2(vector.y, vector.x)
}
