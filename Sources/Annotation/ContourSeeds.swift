import MinimalPaths
import Volumes

// What becomes of the courses of arcs when seeds come and go.

extension SessionState.Contour {
  /// Inserts a seed before the one at `position`, or appends it. It splits an arc: both halves of a
  /// straight one stay straight; another way round is taken back, since the new seed is there to say
  /// where the contour runs.
  mutating func insertSeed(_ point: SlicePoint, at position: Int) {
    let splitsArc = isClosed || (position > 0 && position < seeds.count)
    let split = (position + seeds.count - 1) % seeds.count
    let half = splitsArc && courses[split] == .straight ? ArcCourse.straight : .found
    if splitsArc { courses[split] = half }
    courses.insert(half, at: position)
    seeds.insert(point, at: position)
  }

  /// Removes a seed and joins its two arcs: straight if both were, otherwise as found.
  mutating func removeSeed(at position: Int) {
    let before = (position + seeds.count - 1) % seeds.count
    let after = courses[position]
    let joinsArcs = isClosed || (position > 0 && position < seeds.count - 1)
    let isStraight = joinsArcs && courses[before] == .straight && after == .straight
    // Of an open contour's first seed only the arc after it goes, of its last the one before.
    if isClosed || position > 0 { courses[before] = isStraight ? .straight : .found }
    courses.remove(at: position)
    seeds.remove(at: position)
  }
}
