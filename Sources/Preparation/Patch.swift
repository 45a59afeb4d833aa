import Volumes

/// A piece of an image, with `padding` where it reaches beyond.
/// - Parameters:
///   - values: Holds the image's voxels, i fastest, from `first` on.
///   - start: The piece's first voxel; may lie outside.
func cropped<Value>(
  _ values: [Value], from first: Int = 0, size: GridSize, start: VoxelIndex, window: GridSize,
  padding: Value
) -> [Value] {
  var result = [Value](repeating: padding, count: window.count)
  let columns = max(0, -start.i)..<max(max(0, -start.i), min(window.ni, size.ni - start.i))
  let data = values.span
  var out = result.mutableSpan
  for k in 0..<window.nk where start.k + k >= 0 && start.k + k < size.nk {
    for j in 0..<window.nj where start.j + j >= 0 && start.j + j < size.nj {
      let write = (k * window.nj + j) * window.ni
      let read = first + ((start.k + k) * size.nj + start.j + j) * size.ni + start.i
      for i in columns { out[write + i] = data[read + i] }
    }
  }
  return result
}

/// A patch of a labelled image read along `map`: intensities linearly, with the channel's `lowest`
/// outside of the image, labels at the nearest voxel, with 0 outside.
/// - Returns: The patch of each channel, and that of the labels.
func readPatch(
  of image: PreparedImage, labels: [UInt8], along map: SpatialMap, isPlanar: Bool, lowest: [Float]
) -> (channels: [[Float]], labels: [UInt8]) {
  let (size, window) = (image.size, map.patch)
  if map.isCrop {
    let channels = (0..<image.channels).map { channel in
      cropped(
        image.values, from: channel * size.count, size: size, start: map.start, window: window,
        padding: lowest[channel])
    }
    return (channels, cropped(labels, size: size, start: map.start, window: window, padding: 0))
  }
  var channels = [[Float]](
    repeating: [Float](repeating: 0, count: window.count), count: image.channels)
  var nearest = [UInt8](repeating: 0, count: window.count)
  var positions = [SIMD3<Double>](repeating: SIMD3(), count: window.ni)
  var row = DisplacedRow(count: window.ni)
  for k in 0..<window.nk {
    for j in 0..<window.nj {
      map.fill(&positions, &row, j: j, k: k)
      let write = (k * window.nj + j) * window.ni
      for channel in 0..<image.channels {
        if isPlanar {
          let slice = channel * size.count + map.start.k * size.sliceCount
          readPlanar(
            positions, of: image.values, from: slice, size: size, outside: lowest[channel],
            into: &channels[channel], at: write)
        } else {
          readVolume(
            positions, of: image.values, from: channel * size.count, size: size,
            outside: lowest[channel], into: &channels[channel], at: write)
        }
      }
      readNearest(positions, of: labels, size: size, into: &nearest, at: write)
    }
  }
  return (channels, nearest)
}

/// Bilinear interpolation within the slice that begins at `first`.
private func readPlanar(
  _ positions: [SIMD3<Double>], of values: [Float], from first: Int, size: GridSize,
  outside: Float, into result: inout [Float], at write: Int
) {
  let (places, data) = (positions.span, values.span)
  var out = result.mutableSpan
  let (ni, nj) = (size.ni, size.nj)
  let end = SIMD2(Double(ni), Double(nj))
  for n in places.indices {
    let x = places[n].x
    let y = places[n].y
    guard x > -1, y > -1, x < end.x, y < end.y else {
      out[write + n] = outside
      continue
    }
    // Rounds down, as the argument is positive.
    let (i, j) = (Int(x + 1) - 1, Int(y + 1) - 1)
    let (u, v) = (Float(x - Double(i)), Float(y - Double(j)))
    let corner = first + j * ni + i
    var (a, b, c, d) = (outside, outside, outside, outside)
    if i >= 0, j >= 0, i + 1 < ni, j + 1 < nj {
      (a, b, c, d) = (data[corner], data[corner + 1], data[corner + ni], data[corner + ni + 1])
    } else {
      if j >= 0, i >= 0 { a = data[corner] }
      if j >= 0, i + 1 < ni { b = data[corner + 1] }
      if j + 1 < nj, i >= 0 { c = data[corner + ni] }
      if j + 1 < nj, i + 1 < ni { d = data[corner + ni + 1] }
    }
    let near = a + u * (b - a)
    let far = c + u * (d - c)
    out[write + n] = near + v * (far - near)
  }
}

/// Trilinear interpolation within the volume that begins at `first`.
private func readVolume(
  _ positions: [SIMD3<Double>], of values: [Float], from first: Int, size: GridSize,
  outside: Float, into result: inout [Float], at write: Int
) {
  let (places, data) = (positions.span, values.span)
  var out = result.mutableSpan
  let (ni, nj, nk, slice) = (size.ni, size.nj, size.nk, size.sliceCount)
  let end = SIMD3(Double(ni), Double(nj), Double(nk))
  for n in places.indices {
    let place = places[n]
    guard
      place.x > -1, place.y > -1, place.z > -1, place.x < end.x, place.y < end.y, place.z < end.z
    else {
      out[write + n] = outside
      continue
    }
    let (i, j, k) = (Int(place.x + 1) - 1, Int(place.y + 1) - 1, Int(place.z + 1) - 1)
    let u = Float(place.x - Double(i))
    let v = Float(place.y - Double(j))
    let w = Float(place.z - Double(k))
    let corner = first + k * slice + j * ni + i
    let isInside = i >= 0 && j >= 0 && k >= 0 && i + 1 < ni && j + 1 < nj && k + 1 < nk
    var planes = SIMD2(repeating: outside)
    for c in 0..<2 where isInside || (k + c >= 0 && k + c < nk) {
      var rows = SIMD2(repeating: outside)
      for b in 0..<2 where isInside || (j + b >= 0 && j + b < nj) {
        let read = corner + c * slice + b * ni
        let near = isInside || i >= 0 ? data[read] : outside
        let far = isInside || i + 1 < ni ? data[read + 1] : outside
        rows[b] = near + u * (far - near)
      }
      planes[c] = rows.x + v * (rows.y - rows.x)
    }
    out[write + n] = planes.x + w * (planes.y - planes.x)
  }
}

private func readNearest(
  _ positions: [SIMD3<Double>], of labels: [UInt8], size: GridSize, into result: inout [UInt8],
  at write: Int
) {
  let (places, data) = (positions.span, labels.span)
  var out = result.mutableSpan
  let end = SIMD3(Double(size.ni), Double(size.nj), Double(size.nk)) - 0.5
  for n in places.indices {
    let place = places[n]
    guard
      place.x >= -0.5, place.y >= -0.5, place.z >= -0.5, place.x < end.x, place.y < end.y,
      place.z < end.z
    else { continue }
    let (i, j, k) = (Int(place.x + 0.5), Int(place.y + 0.5), Int(place.z + 0.5))
    out[write + n] = data[(k * size.nj + j) * size.ni + i]
  }
}
