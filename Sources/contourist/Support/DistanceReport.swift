import Foundation
import Labels
import Terminal
import Volumes

/// What `distance` says. Places are millimetres, RAS+.
struct DistanceReport: Encodable {
  /// "mm", or "pixels" where the file states no spacing.
  let unit: String
  let points: [FromPoint]
  let line: Line?
  let pairs: [Pair]
  let note = "Measurement for research, to be checked by a physician."

  struct FromPoint: Encodable {
    let point: [Double]
    let label: String
    let value: UInt8
    /// 0 inside.
    let distance: Double
    let isInside: Bool
    let nearest: [Double]

    enum CodingKeys: String, CodingKey {
      case point, label, value, distance, nearest
      case isInside = "inside"
    }
  }

  struct Line: Encodable {
    let from: [Double]
    let to: [Double]
    let length: Double
    /// In the order of the line.
    let crossings: [Crossing]
    /// Of each label, hit or not.
    let nearest: [Approach]
  }

  struct Crossing: Encodable {
    let label: String
    let value: UInt8
    /// From the line's start.
    let enter: Double
    let leave: Double
  }

  struct Approach: Encodable {
    let label: String
    let value: UInt8
    /// 0 where the line hits it.
    let distance: Double
    /// From the line's start to where it comes nearest.
    let depth: Double
    let nearest: [Double]
  }

  struct Pair: Encodable {
    let first: String
    let second: String
    let distance: Double
    let firstPlace: [Double]
    let secondPlace: [Double]

    enum CodingKeys: String, CodingKey {
      case first, second, distance
      case firstPlace = "first_place"
      case secondPlace = "second_place"
    }
  }

  /// - Precondition: One frame, axes at right angles, labels that occur.
  init(
    _ mask: LabelVolume, _ labels: [NamedLabel], points: [WorldPoint],
    line: (WorldPoint, WorldPoint)?, unit: String
  ) {
    self.unit = unit
    let borders =
      points.isEmpty && line == nil
      ? []
      : labels.compactMap { label in
        VoxelBorder(mask, label: label.value).map { (label, $0) }
      }
    self.points = points.flatMap { point in
      borders.map { label, border in
        let found = border.nearest(to: point)
        return FromPoint(
          point: Self.list(point), label: label.name, value: label.value,
          distance: found.distance, isInside: found.distance == 0,
          nearest: Self.list(found.place))
      }
    }
    self.line = line.map { from, to in
      let d = to.vector - from.vector
      return Line(
        from: Self.list(from), to: Self.list(to), length: (d * d).sum().squareRoot(),
        crossings: mask.crossings(from: from, to: to).compactMap { crossing in
          labels.first { $0.value == crossing.label }.map {
            Crossing(
              label: $0.name, value: $0.value, enter: crossing.enter, leave: crossing.leave)
          }
        },
        nearest: borders.map { label, border in
          let found = border.nearest(toLineFrom: from, to: to)
          return Approach(
            label: label.name, value: label.value, distance: found.nearest.distance,
            depth: found.depth, nearest: Self.list(found.nearest.place))
        })
    }
    guard points.isEmpty, line == nil else {
      pairs = []
      return
    }
    let structures = labels.compactMap { label in
      LabelCorners(mask, label: label.value).map { (name: label.name, corners: $0) }
    }
    pairs = structures.indices.flatMap { n in
      structures[(n + 1)...].map { other in
        let gap = LabelGap(structures[n].corners, other.corners)
        return Pair(
          first: structures[n].name, second: other.name, distance: gap.distance,
          firstPlace: Self.list(gap.first), secondPlace: Self.list(gap.second))
      }
    }
  }

  private static func list(_ point: WorldPoint) -> [Double] { [point.x, point.y, point.z] }

  var text: String {
    var parts: [String] = []
    if !points.isEmpty {
      parts.append(
        table(
          ["from point", "to", unit, "nearest at"],
          points.map {
            [
              place($0.point), $0.label, $0.isInside ? "inside" : $0.distance.text(1),
              place($0.nearest),
            ]
          }))
    }
    if let line { parts.append(lineText(line)) }
    if !pairs.isEmpty {
      parts.append(
        table(
          ["between", "and", unit, "from", "to"],
          pairs.map {
            [
              $0.first, $0.second, $0.distance == 0 ? "touch" : $0.distance.text(1),
              place($0.firstPlace), place($0.secondPlace),
            ]
          }))
    }
    return (parts + [note]).joined(separator: "\n")
  }

  private func lineText(_ line: Line) -> String {
    var lines = ["line \(place(line.from)) to \(place(line.to))  \(line.length.text(1)) \(unit)"]
    lines += line.crossings.map { crossing in
      let ends =
        crossing.leave >= line.length * (1 - 1e-12)
        ? "to its end" : "to \(crossing.leave.text(1)) \(unit)"
      return "hits \(crossing.label) from \(crossing.enter.text(1)) \(ends) "
        + "(\((crossing.leave - crossing.enter).text(1)) \(unit) in it)"
    }
    let missed = line.nearest.filter { near in
      !line.crossings.contains { $0.value == near.value }
    }
    lines += missed.map {
      "passes \($0.label) at \($0.distance.text(1)) \(unit), at a depth of \($0.depth.text(1))"
    }
    return lines.joined(separator: "\n")
  }

  private func place(_ point: [Double]) -> String {
    point.map { String(format: "%.1f", $0) }.joined(separator: ",")
  }
}
