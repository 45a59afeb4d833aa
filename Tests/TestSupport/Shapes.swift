public import Volumes

/// Points on a circle, counted from +x towards +y, without repeating the first.
public func circlePoints(x: Double, y: Double, radius: Double, count: Int) -> [SlicePoint] {
  // Turning by a fixed angle, built from its half-angle tangent: no trigonometric library needed.
  var points: [SlicePoint] = []
  let angle = 2 * Double.pi / Double(count)
  let (c, s) = cosineAndSine(angle)
  var (u, v) = (radius, 0.0)
  for _ in 0..<count {
    points.append(SlicePoint(x + u, y + v))
    (u, v) = (c * u - s * v, s * u + c * v)
  }
  return points
}

private func cosineAndSine(_ x: Double) -> (Double, Double) {
  var (cosine, sine, term) = (1.0, 0.0, 1.0)
  for n in 1...30 {
    term *= x / Double(n)
    switch n % 4 {
    case 0: cosine += term
    case 1: sine += term
    case 2: cosine -= term
    default: sine -= term
    }
  }
  return (cosine, sine)
}

/// A disc of one intensity on a ground of another, its rim blended over about one pixel.
public func discImage(
  ni: Int, nj: Int, x: Double, y: Double, radius: Double, inside: Float = 200, outside: Float = 50,
  spacing: SIMD2<Double> = SIMD2(1, 1)
) -> ImageSlice {
  var pixels: [Float] = []
  for j in 0..<nj {
    for i in 0..<ni {
      let dx = (Double(i) - x) * spacing.x
      let dy = (Double(j) - y) * spacing.y
      let distance = (dx * dx + dy * dy).squareRoot() - radius
      let share = Float(min(max(0.5 - distance, 0), 1))
      pixels.append(outside + (inside - outside) * share)
    }
  }
  return ImageSlice(ni: ni, nj: nj, spacing: spacing, pixels: pixels)
}

/// Labels of one value wherever `labelled` says so.
public func labelVolume(
  _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), label: UInt8 = 1,
  where labelled: (VoxelIndex) -> Bool
) -> LabelVolume {
  var volume = LabelVolume(geometry: Geometry(size: size, spacing: spacing))
  for k in 0..<size.nk {
    for j in 0..<size.nj {
      for i in 0..<size.ni where labelled(VoxelIndex(i, j, k)) {
        volume.voxels[size.offset(VoxelIndex(i, j, k))] = label
      }
    }
  }
  return volume
}

/// A full ball; `centre` and `radius` in millimetres from voxel (0, 0, 0).
public func ball(
  _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), centre: SIMD3<Double>, radius: Double
) -> LabelVolume {
  labelVolume(size, spacing: spacing) { voxel in
    let d = SIMD3(Double(voxel.i), Double(voxel.j), Double(voxel.k)) * spacing - centre
    return (d * d).sum() <= radius * radius
  }
}
