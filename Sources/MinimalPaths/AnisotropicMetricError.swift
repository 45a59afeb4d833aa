public import Volumes

/// What can be wrong with a metric that depends on the direction.
public enum AnisotropicMetricError: Error, Equatable, Sendable {
  case notFlat(GridSize)
  case gridTooLarge(GridSize)
  case spacingNotPositive(Double)
  case notPositiveDefinite(offset: Int, tensor: CostTensor)
  case tooAnisotropic(offset: Int, ratio: Double)
  case costOutOfRange(offset: Int, value: Double)
  case driftTooStrong(offset: Int, part: Double)
}

extension AnisotropicMetricError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFlat(let size):
      return "a metric with directions is for one slice, but the grid is \(size)"
    case .gridTooLarge(let size):
      return "a march is limited to 2^32 voxels, but the grid has \(size)"
    case .spacingNotPositive(let value):
      return "the spacing must be finite and above zero, but is \(value) mm"
    case .notPositiveDefinite(let offset, let m):
      return "a step must cost something in every direction, but the tensor of voxel number "
        + "\(offset), (xx: \(m.xx), xy: \(m.xy), yy: \(m.yy)), is not positive definite"
    case .tooAnisotropic(let offset, let ratio):
      return "a step of one voxel may cost \(AnisotropicMetric.largestAnisotropy) times as much in "
        + "one direction as in another, but \(ratio) times at voxel number \(offset)"
    case .costOutOfRange(let offset, let value):
      return "a step of one voxel must cost between 1e-8 and 1e8, but costs \(value) at voxel "
        + "number \(offset)"
    case .driftTooStrong(let offset, let part):
      return "the drift may save \(AnisotropicMetric.largestDrift) of a step's cost, but saves "
        + "\(part) at voxel number \(offset)"
    }
  }
}
