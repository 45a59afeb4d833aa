/// The narrow band: voxels waiting to be expanded, in buckets of nearly equal arrival time.
///
/// An entry packs the bit pattern of the time above the voxel's offset in one `UInt64`. Buckets are
/// `width` wide and lie in a window that begins at `base`; what is later than the window waits in
/// `later` until the window is empty and begins anew. Within a bucket the order is arbitrary
/// ("untidy"), so a voxel may be expanded before its time is final; it is expanded again when it
/// gets an earlier one. The width therefore decides how much is done twice, not the result.
/// Invariant: every entry in the window lies in the bucket of its time, or in `current` if that
/// one has been passed already.
/// Source: Yatziv, Bartesaghi, Sapiro, J. Comput. Phys. 212 (2006) 393. We differ: no bound on the
/// width is needed, because voxels are corrected.
struct FrontQueue: Sendable {
  private static let bucketCount = 1024
  /// What ends a list.
  private static let none: UInt64 = 0

  /// The first `bucketCount` words: the first node of each bucket. Then the nodes, two words each:
  /// the entry and the next node. One array, so that the loops check it for sharing only once.
  private var words: [UInt64]
  /// First unused node, and how many there are.
  private var free = none
  private var freeCount = 0
  private var current = 0
  /// Entries in the window.
  private var count = 0
  private var later: [UInt64] = []
  private var base: Float = 0
  private var width: Float
  private var inverseWidth: Float
  private let smallestWidth: Float

  /// - Parameter width: Time a bucket spans, > 0; a small part of what crossing a voxel takes.
  init(width: Float) {
    smallestWidth = width
    self.width = width
    inverseWidth = 1 / width
    words = [UInt64](repeating: Self.none, count: Self.bucketCount)
  }

  /// Without storage, to stand in while the queue is in use elsewhere.
  init() {
    smallestWidth = 1
    width = 1
    inverseWidth = 1
    words = []
  }

  var isEmpty: Bool { count == 0 && later.isEmpty }

  /// Adds entries.
  /// - Precondition: Their times are finite and >= 0.
  mutating func push(_ added: Span<UInt64>) {
    makeRoom(for: added.count)
    var overflow: [UInt64] = []
    var next = free
    var taken = 0
    let (base, inverseWidth, current) = (base, inverseWidth, current)
    var nodes = words.mutableSpan
    for n in added.indices {
      let entry = added[n]
      let x = (FrontQueue.time(entry) - base) * inverseWidth
      guard x < Float(Self.bucketCount) else {
        overflow.append(entry)
        continue
      }
      let bucket = max(Int(x), current)
      let node = Int(truncatingIfNeeded: next)
      next = nodes[node + 1]
      nodes[node] = entry
      nodes[node + 1] = nodes[bucket]
      nodes[bucket] = UInt64(truncatingIfNeeded: node)
      taken += 1
    }
    free = next
    freeCount -= taken
    count += taken
    if !overflow.isEmpty { later += overflow }
  }

  /// Makes sure that there are enough unused nodes.
  private mutating func makeRoom(for needed: Int) {
    while freeCount < needed {
      let node = UInt64(truncatingIfNeeded: words.count)
      words.append(0)
      words.append(free)
      free = node
      freeCount += 1
    }
  }

  /// Times before this are final: nothing earlier waits.
  /// - Precondition: Not empty.
  mutating func earliestTime() -> Float {
    findEarliest()
    return base + Float(current) * width
  }

  /// Moves the entries of the earliest bucket to `batch`, at most as many as it has room for.
  /// - Returns: How many.
  /// - Precondition: Not empty.
  mutating func takeEarliest(into batch: inout MutableSpan<UInt64>) -> Int {
    findEarliest()
    let bucket = current
    var unused = free
    var nodes = words.mutableSpan
    var next = nodes[bucket]
    var taken = 0
    while next != Self.none, taken < batch.count {
      let node = Int(truncatingIfNeeded: next)
      batch[taken] = nodes[node]
      taken += 1
      next = nodes[node + 1]
      nodes[node + 1] = unused
      unused = UInt64(truncatingIfNeeded: node)
    }
    nodes[bucket] = next
    free = unused
    freeCount += taken
    count -= taken
    return taken
  }

  /// Goes to the earliest bucket that is not empty.
  private mutating func findEarliest() {
    if count == 0 { beginWindow() }
    while words[current] == Self.none { current += 1 }
  }

  /// Begins the window at the earliest entry that waits. It is made wide enough for most of them,
  /// so that each is moved a few times only, however far apart the times are.
  private mutating func beginWindow() {
    let waiting = later
    later = []
    base = .infinity
    var sum = 0.0
    for entry in waiting {
      let t = FrontQueue.time(entry)
      base = min(base, t)
      sum += Double(t)
    }
    let spread = Float(sum / Double(waiting.count)) - base
    width = max(smallestWidth, spread / 128)
    inverseWidth = 1 / width
    current = 0
    push(waiting.span)
  }

  /// Packs a voxel and its time.
  static func entry(_ time: Float, _ offset: Int) -> UInt64 {
    UInt64(time.bitPattern) << 32 | UInt64(truncatingIfNeeded: offset)
  }

  static func time(_ entry: UInt64) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: entry >> 32))
  }

  static func offset(_ entry: UInt64) -> Int { Int(entry & 0xFFFF_FFFF) }
}
