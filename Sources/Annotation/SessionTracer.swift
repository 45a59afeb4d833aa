public import MinimalPaths
public import Volumes

/// Turns the state of a session into contours and masks on its image.
///
/// The metric of a slice is kept, and the line of a contour with everything it depends on: its own
/// clicks and, unless the session ignores neighbours, the lines of the contours before it. So the
/// lines are a function of the state, however it came about.
public struct SessionTracer: Sendable {
  let volume: Volume
  private let parameters: EdgeMetricParameters
  private let model: ContourModel
  private let neighbours: NeighbourRule
  private let snap: Double
  let guidance: SessionGuidance?
  /// With the fronts of their seeds: whoever draws goes to and fro between few slices.
  private var tracers = RecentlyUsed<Position, Tracer>(capacity: 8)
  /// nil where the network says nothing, which takes as long to find out.
  private var guides: [GuidedPlace: Guidance?] = [:]
  private var traced = RecentlyUsed<Key, Result<TracedContour, TracingError>>(capacity: 8192)

  struct Position: Hashable, Sendable {
    let slice: Int
    let frame: Int

    init(slice: Int, frame: Int) {
      self.slice = slice
      self.frame = frame
    }

    init(of contour: SessionState.Contour) {
      self.init(slice: contour.slice, frame: contour.frame)
    }
  }

  private func positions(of contours: [SessionState.Contour]) -> Set<Position> {
    Set(contours.map { Position(of: $0) })
  }

  private struct GuidedPlace: Hashable, Sendable {
    let position: Position
    let label: UInt8
  }

  private struct Key: Hashable, Sendable {
    let position: Position
    let request: ContourRequest
  }

  /// - Parameter probabilities: Those the header names, as `SessionHeader.Guidance` describes them;
  ///   nil where it names none.
  /// - Throws: `SessionError.otherImage` when `volume` is not the session's image,
  ///   `.badProbabilities` when `probabilities` are not the session's.
  public init(
    header: SessionHeader, volume: Volume, probabilities: Volume? = nil
  ) throws(SessionError) {
    try header.check(volume)
    self.volume = volume
    parameters = header.metric
    model = header.model ?? .geodesic
    neighbours = header.neighbours ?? .ignore
    snap = header.snap ?? 0
    guidance = try SessionGuidance(header, probabilities)
  }

  /// The line of a contour of the state; an unclosed one of one seed has none.
  public mutating func contour(
    of contour: SessionState.Contour, in state: SessionState
  ) -> Result<TracedContour, TracingError> {
    line(of: contour, beside: linesBefore(contour, in: state))
  }

