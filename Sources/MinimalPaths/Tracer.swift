import Synchronization
public import Volumes

/// Traces contours in one slice, as clicks come and move.
///
/// The metric of the slice is prepared once. The front of each seed is kept and grows only as far
/// as it is asked to; ways are kept too, so that a moved seed costs its two arcs. What comes out
/// depends on the request alone, not on what was asked before.
///
///     let tracer = Tracer(slice: slice)
///     let line = try tracer.path(from: seed, to: cursor)            // while the mouse moves
///     let contour = try tracer.contour(through: seeds, closed: true)
public final class Tracer: Sendable {
  public let ni: Int
  public let nj: Int
  /// Millimetres along i and j.
  public let spacing: SIMD2<Double>
  public let metric: Metric
  private let parameters: EdgeMetricParameters
  private let slice: ImageSlice
  private let outlineParameters: OutlineModelParameters
  /// Equal-sided pixels per voxel along i and j.
  let scale: SIMD2<Double>
  /// What neighbours and networks make of the metric, which is kept.
  private let surroundings: Surroundings
  /// Made when an outline is first asked for.
  private let keptOutline = Mutex<OutlineModel?>(nil)

  /// - Precondition: `parameters.problem == nil`.
  public convenience init(
    slice: ImageSlice, parameters: EdgeMetricParameters = EdgeMetricParameters()
  ) {
    self.init(slice: slice, parameters: parameters, outline: OutlineModelParameters())
  }

  /// The same with another outline model.
  package init(
    slice: ImageSlice, parameters: EdgeMetricParameters, outline: OutlineModelParameters
  ) {
    ni = slice.ni
    nj = slice.nj
    spacing = slice.spacing
    scale = slice.equalSidedScale
    self.parameters = parameters
    self.slice = slice
    outlineParameters = outline
    metric = Metric(of: slice, parameters: parameters)
    surroundings = Surroundings(
      metric: metric, scale: scale, parameters: parameters, guidance: outline.guidance)
  }

  /// The contour through or near `seeds`.
  /// - Parameters:
  ///   - model: How a closed contour is drawn; an open one is always geodesic.
  ///   - isCancelled: Asked every few thousand voxels.
  /// - Throws: `TracingError` when the seeds give no contour, or `.cancelled`.
  public func contour(
    through seeds: [SlicePoint], closed: Bool, model: ContourModel = .outline,
    isCancelled: () -> Bool = { false }
  ) throws(TracingError) -> TracedContour {
    try contour(
      ContourRequest(seeds: seeds, isClosed: closed, model: model), isCancelled: isCancelled)
  }

  /// The contour that is asked for.
  ///
  /// Seeds are taken to the contour grid. Between 1/2 voxel outside of the outermost centres and
  /// those centres a seed is valid; the front starts from the nearest point of the grid.
  /// - Parameter isCancelled: Asked every few thousand voxels.
  /// - Throws: `TracingError` when the request gives no contour, or `.cancelled`.
  public func contour(
    _ request: ContourRequest, isCancelled: () -> Bool = { false }
  ) throws(TracingError) -> TracedContour {
    let request = try checked(request)
    if isCancelled() { throw .cancelled }
    if request.isSettled { return try settled(request, isCancelled) }
    let barriers = request.neighbours.barriers(for: request.seeds, scale: scale)
    if let contour = try outlined(request, barriers, isCancelled) { return contour }
    let draft = geodesicDraft(request, barriers)
    var arcs: [TracedContour.Arc] = []
    for n in 0..<request.arcCount { arcs.append(try arc(n, of: draft, isCancelled)) }
    return try assembled(draft, arcs, isCancelled)
  }

  /// The same contour, its geodesic arcs solved side by side on the available cores; cancelled
  /// with its task.
  public func contourInParallel(
    _ request: ContourRequest
  ) async throws(TracingError) -> TracedContour {
    let request = try checked(request)
    if Task.isCancelled { throw .cancelled }
    if request.isSettled { return try settled(request) { Task.isCancelled } }
    let barriers = request.neighbours.barriers(for: request.seeds, scale: scale)
    if let contour = try outlined(request, barriers, { Task.isCancelled }) { return contour }
    let draft = geodesicDraft(request, barriers)
    let solved = await withTaskGroup(of: (Int, TracedContour.Arc?).self) { group in
      for n in 0..<request.arcCount {
        group.addTask { (n, try? self.arc(n, of: draft) { Task.isCancelled }) }
      }
      return await group.reduce(into: [Int: TracedContour.Arc]()) { $0[$1.0] = $1.1 }
    }
    let arcs = (0..<request.arcCount).compactMap { solved[$0] }
    guard arcs.count == request.arcCount else { throw .cancelled }
    return try assembled(draft, arcs) { Task.isCancelled }
  }

