/// Another order and direction of a grid's axes: the same voxels at the same places in the patient,
/// stored otherwise.
///
///     let order = AxisOrder(from: volume.geometry, to: "RAS")
///     order.inverse.applied(to: order.applied(to: volume)) == volume
public struct AxisOrder: Sendable, Equatable {
  /// Of each new axis the old one: 0 i, 1 j, 2 k.
  let axes: [Int]
  /// Whether a new axis runs against the old one.
  let isReversed: [Bool]

  /// - Precondition: A permutation of three axes.
  init(axes: [Int], isReversed: [Bool]) {
    precondition(axes.sorted() == [0, 1, 2] && isReversed.count == 3, "axes are put in an order")
    self.axes = axes
    self.isReversed = isReversed
  }

  /// Axes as they are, in another order: "kji" makes the old k the new i.
  ///
  /// nil for a text that is no order of i, j and k.
  public init?(_ names: String) {
    let axes = names.compactMap { Array("ijk").firstIndex(of: $0) }
    guard names.count == 3, axes.sorted() == [0, 1, 2] else { return nil }
    self.init(axes: axes, isReversed: [false, false, false])
  }

  /// The order in which i, j and k run as nearly as possible towards the sides that three letters
  /// name, such as "RAS" or "LPS".
  ///
  /// nil for letters that do not name three different axes of the patient.
  public init?(from geometry: Geometry, to orientation: String) {
    let sides: [(Character, Character)] = [("R", "L"), ("A", "P"), ("S", "I")]
    let world = orientation.compactMap { letter in
      sides.firstIndex { $0.0 == letter || $0.1 == letter }
    }
    guard orientation.count == 3, world.sorted() == [0, 1, 2] else { return nil }
    let steps = [geometry.axes.i, geometry.axes.j, geometry.axes.k]
    /// How well an old axis runs along a new one's direction, in both senses.
    func cosine(_ old: Int, _ new: Int) -> Double {
      steps[old][world[new]] / length(steps[old])
    }
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    func fit(_ order: [Int]) -> Double {
      (0..<3).reduce(0) { $0 + abs(cosine(order[$1], $1)) }
    }
    let best = orders.dropFirst().reduce(orders[0]) { fit($1) > fit($0) + 1e-9 ? $1 : $0 }
    let wanted = Array(orientation)
    self.init(
      axes: best,
      isReversed: (0..<3).map { new in
        (cosine(best[new], new) < 0) == (wanted[new] == sides[world[new]].0)
      })
  }

  /// The order that undoes this one.
  public var inverse: AxisOrder {
    var old = [0, 0, 0]
    var reversed = [false, false, false]
    for new in 0..<3 {
      old[axes[new]] = new
      reversed[axes[new]] = isReversed[new]
    }
    return AxisOrder(axes: old, isReversed: reversed)
  }

  /// This order, then another.
  public func then(_ next: AxisOrder) -> AxisOrder {
    AxisOrder(
      axes: next.axes.map { axes[$0] },
      isReversed: (0..<3).map { next.isReversed[$0] != isReversed[next.axes[$0]] })
  }

  /// Three things of the old axes in the new order.
  public func applied<Element>(to triple: [Element]) -> [Element] { axes.map { triple[$0] } }

  public func applied(to geometry: Geometry) -> Geometry {
    let counts = [geometry.size.ni, geometry.size.nj, geometry.size.nk]
    let steps = [geometry.axes.i, geometry.axes.j, geometry.axes.k]
    let new = applied(to: counts)
    var origin = geometry.origin.vector
    var turned = applied(to: steps)
    for axis in 0..<3 where isReversed[axis] {
      origin += turned[axis] * Double(new[axis] - 1)
      turned[axis] = -turned[axis]
    }
    return Geometry(
      size: GridSize(ni: new[0], nj: new[1], nk: new[2]),
      axes: (turned[0], turned[1], turned[2]), origin: WorldPoint(origin))
  }

  public func applied(to volume: Volume) -> Volume {
    Volume(
      geometry: applied(to: volume.geometry), frames: volume.frames,
      voxels: applied(to: volume.voxels, size: volume.size))
  }

  public func applied(to labels: LabelVolume) -> LabelVolume {
    LabelVolume(
      geometry: applied(to: labels.geometry), frames: labels.frames,
      voxels: applied(to: labels.voxels, size: labels.size))
  }

  /// - Parameters:
  ///   - values: Shape (ni, nj, nk, anything), i fastest.
  ///   - size: The old grid's.
  public func applied<Value>(to values: [Value], size: GridSize) -> [Value] {
    if axes == [0, 1, 2], !isReversed.contains(true) { return values }
    let counts = [size.ni, size.nj, size.nk]
    let strides = [1, size.ni, size.sliceCount]
    let count = axes.map { counts[$0] }
    let step = (0..<3).map { isReversed[$0] ? -strides[axes[$0]] : strides[axes[$0]] }
    let first = (0..<3).reduce(0) {
      $0 + (isReversed[$1] ? (count[$1] - 1) * strides[axes[$1]] : 0)
    }
    var result: [Value] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: size.count) {
      for k in 0..<count[2] {
        for j in 0..<count[1] {
          var read = start + first + k * step[2] + j * step[1]
          for _ in 0..<count[0] {
            result.append(values[read])
            read += step[0]
          }
        }
      }
    }
    return result
  }
}
