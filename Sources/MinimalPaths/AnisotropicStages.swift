/// The stages of an expansion over an anisotropic metric, each done for many voxels: many reads from
/// memory are then under way at once, and the scheme is solved in lanes.
///
/// Only voxels with a stencil ever get a time, and the wall is as thick as the longest stencil, so
/// all that is read lies in the arrays.
struct AnisotropicStages<Access: StencilAccess> {
  private let metric: AnisotropicMetric
  private let row: Int
  private let hasDrift: Bool

  init(_ metric: AnisotropicMetric) {
    self.metric = metric
    row = metric.grid.rowStride
    hasDrift = !metric.drifts.isEmpty
  }

  /// Candidates that are gathered and solved at a time: few enough for the fastest memory.
  static var chunkSize: Int { 512 }
  /// What is gathered for a chunk: of each of the three pairs of neighbours the earlier time, then
  /// the three weights.
  static var gatheredSize: Int { 6 * chunkSize }

  /// Room for the candidates of a batch; the next place is always written.
  func room(forBatch size: Int) -> Int { size * (6 + metric.unrequited.longestRow) + 1 }

  /// Leaves the voxels of a batch that are to be expanded, and lets them wait no longer.
  /// - Returns: How many.
  @inline(never)
  func dropStale(
    _ batch: inout MutableSpan<UInt64>, _ taken: Int, _ isWaiting: inout MutableSpan<UInt8>
  ) -> Int {
    var live = 0
    for n in 0..<taken {
      let entry = batch[n]
      let p = FrontQueue.offset(entry)
      batch[live] = entry
      live &+= Int(Access.read(isWaiting, p))
      Access.write(&isWaiting, p, 0)
    }
    return live
  }

  /// Lists the voxels whose time may depend on the voxels of a batch: those around them in their
  /// own stencil, and those that have them in theirs alone. One may be listed several times.
  /// - Returns: How many.
  @inline(never)
  func collect(
    _ batch: Span<UInt64>, _ time: borrowing MutableSpan<Float>,
    _ candidates: inout MutableSpan<UInt32>
  ) -> Int {
    let stencils = metric.stencils.span
    let starts = metric.unrequited.starts.span
    let entries = metric.unrequited.entries.span
    let reaches = metric.driftReaches.span
    var count = 0
    for n in batch.indices {
      let p = FrontQueue.offset(Access.read(batch, n))
      let stencil = Access.read(stencils, p)
      let (d0, d1) = stencil.distances(row)
      let d2 = d0 &+ d1
      // Only a later neighbour can depend on this time; with a drift, one a little earlier too.
      let bound = Access.read(time, p) - (hasDrift ? Access.read(reaches, p) : 0)
      @inline(__always)
      func consider(_ x: Int, _ hasWeight: Int) {
        Access.write(&candidates, count, UInt32(truncatingIfNeeded: x))
        count &+= (Access.read(time, x) > bound ? 1 : 0) & hasWeight
      }
      let (h0, h1, h2) = (
        stencil.w0 > 0 ? 1 : 0, stencil.w1 > 0 ? 1 : 0, stencil.w2 > 0 ? 1 : 0
      )
      consider(p &- d0, h0)
      consider(p &+ d0, h0)
      consider(p &- d1, h1)
      consider(p &+ d1, h1)
      consider(p &- d2, h2)
      consider(p &+ d2, h2)
      let end = Int(Access.read(starts, p &+ 1))
      var m = Int(Access.read(starts, p))
      while m < end {
        consider(Int(Access.read(entries, m)), 1)
        m &+= 1
      }
    }
    return count
  }

  /// Reads what the schemes of the candidates, at most a chunk, need.
  @inline(never)
  func gather(
    _ candidates: Span<UInt32>, _ time: borrowing MutableSpan<Float>,
    _ gathered: inout MutableSpan<Float>
  ) {
    // Written out twice by the compiler, so that a march without a drift does not pay for it.
    if hasDrift {
      gather(candidates, time, &gathered, hasDrift: true)
    } else {
      gather(candidates, time, &gathered, hasDrift: false)
    }
  }

