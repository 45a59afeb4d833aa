/// The voxels beside an expanded voxel, and what it offers them.
///
/// An expansion has three stages, each done for many voxels: `gather` reads what lies around a voxel
/// (many reads from memory are then under way at once), `offers` computes in lanes what the
/// neighbours could get, `give` writes it where it is earlier. A voxel around may get an earlier
/// time in between; it then waits in the narrow band and makes its own offers.
/// Lanes are read in another loop than they are computed in: where both are in one, the compiler
/// takes the lanes apart.
protocol Neighbourhood: Sendable {
  associatedtype Gathered: BitwiseCopyable
  associatedtype Offers: BitwiseCopyable
  /// What stands in the buffers before the first voxel.
  static var nothing: (Gathered, Offers) { get }
  /// How far from a voxel its neighbours and theirs lie in the padded arrays.
  var reach: Int { get }
  func gather<Access: GridAccess>(
    _ access: Access.Type, around p: Int, _ cells: borrowing MutableSpan<Float>
  ) -> Gathered
  func offers(_ gathered: Gathered, around p: Int, at t: Float) -> Offers
  func give<Access: GridAccess>(
    _ access: Access.Type, _ offers: Offers, around p: Int, to cells: inout MutableSpan<Float>,
    _ changed: inout MutableSpan<UInt64>, _ count: inout Int)
}

/// The four neighbours in a grid of one slice; lanes: before and after along i, along j.
struct FlatNeighbourhood: Neighbourhood {
  let row: Int
  let scheme: UpwindPair

  init(rowStride: Int, spacing: SIMD3<Double>) {
    row = rowStride
    let (hi, hj) = (Float(spacing.x), Float(spacing.y))
    scheme = UpwindPair(along: SIMD4(hi, hi, hj, hj), across: SIMD4(hj, hj, hi, hi))
  }

  struct Gathered: BitwiseCopyable {
    let corners: SIMD4<Float>
    let cost: SIMD4<Float>
  }

  static var nothing: (Gathered, FourEntries) {
    (Gathered(corners: SIMD4(), cost: SIMD4()), FourEntries())
  }

  var reach: Int { row + 1 }

  @inline(__always)
  func gather<Access: GridAccess>(
    _ access: Access.Type, around p: Int, _ cells: borrowing MutableSpan<Float>
  ) -> Gathered {
    Gathered(
      corners: SIMD4(
        Access.time(cells, p &- row &- 1), Access.time(cells, p &- row &+ 1),
        Access.time(cells, p &+ row &- 1), Access.time(cells, p &+ row &+ 1)),
      cost: SIMD4(
        Access.cost(cells, p &- 1), Access.cost(cells, p &+ 1), Access.cost(cells, p &- row),
        Access.cost(cells, p &+ row)))
  }

  @inline(__always)
  func offers(_ gathered: Gathered, around p: Int, at t: Float) -> FourEntries {
    let c = gathered.corners
    let alongJ = earlier(c, SIMD4(c[2], c[3], c[0], c[1]))
    let alongI = earlier(c, SIMD4(c[1], c[0], c[3], c[2]))
    let across = SIMD4(alongJ[0], alongJ[1], alongI[0], alongI[2]) - t
    return FourEntries(t + scheme.step(across, gathered.cost), p, SIMD4(-1, 1, -row, row))
  }

  @inline(__always)
  func give<Access: GridAccess>(
    _ access: Access.Type, _ new: FourEntries, around p: Int,
    to cells: inout MutableSpan<Float>, _ changed: inout MutableSpan<UInt64>, _ count: inout Int
  ) {
    offer(access, new, 0, p &- 1, &cells, &changed, &count)
    offer(access, new, 1, p &+ 1, &cells, &changed, &count)
    offer(access, new, 2, p &- row, &cells, &changed, &count)
    offer(access, new, 3, p &+ row, &cells, &changed, &count)
  }
}

/// The six neighbours in a grid of several slices; lanes: before and after along i, along j, and
/// before and after along k, twice.
struct SolidNeighbourhood: Neighbourhood {
  let row: Int
  let slice: Int
  let inPlane: UpwindTriple
  let through: UpwindTriple

  init(rowStride: Int, sliceStride: Int, spacing: SIMD3<Double>) {
    row = rowStride
    slice = sliceStride
    let (hi, hj, hk) = (Float(spacing.x), Float(spacing.y), Float(spacing.z))
    inPlane = UpwindTriple(
      along: SIMD4(hi, hi, hj, hj), acrossB: SIMD4(hj, hj, hi, hi), acrossC: SIMD4(repeating: hk))
    through = UpwindTriple(
      along: SIMD4(repeating: hk), acrossB: SIMD4(repeating: hi), acrossC: SIMD4(repeating: hj))
  }

  struct Gathered: BitwiseCopyable {
    let across: SIMD4<Float>
    let above: SIMD4<Float>
    let cost: SIMD4<Float>
    let acrossI: SIMD4<Float>
    let acrossJ: SIMD4<Float>
    let costK: SIMD4<Float>
  }

  struct Offers: BitwiseCopyable {
    let near: FourEntries
    let far: FourEntries
  }

