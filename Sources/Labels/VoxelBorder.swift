public import Volumes

// Distances to a structure as the boxes of its voxels: its border lies halfway to the voxels beside
// it, and the nearest place of it is exact.

extension Geometry {
  /// Whether the axes are at right angles, so that voxels are boxes.
  public var hasRightAngles: Bool {
    let pairs = [(axes.i, axes.j), (axes.j, axes.k), (axes.k, axes.i)]
    return pairs.allSatisfy { a, b in
      abs((a * b).sum()) <= 1e-4 * ((a * a).sum() * (b * b).sum()).squareRoot()
    }
  }
}

/// The outermost voxels of a label.
public struct VoxelBorder: Sendable {
  private let geometry: Geometry
  /// Voxels with a neighbour outside, over faces; centres in millimetres along the grid's axes.
  private let centres: [SIMD3<Double>]
  private let mask: LabelVolume
  private let label: UInt8

  /// nil where the label does not occur.
  /// - Precondition: The mask has one frame and axes at right angles.
  /// - Complexity: O(n) for n voxels.
  public init?(_ mask: LabelVolume, label: UInt8) {
    precondition(mask.frames == 1, "distances are measured in one frame")
    precondition(mask.geometry.hasRightAngles, "voxels are boxes")
    self.mask = mask
    self.label = label
    geometry = mask.geometry
    centres = borderVoxels(of: label, in: mask).map {
      SIMD3(Double($0.i), Double($0.j), Double($0.k)) * mask.geometry.spacing
    }
    guard !centres.isEmpty else { return nil }
  }

  /// The nearest place of the structure.
  public struct Nearest: Sendable, Equatable {
    /// Millimetres; 0 inside.
    public let distance: Double
    /// Where the structure comes nearest; the point itself where that is inside.
    public let place: WorldPoint
  }

  /// From a point.
  public func nearest(to point: WorldPoint) -> Nearest {
    let voxel = geometry.voxel(point)
    let index = VoxelIndex(
      whole(voxel.x), whole(voxel.y), whole(voxel.z))
    if mask.size.contains(index), mask.voxels[mask.size.offset(index)] == label {
      return Nearest(distance: 0, place: point)
    }
    let p = voxel.vector * geometry.spacing
    let half = geometry.spacing / 2
    var best = (square: Double.infinity, place: p)
    for centre in centres {
      let place = pointwiseMin(pointwiseMax(p, centre - half), centre + half)
      let d = place - p
      let square = (d * d).sum()
      if square < best.square { best = (square, place) }
    }
    return Nearest(distance: best.square.squareRoot(), place: world(best.place))
  }

  /// From a straight line between two points; `depth` is how far from its start, millimetres.
  public func nearest(
    toLineFrom start: WorldPoint, to end: WorldPoint
  ) -> (nearest: Nearest, depth: Double) {
    let (a, b) = (
      geometry.voxel(start).vector * geometry.spacing, geometry.voxel(end).vector * geometry.spacing
    )
    let along = b - a
    let length = (along * along).sum().squareRoot()
    let half = geometry.spacing / 2
    let reach = (half * half).sum().squareRoot()
    var best = (distance: Double.infinity, t: 0.0, place: a)
    for centre in centres {
      // No nearer than the box's centre, less half its diagonal.
      let t = length > 0 ? min(max(((centre - a) * along).sum() / (length * length), 0), 1) : 0
      let d = a + along * t - centre
      guard (d * d).sum().squareRoot() - reach < best.distance else { continue }
      let found = nearest(boxAt: centre, half, a, along)
      if found.distance < best.distance { best = found }
    }
    let nearest = Nearest(distance: best.distance, place: world(best.place))
    return (nearest, best.t * length)
  }

  /// Between a line and a box. The squared distance is convex along the line and a parabola between
  /// the places where the line passes one of the box's six planes.
  private func nearest(
    boxAt centre: SIMD3<Double>, _ half: SIMD3<Double>, _ a: SIMD3<Double>, _ along: SIMD3<Double>
  ) -> (distance: Double, t: Double, place: SIMD3<Double>) {
    var stops = [0.0, 1]
    for axis in 0..<3 where along[axis] != 0 {
      for side in [-1.0, 1] {
        let t = (centre[axis] + side * half[axis] - a[axis]) / along[axis]
        if t > 0, t < 1 { stops.append(t) }
      }
    }
    stops.sort()
    func offset(_ t: Double) -> SIMD3<Double> {
      let p = a + along * t
      return p - pointwiseMin(pointwiseMax(p, centre - half), centre + half)
    }
    var best = (square: Double.infinity, t: 0.0)
    func look(_ t: Double) {
      let d = offset(t)
      let square = (d * d).sum()
      if square < best.square { best = (square, t) }
    }
    for (from, to) in zip(stops, stops.dropFirst()) {
      // Between two stops the same axes are outside of the box, and change evenly.
      let middle = (from + to) / 2
      let d = offset(middle)
      let moving = along.replacing(with: 0, where: d .== 0)
      let curvature = (moving * moving).sum()
      if curvature > 0 { look(min(max(middle - (d * moving).sum() / curvature, from), to)) }
      look(from)
      look(to)
    }
    let p = a + along * best.t
    return (
      best.square.squareRoot(), best.t,
      pointwiseMin(pointwiseMax(p, centre - half), centre + half)
    )
  }

  private func world(_ place: SIMD3<Double>) -> WorldPoint {
    geometry.world(VoxelPoint(place / geometry.spacing))
  }
}

/// The voxel that a coordinate lies in; far outside one that no grid has.
private func whole(_ coordinate: Double) -> Int {
  Int(min(max(coordinate.rounded(), -1), 1e9))
}

/// Voxels of a label with a neighbour outside of it over a face, or at the grid's border.
func borderVoxels(of label: UInt8, in mask: LabelVolume) -> [VoxelIndex] {
  let size = mask.size
  var result: [VoxelIndex] = []
  for n in mask.voxels.indices where mask.voxels[n] == label {
    var same = 0
    forEachNeighbour(of: n, size) { if mask.voxels[$0] == label { same += 1 } }
    guard same < 6 else { continue }
    result.append(VoxelIndex(n % size.ni, n / size.ni % size.nj, n / size.sliceCount))
  }
  return result
}
