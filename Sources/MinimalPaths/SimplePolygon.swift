public import Volumes

/// Makes a closed polyline simple: no two of its segments meet except neighbours at their vertex.
///
/// Two segments that cross or touch cut the polyline into two loops; the one with the larger area
/// stays. Every cut removes at least one vertex, so this ends. All tests are exact (whole numbers
/// on the contour grid).
/// - Parameter points: Closed without repeating the first point; any number.
/// - Returns: A simple polygon of at least three vertices, or nil when nothing with an area is left.
/// - Complexity: O(c n log n) for n vertices and c cuts.
public func simplePolygon(_ points: [SlicePoint]) -> [SlicePoint]? {
  var polygon = withoutRepeats(points.map(ContourGrid.snapped))
  while let meeting = firstMeeting(polygon) {
    let inner = Array(polygon[(meeting.first + 1)...meeting.second]) + [meeting.point]
    let outer =
      Array(polygon[(meeting.second + 1)...]) + polygon[...meeting.first] + [meeting.point]
    let keepsInner = doubledArea(inner).magnitude > doubledArea(outer).magnitude
    polygon = withoutRepeats(keepsInner ? inner : outer)
  }
  guard polygon.count >= 3, doubledArea(polygon) != 0 else { return nil }
  return polygon.map(\.slicePoint)
}

/// Whether a closed polyline on the contour grid is simple and encloses an area.
public func isSimplePolygon(_ points: [SlicePoint]) -> Bool {
  let polygon = points.map(ContourGrid.snapped)
  return polygon.count >= 3 && withoutRepeats(polygon).count == polygon.count
    && firstMeeting(polygon) == nil && doubledArea(polygon) != 0
}

/// Twice the signed area in grid units.
func doubledArea(_ polygon: [GridPoint]) -> Int {
  guard var previous = polygon.last else { return 0 }
  let origin = polygon[0]
  var sum = 0
  for p in polygon {
    sum += (previous.x - origin.x) * (p.y - origin.y) - (previous.y - origin.y) * (p.x - origin.x)
    previous = p
  }
  return sum
}

/// Removes repeated vertices and spikes (a segment that runs back over the one before).
private func withoutRepeats(_ points: [GridPoint]) -> [GridPoint] {
  var stack: [GridPoint] = []
  func isSpike(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint) -> Bool {
    orientation(a, b, c) == 0
      && (a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y) >= 0
  }
  for p in points {
    while stack.count >= 2, isSpike(stack[stack.count - 2], stack[stack.count - 1], p) {
      stack.removeLast()
    }
    if stack.last != p { stack.append(p) }
  }
  // The same where the end meets the beginning.
  var start = 0
  while stack.count - start >= 3 {
    let n = stack.count
    if isSpike(stack[n - 2], stack[n - 1], stack[start]) {
      stack.removeLast()
    } else if isSpike(stack[n - 1], stack[start], stack[start + 1]) {
      start += 1
    } else {
      break
    }
  }
  return Array(stack[start...])
}

/// Two segments of a closed polyline that meet: segment n runs from vertex n to vertex n + 1.
private struct Meeting {
  var first: Int
  var second: Int
  var point: GridPoint
}

/// Finds two segments that are no neighbours and share a point.
private func firstMeeting(_ polygon: [GridPoint]) -> Meeting? {
  let n = polygon.count
  guard n >= 4 else { return nil }
  // Sweep along x: only segments whose x ranges overlap can meet.
  let segments = (0..<n).map { s -> (low: Int, high: Int, index: Int) in
    let a = polygon[s].x
    let b = polygon[(s + 1) % n].x
    return (min(a, b), max(a, b), s)
  }.sorted { ($0.low, $0.index) < ($1.low, $1.index) }
  var active: [(high: Int, index: Int)] = []
  for segment in segments {
    active.removeAll { $0.high < segment.low }
    for other in active {
      let first = min(segment.index, other.index)
      let second = max(segment.index, other.index)
      if second - first == 1 || (first == 0 && second == n - 1) { continue }
      if let point = meetingPoint(
        polygon[first], polygon[first + 1], polygon[second], polygon[(second + 1) % n])
      {
        return Meeting(first: first, second: second, point: point)
      }
    }
    active.append((segment.high, segment.index))
  }
  return nil
}

/// A common point of the closed segments ab and cd, rounded to the grid; nil when they are apart.
func meetingPoint(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint, _ d: GridPoint) -> GridPoint? {
  if max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) { return nil }
  let abc = orientation(a, b, c)
  let abd = orientation(a, b, d)
  if (abc > 0 && abd > 0) || (abc < 0 && abd < 0) { return nil }
  let cda = orientation(c, d, a)
  let cdb = orientation(c, d, b)
  if (cda > 0 && cdb > 0) || (cda < 0 && cdb < 0) { return nil }
  // An end of one segment on the other, the collinear case included.
  if abc == 0, isBetween(c, a, b) { return c }
  if abd == 0, isBetween(d, a, b) { return d }
  if cda == 0, isBetween(a, c, d) { return a }
  if cdb == 0, isBetween(b, c, d) { return b }
  if abc == 0 || abd == 0 || cda == 0 || cdb == 0 { return nil }
  let t = Double(cda) / Double(cda - cdb)
  return GridPoint(
    x: a.x + Int((t * Double(b.x - a.x)).rounded()),
    y: a.y + Int((t * Double(b.y - a.y)).rounded()))
}

/// Whether `p`, known to be on the line through a and b, lies between them.
private func isBetween(_ p: GridPoint, _ a: GridPoint, _ b: GridPoint) -> Bool {
  min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y)
}
