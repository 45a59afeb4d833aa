import Volumes

/// One plane of a frame, for a viewer.
enum PlaneAxis: String {
  /// Across i (j to the right, k downwards), across j (i, k), and the slices themselves (i, j).
  case i, j, k

  func count(_ size: GridSize) -> Int {
    switch self {
    case .i: size.ni
    case .j: size.nj
    case .k: size.nk
    }
  }
}

extension Volume {
  /// The intensities of a plane, row by row, as 16-bit numbers, little endian.
  /// - Precondition: The plane and the frame exist.
  func plane(_ axis: PlaneAxis, _ index: Int, frame: Int, _ range: IntensityRange) -> [UInt8] {
    let (ni, nj, nk) = (size.ni, size.nj, size.nk)
    let (width, height) =
      switch axis {
      case .i: (nj, nk)
      case .j: (ni, nk)
      case .k: (ni, nj)
      }
    let start = frame * size.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * width * height)
    for row in 0..<height {
      for column in 0..<width {
        let n =
          switch axis {
          case .i: index + ni * (column + nj * row)
          case .j: column + ni * (index + nj * row)
          case .k: column + ni * (row + nj * index)
          }
        let number = range.number(voxels[start + n])
        bytes.append(UInt8(truncatingIfNeeded: number))
        bytes.append(UInt8(truncatingIfNeeded: number >> 8))
      }
    }
    return bytes
  }
}
