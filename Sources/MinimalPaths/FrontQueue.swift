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

  /// Entries and, for each, the next one of its bucket; -1 ends a list.
  private var entries: [UInt64] = []
  private var links: [Int32] = []
  /// First unused node.
  private var free: Int32 = -1
  /// First entry of each bucket.
  private var heads: [Int32]
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
    heads = [Int32](repeating: -1, count: Self.bucketCount)
  }

  /// Without storage, to stand in while the queue is in use elsewhere.
  init() {
    smallestWidth = 1
    width = 1
    inverseWidth = 1
    heads = []
  }

  var isEmpty: Bool { count == 0 && later.isEmpty }

  /// Adds a voxel.
  /// - Precondition: `time` is finite and >= 0, `0 <= offset < 2^32`.
  mutating func push(_ entry: UInt64) {
    let x = (FrontQueue.time(entry) - base) * inverseWidth
    guard x < Float(Self.bucketCount) else {
      later.append(entry)
      return
    }
    let bucket = max(Int(x), current)
    var node = free
    if node >= 0 {
      free = links[Int(node)]
      entries[Int(node)] = entry
      links[Int(node)] = heads[bucket]
    } else {
      node = Int32(truncatingIfNeeded: entries.count)
      entries.append(entry)
      links.append(heads[bucket])
    }
    heads[bucket] = node
    count += 1
  }

  /// Times before this are final: nothing earlier waits.
  /// - Precondition: Not empty.
  mutating func earliestTime() -> Float {
    if count == 0 { beginWindow() }
    while heads[current] < 0 { current += 1 }
    return base + Float(current) * width
  }

  /// Moves the entries of the earliest bucket to `batch`, at most as many as it has room for.
  /// - Returns: How many.
  /// - Precondition: Not empty.
  mutating func takeEarliest(into batch: inout MutableSpan<UInt64>) -> Int {
    if count == 0 { beginWindow() }
    while heads[current] < 0 { current += 1 }
    var node = heads[current]
    var taken = 0
    while node >= 0, taken < batch.count {
      let n = Int(node)
      batch[taken] = entries[n]
      taken += 1
      node = links[n]
      links[n] = free
      free = Int32(truncatingIfNeeded: n)
    }
    heads[current] = node
    count -= taken
    return taken
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
    for entry in waiting { push(entry) }
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