  /// The lines beside which a contour is drawn.
  private mutating func linesBefore(
    _ contour: SessionState.Contour, in state: SessionState
  ) -> [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)] {
    guard neighbours != .ignore else { return [] }
    let before = state.contours.prefix { $0.name != contour.name }
    return lines(of: Array(before), at: Position(of: contour))
  }

  /// The lines of all contours, in the state's order.
  public mutating func contours(
    of state: SessionState
  ) -> [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)] {
    var lines: [String: Result<TracedContour, TracingError>] = [:]
    for position in positions(of: state.contours) {
      for drawn in self.lines(of: state.contours, at: position) {
        lines[drawn.contour.name] = drawn.line
      }
    }
    return state.contours.compactMap { contour in lines[contour.name].map { (contour, $0) } }
  }

  /// The lines of the contours of one slice and frame, in the order of the session.
  public mutating func contours(
    of state: SessionState, slice: Int, frame: Int
  ) -> [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)] {
    lines(of: state.contours, at: Position(slice: slice, frame: frame))
  }

  /// The lines of the contours of one slice and frame, each beside those before it.
  private mutating func lines(
    of contours: [SessionState.Contour], at position: Position
  ) -> [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)] {
    var drawn: [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)] = []
    for contour in contours where Position(of: contour) == position {
      drawn.append((contour, line(of: contour, beside: drawn)))
    }
    return drawn
  }

  private mutating func line(
    of contour: SessionState.Contour,
    beside drawn: [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)]
  ) -> Result<TracedContour, TracingError> {
    let position = Position(of: contour)
    let request = request(for: contour, beside: drawn)
    let key = Key(position: position, request: request)
    if let known = traced[key] { return known }
    let tracer = tracer(position)
    let result = Result { () throws(TracingError) in try tracer.contour(request) }
    traced[key] = result
    return result
  }

  /// What a contour is drawn from.
  private mutating func request(
    for contour: SessionState.Contour,
    beside drawn: [(contour: SessionState.Contour, line: Result<TracedContour, TracingError>)]
  ) -> ContourRequest {
    var request = ContourRequest(
      seeds: contour.seeds, isClosed: contour.isClosed, model: model, courses: contour.courses,
      snap: snap, guidance: guide(contour))
    request.machineSeeds = Set(
      contour.seeds.indices.filter { contour.machineSeeds.contains(contour.seeds[$0]) })
    if neighbours != .ignore {
      let others = drawn.compactMap { other, line -> Neighbours.Region? in
        guard other.isClosed, other.label != contour.label else { return nil }
        return (try? line.get()).flatMap { Neighbours.Region([$0.points]) }
      }
      request.neighbours = Neighbours(others, sharesBorders: neighbours == .share)
    }
    return request
  }

  /// A closed contour drawn to a place where its border is: seeds and courses it then has.
  mutating func pulled(
    _ contour: SessionState.Contour, to point: SlicePoint, in state: SessionState
  ) throws(TracingError) -> ContourRequest {
    let request = request(for: contour, beside: linesBefore(contour, in: state))
    return try tracer(Position(of: contour)).pulled(request, to: point)
  }

  /// When a front from the contour's first seed arrives at each pixel of its slice, shape (ni, nj).
  public mutating func arrivalTimes(of contour: SessionState.Contour) -> [Float] {
    tracer(Position(of: contour)).arrivalTimes(from: contour.seeds[0])
  }

  /// How strongly edges attract in a slice.
  mutating func metric(slice: Int, frame: Int) -> Metric {
    tracer(Position(slice: slice, frame: frame)).metric
  }

  /// Millimetres along i and j.
  var spacing: SIMD2<Double> { SIMD2(volume.geometry.spacing.x, volume.geometry.spacing.y) }

  /// The closed contours that cannot be drawn, and why; they label nothing.
  public mutating func failures(
    of state: SessionState
  ) -> [(contour: SessionState.Contour, reason: TracingError)] {
    contours(of: state).compactMap { contour, line in
      guard contour.isClosed, case .failure(let reason) = line else { return nil }
      return (contour, reason)
    }
  }

  /// The label mask of the whole image.
  ///
  /// In each slice the labels are painted in the order of the session's table, later over
  /// earlier. Of one label, a contour inside another is a hole in it (and one inside the hole an
  /// island); contours that overlap otherwise are joined. Brush strokes and fills follow in the
  /// order they were made.
  public mutating func mask(of state: SessionState) -> LabelVolume {
    var mask = LabelVolume(geometry: volume.geometry, frames: volume.frames)
    for position in touched(state) {
      mask.setSlice(position.slice, frame: position.frame, to: slice(position, of: state))
    }
    return mask
  }

  /// One frame of the label mask.
  /// - Parameter counts: Whether a contour labels anything; those that do not still have the others
  ///   keep to their side.
  /// - Precondition: `frame` exists.
  public mutating func mask(
    of state: SessionState, frame: Int,
    where counts: (SessionState.Contour) -> Bool = { _ in true }
  ) -> LabelVolume {
    precondition(frame >= 0 && frame < volume.frames, "there is no such frame")
    var mask = LabelVolume(geometry: volume.geometry)
    for position in touched(state) where position.frame == frame {
      mask.setSlice(position.slice, to: slice(position, of: state, where: counts))
    }
    return mask
  }

  /// The labels of one slice.
  public mutating func labels(of state: SessionState, slice: Int, frame: Int) -> LabelSlice {
    self.slice(Position(slice: slice, frame: frame), of: state)
  }

  /// For each pixel of a slice the neighbour on its way to a seed, see `Tracer.parents(from:)`.
  /// - Precondition: The slice, the frame and the seed lie in the image.
  public mutating func parents(slice: Int, frame: Int, from seed: SlicePoint) -> [UInt8] {
    tracer(Position(slice: slice, frame: frame)).parents(from: seed)
  }

  /// Where the state has contours, strokes or fills.
  private func touched(_ state: SessionState) -> Set<Position> {
    positions(of: state.contours).union(
      state.strokes.map { Position(slice: $0.slice, frame: $0.frame) })
  }

  private mutating func slice(
    _ position: Position, of state: SessionState,
    where counts: (SessionState.Contour) -> Bool = { _ in true }
  ) -> LabelSlice {
    var labels = LabelSlice(ni: volume.size.ni, nj: volume.size.nj)
    let here = lines(of: state.contours, at: position).filter {
      $0.contour.isClosed && counts($0.contour)
    }
    for entry in state.header.labels.entries {
      let masks = here.filter { $0.contour.label == entry.value }.compactMap { _, line in
        (try? line.get()).map { SliceMask(ni: labels.ni, nj: labels.nj, inside: $0.points) }
      }
      guard !masks.isEmpty else { continue }
      let region = regionWithHoles(masks)
      for n in region.pixels.indices where region.pixels[n] { labels.pixels[n] = entry.value }
    }
    for stroke in state.strokes
    where stroke.slice == position.slice && stroke.frame == position.frame {
      labels.apply(stroke.kind, spacing: spacing)
    }
    return labels
  }

  /// Made once for each label of a slice: it does not change with the clicks.
  private mutating func guide(_ contour: SessionState.Contour) -> Guidance? {
    guard let guidance else { return nil }
    let place = GuidedPlace(position: Position(of: contour), label: contour.label)
    if let known = guides[place] { return known }
    let found = guidance.guidance(
      slice: contour.slice, frame: contour.frame, label: contour.label)
    guides.updateValue(found, forKey: place)
    return found
  }

  private mutating func tracer(_ position: Position) -> Tracer {
    if let known = tracers[position] { return known }
    let tracer = Tracer(
      slice: volume.slice(position.slice, frame: position.frame), parameters: parameters)
    tracers[position] = tracer
    return tracer
  }
}
