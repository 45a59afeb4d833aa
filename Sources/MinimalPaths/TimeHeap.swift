/// Voxels that wait, the earliest first: a heap in which every node has four children.
///
/// An entry packs the bit pattern of the time above the voxel's offset in one `UInt64`, as in
/// `FrontQueue`: times are not negative, so entries compare like times, and equal times by offset.
/// An entry is never changed. A voxel that gets another time is pushed again; whoever takes the
/// earliest drops the stale ones.
/// Invariant: no entry is smaller than its parent.
/// Source: d-ary heaps: Johnson, Information Processing Letters 4 (1975) 53.
struct TimeHeap: Sendable {
  private var entries: [UInt64] = []

  var earliest: UInt64? { entries.first }

  mutating func push(_ entry: UInt64) {
    var place = entries.count
    entries.append(entry)
    var slots = entries.mutableSpan
    // The entries on the way to the root make room; the new one is written once.
    while place > 0 {
      let parent = (place &- 1) >> 2
      let above = slots[parent]
      if above <= entry { break }
      slots[place] = above
      place = parent
    }
    slots[place] = entry
  }

  /// - Precondition: Not empty.
  mutating func removeEarliest() {
    let last = entries.removeLast()
    if entries.isEmpty { return }
    var slots = entries.mutableSpan
    Self.sink(last, from: 0, in: &slots)
  }

  /// Makes room for entries to come: first by dropping the stale ones, then by more memory. So that
  /// happens rarely, and the memory stays near what the live ones need.
  mutating func makeRoom(for added: Int, isLive: (UInt64) -> Bool) {
    if entries.count + added <= entries.capacity { return }
    entries.removeAll { !isLive($0) }
    var slots = entries.mutableSpan
    for place in stride(from: (slots.count - 2) >> 2, through: 0, by: -1) {
      Self.sink(slots[place], from: place, in: &slots)
    }
    let needed = entries.count + added
    if needed > entries.capacity / 3 * 2 { entries.reserveCapacity(needed + needed / 2) }
  }

  /// Puts an entry to `place` or below, where the invariant holds but for `place` itself.
  @inline(__always)
  private static func sink(
    _ entry: UInt64, from top: Int, in slots: inout MutableSpan<UInt64>
  ) {
    var place = top
    var child = 4 &* place &+ 1
    while child &+ 3 < slots.count {
      // Sums instead of branches, which would be guessed wrong half of the time.
      let (a, b) = (slots[child], slots[child &+ 1])
      let (c, d) = (slots[child &+ 2], slots[child &+ 3])
      let (left, right) = (min(a, b), min(c, d))
      let smallest = min(left, right)
      if entry <= smallest {
        slots[place] = entry
        return
      }
      slots[place] = smallest
      let inLeft = child &+ isLess(b, a)
      let inRight = child &+ 2 &+ isLess(d, c)
      place = inLeft &+ (inRight &- inLeft) &* isLess(right, left)
      child = 4 &* place &+ 1
    }
    // The last node may have fewer than four children.
    if child < slots.count {
      var smallest = child
      for other in child &+ 1..<slots.count
      where slots[other] < slots[smallest] {
        smallest = other
      }
      if slots[smallest] < entry {
        slots[place] = slots[smallest]
        place = smallest
      }
    }
    slots[place] = entry
  }
}

/// 1 if `a` is less than `b`, otherwise 0.
@inline(__always)
private func isLess(_ a: UInt64, _ b: UInt64) -> Int {
  a.subtractingReportingOverflow(b).overflow ? 1 : 0
}
