import Volumes

/// How a region of a slice is enlarged: from pixel units to positions in the picture.
struct SliceCanvas {
  let region: SliceRegion
  /// Picture pixels per slice pixel, along i and j.
  let scale: SIMD2<Double>
  let width: Int
  let height: Int

  /// - Precondition: `scale` is finite and positive, `region` lies in the slice.
  init(slice: ImageSlice, region: SliceRegion?, scale: Double) {
    precondition(scale.isFinite && scale > 0, "the scale of a figure is positive")
    let region = region ?? SliceRegion(of: slice)
    precondition(
      region.i.upperBound <= slice.ni && region.j.upperBound <= slice.nj,
      "the region of a figure lies in its slice")
    self.region = region
    self.scale = aspect(of: slice).stretch * scale
    width = max(Int((Double(region.i.count) * self.scale.x).rounded()), 1)
    height = max(Int((Double(region.j.count) * self.scale.y).rounded()), 1)
  }

  /// Where a point of the slice is drawn: the centre of a slice pixel at the centre of its
  /// enlarged rectangle.
  func position(_ point: SlicePoint) -> SIMD2<Double> {
    SIMD2(
      (point.x + 0.5 - Double(region.i.lowerBound)) * scale.x,
      (point.y + 0.5 - Double(region.j.lowerBound)) * scale.y)
  }

  /// Where along one axis of the slice the centre of picture pixel `n` lies, pixel units.
  private func coordinate(_ n: Int, _ axis: Int) -> Double {
    let start = axis == 0 ? region.i.lowerBound : region.j.lowerBound
    return (Double(n) + 0.5) / scale[axis] - 0.5 + Double(start)
  }

  /// The slice pixel that each picture pixel along one axis lies in.
  func nearest(_ axis: Int) -> [Int] {
    let range = axis == 0 ? region.i : region.j
    return (0..<(axis == 0 ? width : height)).map { n in
      min(max(Int((coordinate(n, axis) + 0.5).rounded(.down)), range.lowerBound), range.last ?? 0)
    }
  }

  /// The two slice pixels around each picture pixel along one axis, and the share of the second.
  private func neighbours(_ axis: Int, count: Int) -> [(Int, Int, Float)] {
    (0..<(axis == 0 ? width : height)).map { n in
      let x = min(max(coordinate(n, axis), 0), Double(count - 1))
      let low = Int(x)
      return (low, min(low + 1, count - 1), Float(x - Double(low)))
    }
  }

  /// The enlarged region, every intensity coloured by `colour`.
  ///
  /// Interpolation keeps to the nearest pixel beside NaN and infinity, so that one bad pixel
  /// stays one pixel.
  func painted(
    _ slice: ImageSlice, _ interpolation: SliceFigure.Interpolation, colour: (Float) -> Colour
  ) -> Raster {
    var raster = Raster(width: width, height: height)
    let nearestI = nearest(0)
    let nearestJ = nearest(1)
    let columns = neighbours(0, count: slice.ni)
    let rows = neighbours(1, count: slice.nj)
    for y in 0..<height {
      let (j0, j1, v) = rows[y]
      for x in 0..<width {
        var value = slice[nearestI[x], nearestJ[y]]
        if interpolation == .bilinear {
          let (i0, i1, u) = columns[x]
          let upper = slice[i0, j0] * (1 - u) + slice[i1, j0] * u
          let lower = slice[i0, j1] * (1 - u) + slice[i1, j1] * u
          let mixed = upper * (1 - v) + lower * v
          if mixed.isFinite { value = mixed }
        }
        raster[x, y] = colour(value)
      }
    }
    return raster
  }
}