  /// The contour through or near `seeds`, as by `contour(through:closed:model:)`.
  public func contourInParallel(
    through seeds: [SlicePoint], closed: Bool, model: ContourModel = .outline
  ) async throws(TracingError) -> TracedContour {
    try await contourInParallel(ContourRequest(seeds: seeds, isClosed: closed, model: model))
  }

  /// The line a click at `cursor` would add after `seed`: quick enough to follow the mouse.
  /// - Parameters:
  ///   - neighbours: Contours of other structures.
  ///   - clicks: Those of the contour so far, which say on what side of its neighbours it lies; the
  ///     seed alone when left out.
  ///   - guidance: What a network says about the region.
  /// - Returns: From the seed to the cursor, both included and taken to the contour grid.
  /// - Throws: `TracingError.seedNotFinite`, `.seedOutsideSlice` (2 is the cursor),
  ///   `.guidanceOfOtherSize`.
  public func path(
    from seed: SlicePoint, to cursor: SlicePoint, beside neighbours: Neighbours = Neighbours(),
    of clicks: [SlicePoint] = [], guidedBy guidance: Guidance? = nil
  ) throws(TracingError) -> [SlicePoint] {
    try check(guidance)
    let (start, end) = (try taken(seed, number: 1), try taken(cursor, number: 2))
    let contour = clicks.isEmpty ? [start] : clicks
    let barriers = neighbours.barriers(for: contour, scale: scale)
    return try surroundings.ways(beside: barriers, guidance, believedBy: contour)
      .passingWay(from: start, to: end)
  }

  /// When a front from `seed` arrives at each pixel of the whole slice, shape (ni, nj).
  /// - Precondition: `contains(seed)`.
  public func arrivalTimes(from seed: SlicePoint) -> [Float] {
    surroundings.plainWays.arrivalTimes(from: seed.snappedToContourGrid)
  }

  /// For each pixel of the slice the neighbour on its way to `seed`, shape (ni, nj): see
  /// `ParentMap`.
  /// - Precondition: `contains(seed)`.
  public func parents(from seed: SlicePoint) -> [UInt8] {
    ParentMap.parents(of: arrivalTimes(from: seed), ni: ni, nj: nj)
  }

  /// Whether a click lies in the area the slice's voxels cover.
  public func contains(_ p: SlicePoint) -> Bool {
    p.x >= -0.5 && p.x <= Double(ni) - 0.5 && p.y >= -0.5 && p.y <= Double(nj) - 0.5
  }

  // MARK: Drawing

  /// A checked request with what its arcs are looked for in.
  private struct Draft: Sendable {
    var request: ContourRequest
    let ways: GeodesicWays

    func ends(_ arc: Int) -> (start: SlicePoint, end: SlicePoint) {
      (request.seeds[arc], request.seeds[(arc + 1) % request.seeds.count])
    }
  }

  private func geodesicDraft(
    _ request: ContourRequest, _ barriers: [Neighbours.Barrier]
  ) -> Draft {
    var draft = Draft(request: request, ways: ways(request, barriers))
    draft.request.seeds = metric.snapped(request.seeds, reach: request.snap, scale: scale)
    return draft
  }

