import Volumes

/// A front of second order: the earliest voxel that waits becomes final, and its neighbours are
/// computed anew from final ones alone.
///
/// Second differences want times that do not change any more, so the order is strict, unlike in
/// `FirstOrderFront`. What a voxel gets from one axis may be too early as well as too late; when a
/// further axis is known it is replaced. Beside its time a voxel takes two bytes, and eight for each
/// time it waits with.
/// Source: see `FactoredScheme`.
struct SecondOrderFront: Sendable {
  private var heap = TimeHeap()
  private var states: [VoxelState]
  private var sources: [Source] = []

  /// Voxels expanded between two questions whether to go on.
  private static let partSize = 4096

  private struct Source: Sendable {
    /// Voxel coordinates.
    let position: SIMD3<Double>
    let cost: Double
  }

  init(metric: Metric) {
    states = [VoxelState](
      repeating: VoxelState(source: VoxelState.noSource), count: metric.grid.count)
  }

  /// Puts the voxels around a seed into the band.
  ///
  /// Their time is that of a straight way on which the cost changes linearly.
  mutating func start(
    at seed: VoxelPoint, _ corners: [SeedCorner], _ metric: Metric, _ times: inout [Float]
  ) {
    var sum = 0.0
    var weight = 0.0
    for corner in corners {
      sum += corner.weight * Double(metric.cost[corner.offset])
      weight += corner.weight
    }
    let seedCost = sum / weight
    let source = min(sources.count, Int(VoxelState.noSource))
    if source < VoxelState.noSource {
      sources.append(Source(position: seed.vector, cost: seedCost))
    }
    for corner in corners {
      let cost = Double(metric.cost[corner.offset])
      let mean = (cost + min(seedCost, FactoredScheme.largestSlowdown * cost)) / 2
      let t = Float(corner.distance * mean)
      if t < times[corner.offset] {
        times[corner.offset] = t
        states[corner.offset] = VoxelState(source: UInt16(source), isBesideSeed: true)
        heap.push(FrontQueue.entry(t, corner.offset))
      }
    }
  }

  /// As `FirstOrderFront.march`, but no voxel is expanded twice.
  mutating func march(
    over metric: Metric, _ times: inout [Float], until targets: [Int], upTo limit: Float,
    isCancelled: () -> Bool
  ) -> Int {
    // Taken out while the inner loop works on them, so that they are not copied.
    var band = heap
    var marks = states
    heap = TimeHeap()
    states = []
    var expanded = 0
    var reached = 0
    var isDone = false
    let sides = metric.grid.isFlat ? 4 : 6
    let room = min(sides * Self.partSize, times.count)
    while !isDone {
      band.makeRoom(for: room) { entry in
        let p = FrontQueue.offset(entry)
        return !marks[p].isFinal && times[p] == FrontQueue.time(entry)
      }
      var time = times.mutableSpan
      var state = marks.mutableSpan
      // Told apart, so that each kind of grid has a loop of its own.
      let part =
        metric.grid.isFlat
        ? expand(metric, isFlat: true, &time, &state, &band, until: targets, &reached, upTo: limit)
        : expand(metric, isFlat: false, &time, &state, &band, until: targets, &reached, upTo: limit)
      expanded += part.expanded
      isDone = part.isDone || isCancelled()
    }
    heap = band
    states = marks
    return expanded
  }

  /// Makes the earliest voxels of the band final and computes their neighbours anew.
  /// - Parameter reached: How many of the targets, from the first, are known to be final.
  /// - Returns: Number of voxels made final, and whether the march is over.
  @inline(__always)
  private func expand(
    _ metric: Metric, isFlat: Bool, _ time: inout MutableSpan<Float>,
    _ state: inout MutableSpan<VoxelState>, _ heap: inout TimeHeap, until targets: [Int],
    _ reached: inout Int, upTo limit: Float
  ) -> (expanded: Int, isDone: Bool) {
    let grid = metric.grid
    let cost = metric.cost.span
    let sources = sources.span
    var expanded = 0
    while expanded < Self.partSize {
      while reached < targets.count, state[targets[reached]].isFinal { reached += 1 }
      guard let earliest = heap.earliest, targets.isEmpty || reached < targets.count else {
        return (expanded, true)
      }
      let now = FrontQueue.time(earliest)
      if now > limit { return (expanded, true) }
      heap.removeEarliest()
      let p = FrontQueue.offset(earliest)
      // Stale: the voxel got another time since.
      if state[p].isFinal || time[p] != now { continue }
      state[p].isFinal = true
      expanded += 1
      let v = grid.voxel(p)
      let place = SIMD3(Double(v.i), Double(v.j), Double(v.k))
      for side in 0..<(isFlat ? 4 : 6) {
        let sign = side & 1 == 0 ? -1 : 1
        let stride = side < 2 ? 1 : side < 4 ? grid.rowStride : grid.sliceStride
        let q = p &+ sign &* stride
        if state[q].isFinal || cost[q] == .infinity { continue }
        // What came to the voxel from the other side came first.
        let across = q &+ sign &* stride
        if state[across].isFinal, time[across] < now { continue }
        var there = place
        if side < 2 {
          there.x += Double(sign)
        } else if side < 4 {
          there.y += Double(sign)
        } else {
          there.z += Double(sign)
        }
        let (computed, source) = arrival(
          at: q, there, cost, grid, isFlat: isFlat, time, state, sources)
        // What has become final on the way may make it a little too early.
        let new = max(computed, now)
        let old = time[q]
        // The straight way from a seed beside stays open.
        if new < old || new > old && !state[q].isBesideSeed {
          time[q] = new
          state[q].source = source
          heap.push(FrontQueue.entry(new, q))
        }
      }
    }
    return (expanded, false)
  }

