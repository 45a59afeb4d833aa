/// The narrow band: a queue of voxels ordered by tentative arrival time.
///
/// An entry packs the bit pattern of the non-negative time (its order is that of the numbers)
/// above the voxel's offset in one `UInt64`, in a 4-ary heap. There is no decrease-key: a voxel
/// that gets an earlier time is pushed again and its old entry is recognised as stale when it
/// surfaces. Invariant: every entry is <= its four children.
struct FrontQueue: Sendable {
  private var entries: [UInt64] = []

  var isEmpty: Bool { entries.isEmpty }

  /// - Precondition: `time >= 0` and `0 <= offset < 2^32`.
  mutating func push(_ time: Float, _ offset: Int) {
    let entry = UInt64(time.bitPattern) << 32 | UInt64(truncatingIfNeeded: offset)
    var child = entries.count
    entries.append(entry)
    var heap = entries.mutableSpan
    while child > 0 {
      let parent = (child - 1) >> 2
      if heap[parent] <= entry { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  /// Removes the earliest entry.
  /// - Precondition: Not empty.
  mutating func pop() -> (time: Float, offset: Int) {
    let first = entries[0]
    let moved = entries.removeLast()
    let count = entries.count
    if count > 0 {
      var heap = entries.mutableSpan
      var parent = 0
      while true {
        let child = 4 * parent + 1
        if child >= count { break }
        var smallest = child
        var least = heap[child]
        let end = child + 4 < count ? child + 4 : count
        var other = child + 1
        while other < end {
          if heap[other] < least {
            least = heap[other]
            smallest = other
          }
          other += 1
        }
        if least >= moved { break }
        heap[parent] = least
        parent = smallest
      }
      heap[parent] = moved
    }
    return (
      Float(bitPattern: UInt32(truncatingIfNeeded: first >> 32)), Int(first & 0xFFFF_FFFF)
    )
  }
}
