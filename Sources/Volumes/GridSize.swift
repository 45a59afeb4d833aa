/// Number of voxels of a volume along i, j and k. A 2-D image has `nk == 1`.
public struct GridSize: Sendable, Hashable {
  public let ni: Int
  public let nj: Int
  public let nk: Int

  public init(ni: Int, nj: Int, nk: Int) {
    precondition(ni > 0 && nj > 0 && nk > 0, "a grid has at least one voxel along each axis")
    self.ni = ni
    self.nj = nj
    self.nk = nk
  }

  /// Number of voxels in one slice.
  public var sliceCount: Int { ni * nj }

  /// Number of voxels of the whole grid.
  public var count: Int { ni * nj * nk }

  /// Position of a voxel in memory: i runs fastest, then j, then k.
  public func offset(_ index: VoxelIndex) -> Int {
    (index.k * nj + index.j) * ni + index.i
  }

  public func contains(_ index: VoxelIndex) -> Bool {
    index.i >= 0 && index.i < ni && index.j >= 0 && index.j < nj && index.k >= 0 && index.k < nk
  }
}

extension GridSize: CustomStringConvertible {
  public var description: String { "\(ni) x \(nj) x \(nk)" }
}