  @inline(__always)
  private func gather(
    _ candidates: Span<UInt32>, _ time: borrowing MutableSpan<Float>,
    _ gathered: inout MutableSpan<Float>, hasDrift: Bool
  ) {
    let stencils = metric.stencils.span
    let drifts = metric.drifts.span
    for n in candidates.indices {
      let x = Int(Access.read(candidates, n))
      let stencil = Access.read(stencils, x)
      let (d0, d1) = stencil.distances(row)
      let drift = hasDrift ? Access.read(drifts, x) : SIMD2()
      @inline(__always)
      func earliest(_ d: Int, _ w: Float) -> Float {
        let behind = hasDrift ? Access.read(time, x &- d) - w : Access.read(time, x &- d)
        let ahead = hasDrift ? Access.read(time, x &+ d) + w : Access.read(time, x &+ d)
        return behind < ahead ? behind : ahead
      }
      let chunk = Self.chunkSize
      Access.write(&gathered, n, earliest(d0, drift.x))
      Access.write(&gathered, n &+ chunk, earliest(d1, drift.y))
      Access.write(&gathered, n &+ 2 &* chunk, earliest(d0 &+ d1, drift.x + drift.y))
      Access.write(&gathered, n &+ 3 &* chunk, stencil.w0)
      Access.write(&gathered, n &+ 4 &* chunk, stencil.w1)
      Access.write(&gathered, n &+ 5 &* chunk, stencil.w2)
    }
  }

  /// Solves the schemes of the candidates, at most a chunk, four at a time.
  @inline(never)
  func solve(_ gathered: Span<Float>, _ count: Int, _ new: inout MutableSpan<Float>) {
    @inline(__always)
    func lanes(_ n: Int) -> SIMD4<Float> {
      SIMD4(
        Access.read(gathered, n), Access.read(gathered, n &+ 1), Access.read(gathered, n &+ 2),
        Access.read(gathered, n &+ 3))
    }
    let chunk = Self.chunkSize
    var n = 0
    while n < count {
      let t = AnisotropicScheme.time(
        lanes(n), lanes(n &+ chunk), lanes(n &+ 2 &* chunk), lanes(n &+ 3 &* chunk),
        lanes(n &+ 4 &* chunk), lanes(n &+ 5 &* chunk))
      Access.write(&new, n, t[0])
      Access.write(&new, n &+ 1, t[1])
      Access.write(&new, n &+ 2, t[2])
      Access.write(&new, n &+ 3, t[3])
      n &+= 4
    }
  }

  /// Gives the candidates their new times where these are earlier, and lists them for the queue.
  ///
  /// Which they are cannot be predicted, so nothing is decided by a branch. Times are not negative,
  /// so they compare like their bit patterns.
  /// - Parameter earliest: Where the queue is: what is earlier waits under this time.
  /// - Parameter count: How many changed, in this chunk and before.
  @inline(never)
  func give(
    _ candidates: Span<UInt32>, _ new: Span<Float>, notBefore earliest: Float,
    _ time: inout MutableSpan<Float>, _ isWaiting: inout MutableSpan<UInt8>,
    _ changed: inout MutableSpan<UInt64>, _ count: inout Int
  ) {
    let earliest = earliest.bitPattern
    for n in candidates.indices {
      let x = Access.read(candidates, n)
      let p = Int(x)
      let old = Access.read(time, p).bitPattern
      let offered = Access.read(new, n).bitPattern
      let isEarlier = (offered &- old) >> 31
      Access.write(&time, p, Float(bitPattern: offered < old ? offered : old))
      let waited = Access.read(isWaiting, p)
      Access.write(&isWaiting, p, waited | UInt8(truncatingIfNeeded: isEarlier))
      let key = offered > earliest ? offered : earliest
      Access.write(&changed, count, UInt64(key) << 32 | UInt64(x))
      count &+= Int(truncatingIfNeeded: isEarlier)
    }
  }
}

/// `GridAccess` for more kinds of values.
protocol StencilAccess: GridAccess {
  static func read<Value: BitwiseCopyable>(_ span: Span<Value>, _ n: Int) -> Value
  static func read<Value: BitwiseCopyable>(_ span: borrowing MutableSpan<Value>, _ n: Int) -> Value
  static func write<Value: BitwiseCopyable>(
    _ span: inout MutableSpan<Value>, _ n: Int, _ value: Value)
}

extension UncheckedAccess: StencilAccess {
  @inline(__always)
  static func read<Value: BitwiseCopyable>(_ span: Span<Value>, _ n: Int) -> Value {
    span[unchecked: n]
  }
  @inline(__always)
  static func read<Value: BitwiseCopyable>(
    _ span: borrowing MutableSpan<Value>, _ n: Int
  ) -> Value { span[unchecked: n] }
  @inline(__always)
  static func write<Value: BitwiseCopyable>(
    _ span: inout MutableSpan<Value>, _ n: Int, _ value: Value
  ) { span[unchecked: n] = value }
}

extension CheckedAccess: StencilAccess {
  @inline(__always)
  static func read<Value: BitwiseCopyable>(_ span: Span<Value>, _ n: Int) -> Value { span[n] }
  @inline(__always)
  static func read<Value: BitwiseCopyable>(
    _ span: borrowing MutableSpan<Value>, _ n: Int
  ) -> Value { span[n] }
  @inline(__always)
  static func write<Value: BitwiseCopyable>(
    _ span: inout MutableSpan<Value>, _ n: Int, _ value: Value
  ) { span[n] = value }
}
