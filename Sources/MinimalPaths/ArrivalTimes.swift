public import Volumes

/// When a front arrived at each voxel.
public struct ArrivalTimes: Sendable, Equatable {
  let grid: PaddedGrid
  /// Where the front started.
  public let seeds: [VoxelPoint]
  /// Laid out as `grid` says, every `stride`-th a time; walls are infinite.
  private let times: [Float]
  private let stride: Int

  init(grid: PaddedGrid, seeds: [VoxelPoint], times: [Float], stride: Int) {
    self.grid = grid
    self.seeds = seeds
    self.times = times
    self.stride = stride
  }

  /// Time at a place in the padded arrays.
  func time(_ offset: Int) -> Float { times[stride * offset] }

  public var size: GridSize { grid.size }

  /// Millimetres along i, j and k.
  public var spacing: SIMD3<Double> { grid.spacing }

  /// Time at a voxel; infinite where the front did not go.
  /// - Precondition: The voxel lies in the grid.
  public subscript(v: VoxelIndex) -> Float { time(grid.offset(v)) }

  /// A copy of all of them, shape (ni, nj, nk), i fastest.
  public var values: [Float] { grid.unpadded(times, stride: stride) }
}
