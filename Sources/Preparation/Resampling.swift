import Volumes

/// Intensities on a new grid.
///
/// Each axis in turn is interpolated by a cubic B-spline: at edges blurred over one voxel it errs a
/// quarter as much as Catmull-Rom's cubic and a fifteenth as much as linear interpolation. Where an
/// axis gets coarser it is first smoothed by the Gaussian that turns the point spread of an old
/// voxel into that of a new one, so that what the new grid cannot hold does not fold into it. A
/// spline overshoots at edges; the result is held within the range of the input, so that no
/// intensity appears that the scanner could not have given.
/// Sources: Unser, IEEE Signal Processing Magazine 16 (1999) 22; Cardoso et al., MICCAI 2015,
/// "Scale factor point spread function matching".
func resampled(_ values: [Float], by change: GridChange) -> [Float] {
  var result = values
  var lengths = change.axes.map(\.from)
  // Axes that shrink go first: what lies between is never larger than both ends.
  let order = (0..<3).filter { !change.axes[$0].isSame }
    .sorted { change.axes[$0].step > change.axes[$1].step }
  if order.isEmpty { return values }
  for number in order {
    let axis = change.axes[number]
    let inner = lengths[..<number].reduce(1, *)
    if axis.step > 1 && axis.from > 1 {
      result = AxisTable.gaussian(sigma: antialiasingSigma(axis.step), count: axis.from)
        .applied(to: result, length: axis.from, inner: inner)
    }
    splineCoefficients(&result, length: axis.from, inner: inner)
    let positions = (0..<axis.to).map(axis.oldPosition)
    result = AxisTable.cubicSpline(positions, count: axis.from)
      .applied(to: result, length: axis.from, inner: inner)
    lengths[number] = axis.to
  }
  var (lowest, highest) = (Float.infinity, -Float.infinity)
  for value in values { (lowest, highest) = (min(lowest, value), max(highest, value)) }
  for n in result.indices { result[n] = min(max(result[n], lowest), highest) }
  return result
}

/// Standard deviation, in old voxels, of the Gaussian between the point spread functions of two
/// grids, each taken as a Gaussian whose full width at half maximum is its voxel.
/// - Parameter step: New spacing in old voxels, > 1.
func antialiasingSigma(_ step: Double) -> Double {
  // 8 ln 2 is the square of a Gaussian's full width at half maximum for the deviation 1.
  ((step * step - 1) / 5.545177444479562).squareRoot()
}

/// Turns the values of one axis into the coefficients of the cubic B-spline through them, mirrored
/// at the border.
/// - Parameter values: Shape (outer, length, inner).
private func splineCoefficients(_ values: inout [Float], length: Int, inner: Int) {
  guard length > 1 else { return }
  let pole = Float(-0.2679491924311227)  // sqrt(3) - 2
  let blocks = values.count / (length * inner)
  // The pole to the power 16 is less than a Float can tell from nothing.
  let reach = 16
  var firstRow = [Float](repeating: 0, count: inner)
  var data = values.mutableSpan
  var first = firstRow.mutableSpan
  for block in 0..<blocks {
    let start = block * length * inner
    for n in 0..<inner { first[n] = 0 }
    var power: Float = 1
    for index in 0..<reach {
      let read = start + mirrored(index, length) * inner
      for n in 0..<inner { first[n] += power * data[read + n] }
      power *= pole
    }
    for n in 0..<inner { data[start + n] = first[n] }
    for index in 1..<length {
      let write = start + index * inner
      for n in 0..<inner { data[write + n] += pole * data[write - inner + n] }
    }
    let last = start + (length - 1) * inner
    for n in 0..<inner {
      data[last + n] =
        6 * pole / (pole * pole - 1)
        * (data[last + n] + pole * data[last - inner + n])
    }
    for index in (0..<length - 1).reversed() {
      let write = start + index * inner
      for n in 0..<inner {
        data[write + n] = pole * (data[write + inner + n] - 6 * data[write + n])
      }
    }
  }
}
