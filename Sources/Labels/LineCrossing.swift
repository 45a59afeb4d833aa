public import Volumes

/// Where a straight line runs through a label.
public struct LineCrossing: Sendable, Equatable {
  public let label: UInt8
  /// Millimetres from the line's start.
  public let enter: Double
  public let leave: Double
}

extension LabelVolume {
  /// The labels along a line between two points, in their order; background is left out.
  ///
  /// A voxel reaches halfway to its neighbours, and depths are those of the planes between them.
  /// - Precondition: The mask has one frame.
  public func crossings(from start: WorldPoint, to end: WorldPoint) -> [LineCrossing] {
    precondition(frames == 1, "a line runs through one frame")
    let (a, b) = (geometry.voxel(start).vector, geometry.voxel(end).vector)
    let along = b - a
    let step = end.vector - start.vector
    let length = (step * step).sum().squareRoot()
    let counts = [size.ni, size.nj, size.nk]
    var stops = [0.0, 1]
    for axis in 0..<3 where along[axis] != 0 {
      for plane in 0...counts[axis] {
        let t = (Double(plane) - 0.5 - a[axis]) / along[axis]
        if t > 0, t < 1 { stops.append(t) }
      }
    }
    stops.sort()
    var crossings: [LineCrossing] = []
    for (from, to) in zip(stops, stops.dropFirst()) where to > from {
      // Kept small enough for a whole number; a grid's voxels lie far within.
      let middle = pointwiseMin(
        pointwiseMax(a + along * ((from + to) / 2), SIMD3(repeating: -1)), SIMD3(repeating: 1e9))
      let voxel = VoxelIndex(
        Int(middle.x.rounded()), Int(middle.y.rounded()), Int(middle.z.rounded()))
      guard size.contains(voxel) else { continue }
      let label = voxels[size.offset(voxel)]
      guard label != 0 else { continue }
      let (enter, leave) = (from * length, to * length)
      if let last = crossings.last, last.label == label, abs(last.leave - enter) < 1e-9 * length {
        crossings[crossings.count - 1] = LineCrossing(
          label: label, enter: last.enter, leave: leave)
      } else {
        crossings.append(LineCrossing(label: label, enter: enter, leave: leave))
      }
    }
    return crossings
  }
}
