import MinimalPaths
import Volumes

// What becomes of the courses of arcs when seeds come and go.

extension SessionState.Contour {
  /// Inserts a seed before the one at `position`, or appends it. It splits an arc: both halves of a
  /// straight or smooth one stay so; another way round is taken back, since the new seed is there to
  /// say where the contour runs.
  mutating func insertSeed(_ point: SlicePoint, at position: Int) {
    let splitsArc = isClosed || (position > 0 && position < seeds.count)
    let split = (position + seeds.count - 1) % seeds.count
    let half = splitsArc && courses[split] != .otherWay ? courses[split] : .found
    if splitsArc { courses[split] = half }
    courses.insert(half, at: position)
    seeds.insert(point, at: position)
  }

  /// Removes a seed and joins its two arcs: straight or smooth if both were, otherwise as found.
  mutating func removeSeed(at position: Int) {
    let before = (position + seeds.count - 1) % seeds.count
    let after = courses[position]
    let joinsArcs = isClosed || (position > 0 && position < seeds.count - 1)
    let isKept = joinsArcs && courses[before] == after && after != .otherWay
    // Of an open contour's first seed only the arc after it goes, of its last the one before.
    if isClosed || position > 0 { courses[before] = isKept ? after : .found }
    courses.remove(at: position)
    machineSeeds.remove(seeds.remove(at: position))
  }
}