  static var nothing: (Gathered, Offers) {
    let zero = SIMD4<Float>()
    let gathered = Gathered(
      across: zero, above: zero, cost: zero, acrossI: zero, acrossJ: zero, costK: zero)
    return (gathered, Offers(near: FourEntries(), far: FourEntries()))
  }

  var reach: Int { slice + row }

  @inline(__always)
  func gather<Access: GridAccess>(
    _ access: Access.Type, around p: Int, _ cells: borrowing MutableSpan<Float>
  ) -> Gathered {
    let nw = Access.time(cells, p &- row &- 1)
    let ne = Access.time(cells, p &- row &+ 1)
    let sw = Access.time(cells, p &+ row &- 1)
    let se = Access.time(cells, p &+ row &+ 1)
    // In the slices before and after: what lies beside p.
    let before = SIMD4(
      Access.time(cells, p &- slice &- 1), Access.time(cells, p &- slice &+ 1),
      Access.time(cells, p &- slice &- row), Access.time(cells, p &- slice &+ row))
    let after = SIMD4(
      Access.time(cells, p &+ slice &- 1), Access.time(cells, p &+ slice &+ 1),
      Access.time(cells, p &+ slice &- row), Access.time(cells, p &+ slice &+ row))
    let (cb, ca) = (Access.cost(cells, p &- slice), Access.cost(cells, p &+ slice))
    return Gathered(
      across: earlier(SIMD4(nw, ne, nw, sw), SIMD4(sw, se, ne, se)),
      above: earlier(before, after),
      cost: SIMD4(
        Access.cost(cells, p &- 1), Access.cost(cells, p &+ 1), Access.cost(cells, p &- row),
        Access.cost(cells, p &+ row)),
      acrossI: earlier(
        SIMD4(before[0], after[0], before[0], after[0]),
        SIMD4(before[1], after[1], before[1], after[1])),
      acrossJ: earlier(
        SIMD4(before[2], after[2], before[2], after[2]),
        SIMD4(before[3], after[3], before[3], after[3])),
      costK: SIMD4(cb, ca, cb, ca))
  }

  @inline(__always)
  func offers(_ gathered: Gathered, around p: Int, at t: Float) -> Offers {
    let near = t + inPlane.step(gathered.across - t, gathered.above - t, gathered.cost)
    let far = t + through.step(gathered.acrossI - t, gathered.acrossJ - t, gathered.costK)
    return Offers(
      near: FourEntries(near, p, SIMD4(-1, 1, -row, row)),
      far: FourEntries(far, p, SIMD4(-slice, slice, -slice, slice)))
  }

  @inline(__always)
  func give<Access: GridAccess>(
    _ access: Access.Type, _ new: Offers, around p: Int,
    to cells: inout MutableSpan<Float>, _ changed: inout MutableSpan<UInt64>, _ count: inout Int
  ) {
    offer(access, new.near, 0, p &- 1, &cells, &changed, &count)
    offer(access, new.near, 1, p &+ 1, &cells, &changed, &count)
    offer(access, new.near, 2, p &- row, &cells, &changed, &count)
    offer(access, new.near, 3, p &+ row, &cells, &changed, &count)
    offer(access, new.far, 0, p &- slice, &cells, &changed, &count)
    offer(access, new.far, 1, p &+ slice, &cells, &changed, &count)
  }
}

/// Four entries of the narrow band, as pairs of words: offset, time.
struct FourEntries: BitwiseCopyable {
  private let words: SIMD8<UInt32>

  init() { words = SIMD8() }

  @inline(__always)
  init(_ times: SIMD4<Float>, _ p: Int, _ steps: SIMD4<Int>) {
    let offsets = UInt32(truncatingIfNeeded: p) &+ SIMD4<UInt32>(truncatingIfNeeded: steps)
    var words = SIMD8<UInt32>()
    words.evenHalf = offsets
    words.oddHalf = unsafeBitCast(times, to: SIMD4<UInt32>.self)
    self.words = words
  }

  @inline(__always)
  func time(_ n: Int) -> UInt32 { words[2 &* n &+ 1] }

  @inline(__always)
  func entry(_ n: Int) -> UInt64 { unsafeBitCast(words, to: SIMD4<UInt64>.self)[n] }
}

/// Gives the voxel at `q` what it is offered if that is earlier, and notes it as changed.
///
/// Whether it is cannot be predicted, so nothing is decided by a branch: the time is written in
/// any case, and the list of changed voxels grows by one or by zero. Times are not negative, so
/// they compare like their bit patterns.
@inline(__always)
private func offer<Access: GridAccess>(
  _ access: Access.Type, _ offers: FourEntries, _ n: Int, _ q: Int,
  _ cells: inout MutableSpan<Float>, _ changed: inout MutableSpan<UInt64>, _ count: inout Int
) {
  let old = Access.time(cells, q).bitPattern
  let new = offers.time(n)
  Access.setTime(&cells, q, Float(bitPattern: new < old ? new : old))
  Access.write(&changed, count, offers.entry(n))
  count &+= Int(truncatingIfNeeded: (new &- old) >> 31)
}
