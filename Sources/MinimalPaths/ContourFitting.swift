public import Volumes

extension Tracer {
  /// The fewest seeds found whose contour, traced with the image, gives `outline` back.
  ///
  /// First smooth arcs, which need no image: seeds are added where the line is farthest off and moved
  /// to where they serve best, until the tolerance is met; what can be spared is taken away again.
  /// Then each arc is left to the image (`ArcCourse.found`) where the image agrees with the outline.
  /// What no few seeds can follow gets a seed at each of the outline's corners and straight arcs: the
  /// outline itself.
  /// - Parameters:
  ///   - outline: Closed, of three points or more, as by `SliceMask.outlines`.
  ///   - request: Model, neighbours and snapping the contour will be drawn with; its seeds and
  ///     courses are not read.
  ///   - hidden: Pixels that do not count, since other labels will be painted over them.
  ///   - isAcceptable: Whether the pixels inside will do; called with masks of the slice's size.
  /// - Precondition: `tolerance.problem == nil`; the outline lies in the slice and encloses an area.
  public func fit(
    _ outline: [SlicePoint], tolerance: ContourTolerance = ContourTolerance(),
    as request: ContourRequest = ContourRequest(seeds: [], isClosed: true),
    hidden: SliceMask? = nil, isAcceptable: @escaping (SliceMask) -> Bool = { _ in true }
  ) -> ContourFit {
    precondition(tolerance.problem == nil, "the tolerance is checked")
    let trial = FitTrial(
      outline, tolerance, request, tracer: self, hidden: hidden, isAcceptable: isAcceptable)
    guard let smooth = trial.smoothFit() else { return trial.polygon() }
    return trial.leftToImage(smooth)
  }
}

/// An outline, what counts as like it, and the tries to draw it.
private struct FitTrial {
  private let outline: [SlicePoint]
  /// In equal-sided pixels, as all lines here.
  private let line: [SIMD2<Double>]
  private let mask: SliceMask
  /// By pixel; nil where all are.
  private let isCounted: [Bool]?
  private let tolerance: ContourTolerance
  /// Largest distance, pixels.
  private let tolerated: Double
  private let request: ContourRequest
  private let tracer: Tracer
  private let isAcceptable: (SliceMask) -> Bool

  /// Pixels: the image has nothing to say about the border of fewer.
  private static let leastForImage = 20
  /// Starts of the search, each with its first seed elsewhere.
  private static let phases = 4
  /// Up to so many seeds they come one by one, and all of them are moved.
  private static let few = 12
  /// Beyond, so far away as a part of the farthest place a seed is added.
  private static let share = 0.5
  /// Arcs that are tried for one more seed.
  private static let candidates = 3
  /// Seeds that are tried for being left out.
  private static let spared = 6

  init(
    _ outline: [SlicePoint], _ tolerance: ContourTolerance, _ request: ContourRequest,
    tracer: Tracer, hidden: SliceMask?, isAcceptable: @escaping (SliceMask) -> Bool
  ) {
    self.outline = outline
    self.tolerance = tolerance
    self.request = request
    self.tracer = tracer
    self.isAcceptable = isAcceptable
    line = outline.map { $0.scaled(tracer.scale) }
    mask = SliceMask(ni: tracer.ni, nj: tracer.nj, inside: outline)
    isCounted = hidden?.pixels.map { !$0 }
    tolerated = tolerance.pixels(spacing: tracer.spacing)
  }

  // MARK: Without the image

  /// Few seeds with smooth arcs; nil where their number comes near that of the outline's corners.
  func smoothFit() -> ContourFit? {
    var search = start()
    let most = min(search.mostSeeds, corners.count)
    while search.places.count <= most {
      if let fit = attempt(search), isGood(fit) { return pruned(search, fit) }
      let isFew = search.places.count < Self.few
      guard isFew ? search.insertBest(of: Self.candidates) : search.insert(share: Self.share)
      else { return nil }
    }
    return nil
  }

  private func start() -> SeedSearch {
    let search = SeedSearch(
      along: outline, tolerance: tolerated, scale: tracer.scale, ni: tracer.ni,
      nj: tracer.nj)
    let begun = (0..<Self.phases).map { phase in
      var begun = search
      begun.begin(count: 3, phase: Double(phase) / Double(3 * Self.phases))
      begun.improve(Array(begun.places.indices))
      return begun
    }
    return begun.min { $0.cost < $1.cost } ?? search
  }

  /// Takes seeds away while the tolerance is met.
  private func pruned(_ search: SeedSearch, _ fit: ContourFit) -> ContourFit {
    guard search.places.count > 3 else { return fit }
    let fewer = search.places.indices.map { n in
      var fewer = search
      fewer.remove(n)
      return (n, fewer)
    }.sorted { ($0.1.cost, $0.0) < ($1.1.cost, $1.0) }
    for (n, var fewer) in fewer.prefix(Self.spared) {
      fewer.improve(around: [n % fewer.places.count])
      if let found = attempt(fewer), isGood(found) { return pruned(fewer, found) }
    }
    return fit
  }

