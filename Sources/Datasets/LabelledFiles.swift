import ImageFiles
public import Volumes

/// Files that make up one labelled image.
struct LabelledFiles: Sendable {
  /// One for each channel; or one alone, whose colours or frames are the channels.
  let images: [String]
  var channelCount = 1
  let mask: String
  let values: LabelValues

  /// - Throws: `DatasetError`, `ImageFileError`.
  func read() throws -> LabelledImage {
    var channels: [Volume] = []
    var warnings: [String] = []
    var paths = images
    if images.count == channelCount {
      for path in images {
        let file = try ImageFiles.read(path)
        channels.append(try still(file.volume, path))
        warnings += file.warnings
      }
    } else {
      let files = try ImageFiles.readChannels(images[0])
      warnings = files.flatMap(\.warnings)
      channels = files.flatMap { file in
        (0..<file.volume.frames).map { file.volume.frame($0) }
      }
      guard channels.count == channelCount else {
        throw DatasetError.channelsDiffer(
          path: images[0], channels: channels.count, expected: channelCount)
      }
      paths = [String](repeating: images[0], count: channelCount)
    }
    return try LabelledImage(channels, at: paths, mask: mask, values: values, warnings: warnings)
  }
}

/// - Throws: `DatasetError.severalFrames`.
func still(_ volume: Volume, _ path: String) throws(DatasetError) -> Volume {
  guard volume.frames == 1 else { throw .severalFrames(path: path, frames: volume.frames) }
  return volume
}

extension LabelledImage {
  /// Reads the mask of an image. Grids that differ by rounding alone count as one: the first
  /// channel's.
  /// - Parameter paths: Where each channel came from.
  /// - Throws: `DatasetError`, `ImageFileError`.
  init(
    _ channels: [Volume], at paths: [String], mask: String, values: LabelValues,
    warnings: [String]
  ) throws {
    let geometry = channels[0].geometry
    for (channel, path) in zip(channels, paths).dropFirst() {
      try geometry.requireEqual(channel.geometry, paths[0], path)
    }
    let file = try values.read(mask)
    guard file.labels.frames == 1 else {
      throw DatasetError.severalFrames(path: mask, frames: file.labels.frames)
    }
    try geometry.requireEqual(file.labels.geometry, paths[0], mask)
    let ownWarnings = file.warnings.filter { !warnings.contains($0) }.map { "Its mask: " + $0 }
    self.init(
      channels: channels.map { Volume(geometry: geometry, voxels: $0.voxels) },
      labels: LabelVolume(geometry: geometry, voxels: file.labels.voxels),
      warnings: withoutRepeats(warnings) + ownWarnings)
  }
}

func withoutRepeats(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.filter { seen.insert($0).inserted }
}

extension Geometry {
  /// - Throws: `DatasetError.geometriesDiffer`, naming the two files, where a corner of one grid
  ///   lies farther from the other's than headers round: 1e-3 mm, or 1e-5 of the diagonal.
  public func requireEqual(_ other: Geometry, _ path: String, _ otherPath: String)
    throws(DatasetError)
  {
    let last = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    let diagonal = distance(world(VoxelPoint(0, 0, 0)), world(VoxelPoint(last)))
    let tolerance = max(1e-3, 1e-5 * diagonal)
    let corners = (0..<8).map { bits in
      VoxelPoint(
        bits & 1 == 0 ? 0 : last.x, bits & 2 == 0 ? 0 : last.y, bits & 4 == 0 ? 0 : last.z)
    }
    guard size == other.size,
      corners.allSatisfy({ distance(world($0), other.world($0)) <= tolerance })
    else {
      throw .geometriesDiffer(path: path, self, other: otherPath, otherGeometry: other)
    }
  }
}

private func distance(_ a: WorldPoint, _ b: WorldPoint) -> Double {
  let d = a.vector - b.vector
  return (d * d).sum().squareRoot()
}
