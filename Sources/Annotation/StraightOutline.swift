import Volumes

/// Few corners of a closed line that has the same pixel centres inside as a mask's outline.
///
/// A vertex of an outline lies between the centre of a pixel inside and that of one outside. A
/// straight line that passes strictly between the two of every vertex it skips leaves all of them
/// on their sides; from each corner it goes as far as one can. The lines stay within the squares of
/// four centres that the outline runs through, so that neither they nor those of other outlines of
/// the mask meet.
///
/// Source: the greedy form of Sklansky's minimum-perimeter polygon, IEEE Trans. Computers C-21
/// (1972) 1355; ours keeps its corners on the outline's vertices.
/// - Parameter outline: One of `SliceMask.outlines`.
/// - Returns: Some of its vertices, in its order; three or more.
/// - Complexity: O(n) lines tried for n vertices, each as long as it gets.
func straightOutline(_ outline: [SlicePoint]) -> [SlicePoint] {
  let vertices = outline.map { SIMD2(Int(2 * $0.x), Int(2 * $0.y)) }
  var corners: [Int] = []
  var start = 0
  while start < vertices.count {
    corners.append(start)
    start = farthest(from: start, along: vertices)
  }
  return corners.map { outline[$0] }
}

/// The last vertex, or the count for the first one again, that a straight line from `start` reaches.
private func farthest(from start: Int, along vertices: [SIMD2<Int>]) -> Int {
  let origin = vertices[start]
  var reached = start + 1
  // Directions strictly between `right` and `left` pass every gate so far.
  var cone: (right: SIMD2<Int>, left: SIMD2<Int>)?
  for n in start + 1...vertices.count {
    let vertex = vertices[n % vertices.count]
    let direction = vertex &- origin
    // One that is not seen from here may be followed by one that is.
    if cone.map({ cross($0.right, direction) > 0 && cross(direction, $0.left) > 0 }) ?? true {
      reached = n
    }
    // Whole pixels have even numbers: the gate runs along the axis of the odd one.
    let step = vertex.x.isMultiple(of: 2) ? SIMD2(0, 1) : SIMD2(1, 0)
    var gate = (right: direction &- step, left: direction &+ step)
    let turn = cross(gate.right, gate.left)
    if turn == 0 { return reached }
    if turn < 0 { swap(&gate.right, &gate.left) }
    guard let narrow = cone else {
      cone = gate
      continue
    }
    if cross(narrow.right, gate.right) > 0 { cone?.right = gate.right }
    if cross(gate.left, narrow.left) > 0 { cone?.left = gate.left }
    guard let narrowed = cone, cross(narrowed.right, narrowed.left) > 0 else { return reached }
  }
  return reached
}

private func cross(_ a: SIMD2<Int>, _ b: SIMD2<Int>) -> Int { a.x * b.y - a.y * b.x }