  /// A contour of which nothing has to be looked for in the image.
  private func settled(
    _ request: ContourRequest, _ isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour {
    let isOutline = request.isClosed && request.model == .outline
    let draft =
      isOutline ? Draft(request: request, ways: surroundings.plainWays) : geodesicDraft(request, [])
    return try assembled(
      draft, (0..<request.arcCount).compactMap { drawnArc($0, of: draft) }, isCancelled)
  }

  private func ways(
    _ request: ContourRequest, _ barriers: [Neighbours.Barrier]
  ) -> GeodesicWays {
    surroundings.ways(
      beside: barriers, request.guidance, believedBy: request.seeds,
      machineSeeds: request.machineSeeds)
  }

  /// The contour of the outline model; nil for others, and where its line cannot be made a simple
  /// contour that passes every click in order, so that the geodesic draws it.
  private func outlined(
    _ request: ContourRequest, _ barriers: [Neighbours.Barrier], _ isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour? {
    guard request.isClosed, request.model == .outline else { return nil }
    // Clicks on one line are a mistake: the geodesic says so.
    guard doubledArea(request.seeds.map(ContourGrid.snapped)) != 0 else { return nil }
    let forbidden = surroundings.forbidden(barriers)
    func contour(guidedBy guidance: GuidanceGround?) -> TracedContour? {
      let line = outline.line(
        through: request.seeds, avoiding: forbidden, guidedBy: guidance,
        machineSeeds: request.machineSeeds)
      return TracedContour(
        seeds: request.seeds, near: line.points.map(\.snappedToContourGrid),
        confidences: line.confidences, strength: strength)
    }
    let guided = request.guidance.flatMap { contour(guidedBy: surroundings.ground($0)) }
    let contour = guided ?? contour(guidedBy: nil)
    guard let contour, request.isCorrected || request.neighbours.sharesBorders else {
      return contour
    }
    let draft = Draft(request: request, ways: ways(request, barriers))
    return try assembled(draft, contour.arcs, isCancelled)
  }

  /// The strips in which the outline through or beside some clicks is looked for.
  /// - Precondition: Three clicks or more, not on one line.
  package func outlineStrips(through clicks: [SlicePoint]) -> [LearningStrip] {
    outline.strips(through: clicks.map(\.snappedToContourGrid))
  }

  /// How the outline through or beside some clicks comes about.
  /// - Precondition: Three clicks or more, not on one line.
  package func outlineExplanation(through clicks: [SlicePoint]) -> OutlineExplanation {
    outline.explanation(through: clicks.map(\.snappedToContourGrid))
  }

  private var outline: OutlineModel {
    keptOutline.withLock { kept in
      let model = kept ?? OutlineModel(slice: slice, parameters: outlineParameters)
      kept = model
      return model
    }
  }

  /// The arc as it is found, unless it need not be looked for.
  private func arc(
    _ n: Int, of draft: Draft, _ isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour.Arc {
    if let drawn = drawnArc(n, of: draft) { return drawn }
    let (start, end) = draft.ends(n)
    return arc(along: try draft.ways.way(from: start, to: end, isCancelled: isCancelled))
  }

  /// The arc of which its course says all; nil where the image has a say.
  private func drawnArc(_ n: Int, of draft: Draft) -> TracedContour.Arc? {
    let (start, end) = draft.ends(n)
    switch draft.request.course(n) {
    case .straight:
      var arc = straightArc(from: start, to: end)
      arc.course = .straight
      return arc
    case .smooth:
      return arc(along: draft.request.smoothLine(n, scale: scale, ni: ni, nj: nj), .smooth)
    case .found, .otherWay: return nil
    }
  }

  /// The contour of arcs as they were found, after what was decided about them.
  private func assembled(
    _ draft: Draft, _ found: [TracedContour.Arc], _ isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour {
    let request = draft.request
    var arcs = found
    for n in arcs.indices { arcs[n] = drawnArc(n, of: draft) ?? arcs[n] }
    // In order, each away from those before it; what the later ones leave is free.
    for n in arcs.indices where request.course(n) == .otherWay {
      let taken = arcs.indices.filter { $0 <= n || request.course($0) != .otherWay }
      arcs[n] = try otherArc(
        draft.ends(n), leaving: taken.map { arcs[$0].points }, draft.ways, isCancelled)
    }
    if request.isCorrected { joinEnds(of: &arcs, request) }
    if request.isClosed, request.neighbours.sharesBorders {
      for n in arcs.indices where request.course(n) != .straight {
        arcs[n] = moved(arcs[n], to: request.neighbours.sharing(arcs[n].points, scale: scale))
      }
    }
    return try TracedContour(
      seeds: request.seeds, arcs: arcs, isClosed: request.isClosed, spacing: spacing,
      straight: straightArc)
  }

  /// Points that lead to a click.
  private static let approach = 7

  /// Leads arcs of an outline, which pass clicks at their side, to the clicks where the next arc
  /// goes through them.
  private func joinEnds(of arcs: inout [TracedContour.Arc], _ request: ContourRequest) {
    for n in arcs.indices where request.course(n) == .found {
      let next = (n + 1) % request.seeds.count
      let previous = (n + request.seeds.count - 1) % request.seeds.count
      let line = arcs[n].points
      let (first, last) = (line[0], line[line.count - 1])
      let (from, to) = (request.seeds[n], request.seeds[next])
      let start = request.course(previous) != .found && first != from
      let end = request.course(next) != .found && last != to
      guard start || end else { continue }
      let shifted = shifted(
        line, atStart: start ? SIMD2(from.x - first.x, from.y - first.y) : SIMD2(),
        atEnd: end ? SIMD2(to.x - last.x, to.y - last.y) : SIMD2(), over: Self.approach)
      arcs[n] = moved(arcs[n], to: (start ? [from] : []) + shifted + (end ? [to] : []))
    }
  }

  private func otherArc(
    _ ends: (start: SlicePoint, end: SlicePoint), leaving lines: [[SlicePoint]],
    _ ways: GeodesicWays, _ isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour.Arc {
    let metric = ways.metric.avoiding(lines, from: ends.start, to: ends.end, scale: scale)
    // One front, used once.
    let points = try GeodesicWays(metric: metric, bytesForFronts: 0)
      .passingWay(from: ends.start, to: ends.end, isCancelled: isCancelled)
    return arc(along: points, .otherWay)
  }

  private func straightArc(from start: SlicePoint, to end: SlicePoint) -> TracedContour.Arc {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let steps = Int((dx * dx + dy * dy).squareRoot().rounded(.up))
    let samples = (0...steps).map { n in
      SlicePoint(
        start.x + dx * Double(n) / Double(steps), start.y + dy * Double(n) / Double(steps))
    }
    return TracedContour.Arc(
      points: [start, end], isStraight: true, strength: strength(along: samples))
  }

  private func arc(along points: [SlicePoint], _ course: ArcCourse = .found) -> TracedContour.Arc {
    TracedContour.Arc(
      points: points, isStraight: false, strength: strength(along: points), course: course)
  }

  /// An arc whose line was corrected by a little.
  private func moved(
    _ arc: TracedContour.Arc, to points: [SlicePoint]
  ) -> TracedContour.Arc {
    TracedContour.Arc(
      points: points, isStraight: arc.isStraight, strength: strength(along: points),
      course: arc.course, confidence: arc.confidence, weakestPoint: arc.weakestPoint)
  }

  /// Mean edge strength at some points: 1 would be the metric at its floor.
  private func strength(along points: [SlicePoint]) -> Double {
    var sum = 0.0
    for p in points {
      let v = metric.nearestVoxelPoint(to: p)
      let value = metric[VoxelIndex(Int(v.x.rounded()), Int(v.y.rounded()))]
      sum += min(max(1 - (Double(value) - parameters.floor), 0), 1)
    }
    return sum / Double(points.count)
  }

  // MARK: Checks

  func checked(_ request: ContourRequest) throws(TracingError) -> ContourRequest {
    var request = request
    let (seeds, closed) = (request.seeds, request.isClosed)
    var result: [SlicePoint] = []
    for (n, seed) in seeds.enumerated() { result.append(try taken(seed, number: n + 1)) }
    let needed = closed ? 3 : 2
    guard seeds.count >= needed else {
      throw .tooFewSeeds(count: seeds.count, needed: needed)
    }
    var seen: [SlicePoint: Int] = [:]
    for (n, seed) in result.enumerated() {
      if let other = seen[seed] { throw .equalSeeds(other + 1, n + 1) }
      seen[seed] = n
    }
    if let beyond = request.courses.indices.first(where: {
      $0 >= request.arcCount && request.courses[$0] != .found
    }) {
      throw .noSuchArc(number: beyond + 1, count: request.arcCount)
    }
    guard ContourRequest.snapRange.contains(request.snap) else {
      throw .snapOutOfRange(request.snap)
    }
    try check(request.guidance)
    request.seeds = result
    return request
  }

  private func check(_ guidance: Guidance?) throws(TracingError) {
    guard let guidance, guidance.ni != ni || guidance.nj != nj else { return }
    throw .guidanceOfOtherSize(ni: guidance.ni, nj: guidance.nj, sliceNi: ni, sliceNj: nj)
  }

  /// A click taken to the contour grid.
  func taken(_ seed: SlicePoint, number: Int) throws(TracingError) -> SlicePoint {
    guard seed.x.isFinite, seed.y.isFinite else { throw .seedNotFinite(number: number) }
    guard contains(seed) else {
      throw .seedOutsideSlice(number: number, seed, ni: ni, nj: nj)
    }
    return seed.snappedToContourGrid
  }
}