  /// The time of a voxel with a final neighbour, and the seed it is reached from.
  @inline(__always)
  private func arrival(
    at q: Int, _ place: SIMD3<Double>, _ cost: Span<Float>, _ grid: PaddedGrid, isFlat: Bool,
    _ time: borrowing MutableSpan<Float>, _ state: borrowing MutableSpan<VoxelState>,
    _ sources: Span<Source>
  ) -> (time: Float, source: UInt16) {
    var x = neighbour(of: q, 1, grid.spacing.x, time, state)
    var y = neighbour(of: q, grid.rowStride, grid.spacing.y, time, state)
    var z =
      isFlat ? .none : neighbour(of: q, grid.sliceStride, grid.spacing.z, time, state)
    let earliest = x.time <= y.time ? (x.time <= z.time ? x : z) : (y.time <= z.time ? y : z)
    let source = state[q &+ earliest.step].source
    var sourceCost = Double.infinity
    if source != VoxelState.noSource {
      let from = sources[Int(source)]
      sourceCost = from.cost
      let away = (place - from.position) * grid.spacing
      x.away = x.step < 0 ? away.x : -away.x
      y.away = y.step < 0 ? away.y : -away.y
      if !isFlat { z.away = z.step < 0 ? away.z : -away.z }
    }
    if y.time < x.time { swap(&x, &y) }
    if !isFlat {
      if z.time < y.time { swap(&y, &z) }
      if y.time < x.time { swap(&x, &y) }
    }
    if source != VoxelState.noSource, x.weight > 1 {
      if !y.exists {
        y.slope = slope(along: y, behind: x, of: q, z.away, source, sources, cost, time, state)
      }
      if !isFlat, !z.exists {
        z.slope = slope(along: z, behind: x, of: q, y.away, source, sources, cost, time, state)
      }
    }
    let scheme = FactoredScheme(cost: Double(cost[q]), sourceCost: sourceCost)
    return (Float(scheme.arrivalTime(x, y, z)), source)
  }

  /// The final neighbours of a voxel along one axis.
  @inline(__always)
  private func neighbour(
    of q: Int, _ stride: Int, _ spacing: Double, _ time: borrowing MutableSpan<Float>,
    _ state: borrowing MutableSpan<VoxelState>
  ) -> UpwindNeighbour {
    let before = state[q &- stride].isFinal ? time[q &- stride] : .infinity
    let after = state[q &+ stride].isFinal ? time[q &+ stride] : .infinity
    let step = before <= after ? 0 &- stride : stride
    let near = min(before, after)
    var isSecondOrder = false
    var far = near
    if near < .infinity {
      // Inside of the array, because the neighbour is inside of the wall. Earlier, not equal: then
      // it has been final as long as the neighbour has.
      let behind = q &+ 2 &* step
      isSecondOrder = state[behind].isFinal && time[behind] < near
      if isSecondOrder { far = time[behind] }
    }
    return UpwindNeighbour(
      time: Double(near), timeBehind: Double(far), weight: isSecondOrder ? 1.5 : 1, step: step,
      spacing: spacing)
  }

  /// How time / distance to the seed rises along an axis two voxels back from `q`.
  /// - Parameter third: From the seed along the third axis, millimetres.
  @inline(__always)
  private func slope(
    along axis: UpwindNeighbour, behind x: UpwindNeighbour, of q: Int, _ third: Double,
    _ source: UInt16, _ sources: Span<Source>, _ cost: Span<Float>,
    _ time: borrowing MutableSpan<Float>,
    _ state: borrowing MutableSpan<VoxelState>
  ) -> Double? {
    let middle = q &+ 2 &* x.step
    let back = x.away - 2 * x.spacing
    let rest = back * back + third * third
    // Of voxels reached from the same seed; at the seed tau is the metric.
    func tau(_ p: Int, _ away: Double) -> Double? {
      let (t, at) = (time[p], state[p])
      guard at.isFinal, at.source == source else { return nil }
      return t > 0 ? Double(t) / (rest + away * away).squareRoot() : sources[Int(source)].cost
    }
    guard let here = tau(middle, axis.away) else { return nil }
    // The axis points against its step.
    let low = tau(middle &+ axis.step, axis.away - axis.spacing)
    let high = tau(middle &- axis.step, axis.away + axis.spacing)
    let slope: Double
    if let low, let high {
      slope = (high - low) / (2 * axis.spacing)
    } else if low != nil || high != nil {
      slope = ((high ?? here) - (low ?? here)) / axis.spacing
    } else {
      return nil
    }
    // Out of a wall, or around its end, no front comes straight.
    let rise = axis.away * here + (rest + axis.away * axis.away) * slope
    if rise == 0 { return slope }
    let upwind = rise > 0 ? q &+ axis.step : q &- axis.step
    return max(cost[upwind], cost[upwind &+ x.step]) < .infinity
      ? slope : nil
  }
}

/// What the march keeps for each voxel beside its time.
struct VoxelState: BitwiseCopyable, Sendable {
  private var bits: UInt16

  /// For what is reached from a seed beyond the numbers that fit: it does without factoring.
  static let noSource: UInt16 = 0x3FFF

  init(source: UInt16, isBesideSeed: Bool = false) {
    bits = source | (isBesideSeed ? 0x4000 : 0)
  }

  /// The number of the seed the voxel was reached from.
  var source: UInt16 {
    get { bits & 0x3FFF }
    set { bits = bits & 0xC000 | newValue }
  }

  var isBesideSeed: Bool { bits & 0x4000 != 0 }

  /// Whether the time does not change any more.
  var isFinal: Bool {
    get { bits & 0x8000 != 0 }
    set { bits = bits & 0x7FFF | (newValue ? 0x8000 : 0) }
  }
}
