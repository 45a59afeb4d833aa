/// The narrow band: voxels waiting to be expanded, in buckets of nearly equal arrival time.
///
/// An entry packs the bit pattern of the time above the voxel's offset in one `UInt64`. Buckets are
/// `width` wide and lie in a window that begins at `base`; what is later than the window waits in
/// `later` until the window is empty and begins anew. Within a bucket the order is arbitrary
/// ("untidy"), so a voxel may be expanded before its time is final; it is expanded again when it
/// gets an earlier one. The width therefore decides how much is done twice, not the result.
/// What comes into a bucket while it is being taken waits until the rest of it has been: depth
/// first, a bucket wider than its steps would be gone through again and again.
/// Invariant: every entry in the window lies in the bucket of its time, or in `current` if that
/// one has been passed already.
/// Source: Yatziv, Bartesaghi, Sapiro, J. Comput. Phys. 212 (2006) 393. We differ: no bound on the
/// width is needed, because voxels are corrected.
struct FrontQueue: Sendable {
  private static let bucketCount = 1024
  /// Words in a chunk: the end of the chunk before it in its bucket (0: none), then entries.
  private static let chunkSize = 64

  /// First a word for each bucket: where its next entry goes (0: it has no chunk; on a border
  /// between chunks: its chunk is full). Then the chunks. One array, so that the loops check it
  /// for sharing only once, and few chunks, so that the band stays in the fastest memory.
  private var words: [UInt64]
  /// The first chunk that is not in use; its first word tells the next one.
  private var free: UInt64 = 0
  private var freeCount = 0
  private var current = 0
  /// What is being taken of the current bucket, like the word of a bucket.
  private var taking: UInt64 = 0
  /// Entries in the window.
  private var count = 0
  /// Entries taken since the window began.
  private var takenCount = 0
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
    words = [UInt64](repeating: 0, count: Self.bucketCount)
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
    // Chunks are made before, so that the words do not move while they are written.
    makeChunks(for: added.count)
    var overflow: [UInt64] = []
    var (next, left) = (free, freeCount)
    let (base, inverseWidth, current) = (base, inverseWidth, current)
    var slots = words.mutableSpan
    for n in added.indices {
      let entry = added[unchecked: n]
      let x = (FrontQueue.time(entry) - base) * inverseWidth
      guard x < Float(Self.bucketCount - 1) else {
        overflow.append(entry)
        continue
      }
      // Within the words: a bucket is one of the first, a slot lies in a chunk that was made.
      let bucket = max(Self.bucket(x), current)
      var slot = Int(truncatingIfNeeded: slots[unchecked: bucket])
      if slot & (Self.chunkSize - 1) == 0 {
        let chunk = Int(truncatingIfNeeded: next)
        next = slots[chunk]
        left &-= 1
        slots[chunk] = UInt64(truncatingIfNeeded: slot)
        slot = chunk &+ 1
      }
      slots[unchecked: slot] = entry
      slots[unchecked: bucket] = UInt64(truncatingIfNeeded: slot &+ 1)
    }
    free = next
    freeCount = left
    count += added.count - overflow.count
    if !overflow.isEmpty { later += overflow }
  }

  /// The whole number next to 0 <= x < 2^22: added to 2^23, the digits after the point fall off.
  @inline(__always)
  private static func bucket(_ x: Float) -> Int {
    Int(truncatingIfNeeded: (x + 8_388_608).bitPattern & 0x7F_FFFF)
  }

  /// Makes sure that there are chunks enough, even if every entry needs one.
  private mutating func makeChunks(for entries: Int) {
    let needed = min(entries, Self.bucketCount + entries / (Self.chunkSize - 1))
    while freeCount < needed {
      let chunk = UInt64(truncatingIfNeeded: words.count)
      words += repeatElement(0, count: Self.chunkSize)
      words[words.count - Self.chunkSize] = free
      free = chunk
      freeCount += 1
    }
  }

  /// Times before this are final: nothing earlier waits.
  /// - Precondition: Not empty.
  mutating func earliestTime() -> Float {
    findEarliest()
    return base + (Float(current) - 0.5) * width
  }

  /// Moves entries of the earliest bucket to `batch`, at most as many as it has room for.
  /// - Returns: How many, at least one.
  /// - Precondition: Not empty.
  mutating func takeEarliest(into batch: inout MutableSpan<UInt64>) -> Int {
    findEarliest()
    if taking == 0 {
      taking = words[current]
      words[current] = 0
    }
    let unused = free
    let end = Int(truncatingIfNeeded: taking)
    var slots = words.mutableSpan
    let chunk = (end - 1) & ~(Self.chunkSize - 1)
    let first = max(chunk + 1, end - batch.count)
    precondition(first <= end && end <= slots.count && end - first <= batch.count)
    for slot in first..<end { batch[unchecked: slot &- first] = slots[unchecked: slot] }
    if first == chunk + 1 {
      let before = slots[chunk]
      slots[chunk] = unused
      taking = before
      free = UInt64(truncatingIfNeeded: chunk)
      freeCount += 1
    } else {
      taking = UInt64(truncatingIfNeeded: first)
    }
    count -= end - first
    takenCount += end - first
    return end - first
  }

  /// Goes to the earliest bucket that is not empty.
  private mutating func findEarliest() {
    if count == 0 { beginWindow() }
    guard taking == 0 else { return }
    while words[current] == 0 { current += 1 }
  }

  /// Begins the window at the earliest entry that waits.
  ///
  /// All that waits is looked at, so a window that gave little for it is followed by one twice as
  /// wide, and one that gave much by a narrower one: however far apart the times are, looking costs
  /// no more than expanding.
  private mutating func beginWindow() {
    let waiting = later
    later = []
    width = takenCount < waiting.count / 4 ? 2 * width : max(smallestWidth, width / 2)
    takenCount = 0
    base = waiting.reduce(.infinity) { min($0, FrontQueue.time($1)) }
    // A bucket must be wider than the last digit of the times, or all would lie in the first.
    width = max(width, base * 0x1p-20)
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
