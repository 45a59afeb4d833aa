/// Intensities of a 2-D, 3-D or 4-D image, after the file's scaling.
public struct Volume: Sendable, Equatable {
  public let geometry: Geometry
  /// Number of time points; 1 for a still image.
  public let frames: Int
  /// Shape (ni, nj, nk, frames), i fastest. May hold NaN or infinity where the file does.
  public var voxels: [Float]

  /// - Precondition: `voxels.count == geometry.size.count * frames`.
  public init(geometry: Geometry, frames: Int = 1, voxels: [Float]) {
    precondition(frames > 0, "a volume has at least one frame")
    precondition(
      voxels.count == geometry.size.count * frames, "voxel count and size disagree")
    self.geometry = geometry
    self.frames = frames
    self.voxels = voxels
  }

  public var size: GridSize { geometry.size }

  /// One slice of one frame.
  /// - Precondition: `k` and `frame` exist.
  public func slice(_ k: Int, frame: Int = 0) -> ImageSlice {
    let range = sliceRange(size, frames, k, frame)
    return ImageSlice(
      ni: size.ni, nj: size.nj, spacing: SIMD2(geometry.spacing.x, geometry.spacing.y),
      pixels: Array(voxels[range]))
  }

  /// One frame as a volume of its own.
  public func frame(_ frame: Int) -> Volume {
    precondition(frame >= 0 && frame < frames, "there is no such frame")
    let n = size.count
    return Volume(geometry: geometry, voxels: Array(voxels[frame * n..<(frame + 1) * n]))
  }
}

/// Label values on the grid of an image; 0 is background.
public struct LabelVolume: Sendable, Equatable {
  public let geometry: Geometry
  public let frames: Int
  /// Shape (ni, nj, nk, frames), i fastest.
  public var voxels: [UInt8]

  /// - Precondition: `voxels.count == geometry.size.count * frames`.
  public init(geometry: Geometry, frames: Int = 1, voxels: [UInt8]) {
    precondition(frames > 0, "a volume has at least one frame")
    precondition(
      voxels.count == geometry.size.count * frames, "voxel count and size disagree")
    self.geometry = geometry
    self.frames = frames
    self.voxels = voxels
  }

  /// Background everywhere.
  public init(geometry: Geometry, frames: Int = 1) {
    self.init(
      geometry: geometry, frames: frames,
      voxels: [UInt8](repeating: 0, count: geometry.size.count * frames))
  }

  public var size: GridSize { geometry.size }

  /// One slice of one frame.
  /// - Precondition: `k` and `frame` exist.
  public func slice(_ k: Int, frame: Int = 0) -> LabelSlice {
    LabelSlice(
      ni: size.ni, nj: size.nj, pixels: Array(voxels[sliceRange(size, frames, k, frame)]))
  }

  /// One frame as a volume of its own.
  public func frame(_ frame: Int) -> LabelVolume {
    precondition(frame >= 0 && frame < frames, "there is no such frame")
    let n = size.count
    return LabelVolume(geometry: geometry, voxels: Array(voxels[frame * n..<(frame + 1) * n]))
  }

  /// Replaces one slice of one frame.
  /// - Precondition: `k` and `frame` exist, and the sizes agree.
  public mutating func setSlice(_ k: Int, frame: Int = 0, to slice: LabelSlice) {
    precondition(slice.ni == size.ni && slice.nj == size.nj, "slice and volume differ in size")
    voxels.replaceSubrange(sliceRange(size, frames, k, frame), with: slice.pixels)
  }

  /// The label values that occur, ascending, without background.
  public var labels: [UInt8] {
    var seen = [Bool](repeating: false, count: 256)
    for v in voxels { seen[Int(v)] = true }
    return (1...255).filter { seen[$0] }.map { UInt8($0) }
  }
}

private func sliceRange(_ size: GridSize, _ frames: Int, _ k: Int, _ frame: Int) -> Range<Int> {
  precondition(k >= 0 && k < size.nk, "there is no such slice")
  precondition(frame >= 0 && frame < frames, "there is no such frame")
  let start = (frame * size.nk + k) * size.sliceCount
  return start..<start + size.sliceCount
}