  /// The outline itself: a seed at each corner.
  func polygon() -> ContourFit {
    let courses = [ArcCourse](repeating: .straight, count: corners.count)
    guard let fit = attempt(corners, courses) else {
      preconditionFailure("an outline with an area is a contour")
    }
    return fit
  }

  private var corners: [SlicePoint] {
    let points = outline.map(ContourGrid.snapped)
    return points.indices.filter { n in
      let (before, after) = (
        points[(n + points.count - 1) % points.count], points[(n + 1) % points.count]
      )
      return orientation(before, points[n], after) != 0
    }.map { points[$0].slicePoint }
  }

  // MARK: With the image

  /// Leaves to the image what it draws well enough, and spares seeds there.
  func leftToImage(_ smooth: ContourFit) -> ContourFit {
    guard mask.area >= Self.leastForImage else { return smooth }
    var courses = smooth.courses.map { _ in ArcCourse.found }
    while courses.contains(.found) {
      guard let fit = attempt(smooth.seeds, courses) else { return smooth }
      if isGood(fit) { return spared(fit) }
      let found = courses.indices.filter { courses[$0] == .found }
      let errors = found.map { arc in
        fit.contour.arcs[arc].points.map { squaredDistance(from: $0, to: outline) }
      }
      let far = errors.indices.filter { errors[$0].contains { $0 > tolerated * tolerated } }
      // Where no place is too far off, the arcs that take the most away.
      let worst = errors.indices.sorted { errors[$0].reduce(0, +) > errors[$1].reduce(0, +) }
      for n in far.isEmpty ? Array(worst.prefix((found.count + 1) / 2)) : far {
        courses[found[n]] = .smooth
      }
    }
    return smooth
  }

  /// Leaves seeds out where the image alone leads from the one before to the one after.
  private func spared(_ fit: ContourFit) -> ContourFit {
    let count = fit.seeds.count
    guard count > 3 else { return fit }
    let clicks = fit.seeds.map { $0.scaled(tracer.scale) }
    func click(_ n: Int) -> SIMD2<Double> { clicks[(n + count) % count] }
    let candidates = fit.seeds.indices.filter { n in
      fit.courses[n] == .found || fit.courses[(n + count - 1) % count] == .found
    }.map { n in
      // How far the round way without it passes it.
      let way = smoothArc(
        from: click(n - 1), to: click(n + 1), before: click(n - 2), after: click(n + 2))
      return (n, way.map { squaredLength($0 - click(n)) }.min() ?? 0)
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    for (n, _) in candidates.prefix(Self.spared) {
      var (seeds, courses) = (fit.seeds, fit.courses)
      courses[(n + count - 1) % count] = .found
      courses.remove(at: n)
      seeds.remove(at: n)
      if let fewer = attempt(seeds, courses), isGood(fewer) { return spared(fewer) }
    }
    return fit
  }

  // MARK: Tries

  private func attempt(_ search: SeedSearch) -> ContourFit? {
    attempt(search.seeds, search.places.map { _ in .smooth })
  }

  /// The contour of some seeds; nil where they give none.
  private func attempt(_ seeds: [SlicePoint], _ courses: [ArcCourse]) -> ContourFit? {
    var request = request
    (request.seeds, request.courses, request.isClosed) = (seeds, courses, true)
    guard let contour = try? tracer.contour(request) else { return nil }
    let inside = SliceMask(ni: mask.ni, nj: mask.nj, inside: contour.points)
    var (common, sum) = (0, 0)
    for n in mask.pixels.indices where mask.pixels[n] || inside.pixels[n] {
      guard isCounted?[n] ?? true else { continue }
      sum += mask.pixels[n] && inside.pixels[n] ? 2 : 1
      if mask.pixels[n] && inside.pixels[n] { common += 1 }
    }
    let drawn = contour.points.map { $0.scaled(tracer.scale) }
    let distance = largestSquaredDistance(drawn, line).squareRoot()
    let millimetres = distance * (tracer.spacing.x * tracer.spacing.y).squareRoot()
    return ContourFit(
      seeds: seeds, courses: courses, dice: sum == 0 ? 1 : 2 * Double(common) / Double(sum),
      largestDistance: millimetres, contour: contour)
  }

  private func isGood(_ fit: ContourFit) -> Bool {
    guard fit.dice >= tolerance.dice else { return false }
    let pixel = (tracer.spacing.x * tracer.spacing.y).squareRoot()
    guard fit.largestDistance <= tolerated * pixel else { return false }
    return isAcceptable(SliceMask(ni: mask.ni, nj: mask.nj, inside: fit.contour.points))
  }
}
