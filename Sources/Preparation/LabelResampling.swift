import Volumes

/// Labels on a new grid: each label's indicator is interpolated linearly and the largest wins, which
/// leaves borders as smooth as linear interpolation makes them. A tie goes to the lower label.
///
/// Source: Isensee et al., Nature Methods 18 (2021) 203.
func resampled(_ labels: [UInt8], size: GridSize, by change: GridChange) -> [UInt8] {
  if change.axes.allSatisfy(\.isSame) { return labels }
  let tables = change.axes.map { axis in
    AxisTable.linear((0..<axis.to).map(axis.oldPosition), count: axis.from)
  }
  let (tableI, tableJ, tableK) = (tables[0], tables[1], tables[2])
  let (sourcesI, weightsI) = (tableI.sources.span, tableI.weights.span)
  var result = [UInt8](repeating: 0, count: change.size.count)
  let old = labels.span
  var new = result.mutableSpan
  var write = 0
  for k in 0..<change.size.nk {
    let slices = (
      tableK.sources[2 * k] * size.sliceCount, tableK.sources[2 * k + 1] * size.sliceCount
    )
    let shareK = SIMD2(tableK.weights[2 * k], tableK.weights[2 * k + 1])
    for j in 0..<change.size.nj {
      let rows = (tableJ.sources[2 * j] * size.ni, tableJ.sources[2 * j + 1] * size.ni)
      let shareJ = SIMD2(tableJ.weights[2 * j], tableJ.weights[2 * j + 1])
      let starts = SIMD4(
        slices.0 + rows.0, slices.0 + rows.1, slices.1 + rows.0, slices.1 + rows.1)
      let shares = SIMD4(
        shareK.x * shareJ.x, shareK.x * shareJ.y, shareK.y * shareJ.x, shareK.y * shareJ.y)
      for i in 0..<change.size.ni {
        let (near, far) = (sourcesI[2 * i], sourcesI[2 * i + 1])
        let corners = SIMD8(
          old[starts.x + near], old[starts.x + far], old[starts.y + near], old[starts.y + far],
          old[starts.z + near], old[starts.z + far], old[starts.w + near], old[starts.w + far])
        if corners == SIMD8(repeating: corners[0]) {
          new[write] = corners[0]
        } else {
          let (first, second) = (shares * weightsI[2 * i], shares * weightsI[2 * i + 1])
          new[write] = heaviest(
            corners,
            SIMD8(
              first.x, second.x, first.y, second.y, first.z, second.z, first.w, second.w))
        }
        write += 1
      }
    }
  }
  return result
}

/// The label with the largest sum of weights; of those that tie, the lowest.
private func heaviest(_ labels: SIMD8<UInt8>, _ weights: SIMD8<Float>) -> UInt8 {
  var sums = SIMD8<Float>()
  for corner in 0..<8 {
    for other in 0..<8 where labels[other] == labels[corner] { sums[corner] += weights[other] }
  }
  // Sums of rounded weights that should tie differ in their last bits.
  let enough = sums.max() - 1e-5
  var lowest = UInt8.max
  for corner in 0..<8 where sums[corner] >= enough { lowest = min(lowest, labels[corner]) }
  return lowest
}
