import Annotation
import MinimalPaths
import Volumes

/// What is drawn in one slice, as the pages show it.
struct Drawing: Encodable, Sendable {
  let sequence: Int
  let slice: Int
  let frame: Int
  let contours: [Contour]
  /// [label, first pixel, count] where the slice was painted; else empty.
  let runs: [[Int]]
  /// Square millimetres by label.
  let areasMm2: [String: Double]

  struct Contour: Encodable, Sendable {
    let name: String
    let label: Int
    let isClosed: Bool
    let seeds: [[Double]]
    let arcs: [Arc]
    let lengthMm: Double?
    let areaMm2: Double?
    let madeBy: String
    let review: ContourReview
    let isMachineMade: Bool
    /// Why no line can be drawn.
    let problem: String?
  }

  struct Arc: Encodable, Sendable {
    /// x, y, x, y ...
    let points: [Double]
    let course: ArcCourse
    let confidence: Double?
  }

  /// - Parameter sequence: Of the last action of `state`.
  init(
    _ position: SessionPosition, of state: SessionState, sequence: Int,
    with tracer: inout SessionTracer, spacing: SIMD2<Double>
  ) {
    self.sequence = sequence
    slice = position.slice
    frame = position.frame
    contours = tracer.contours(of: state, slice: slice, frame: frame).map {
      Contour($0.contour, $0.line, spacing)
    }
    let labels = tracer.labels(of: state, slice: slice, frame: frame)
    let isPainted = state.strokes.contains {
      $0.slice == position.slice && $0.frame == position.frame
    }
    runs = isPainted ? labels.runs : []
    areasMm2 = labels.counts.reduce(into: [:]) { areas, count in
      areas[String(count.key)] = hundredths(Double(count.value) * spacing.x * spacing.y)
    }
  }
}

extension Drawing.Contour {
  init(
    _ contour: SessionState.Contour, _ line: Result<TracedContour, TracingError>,
    _ spacing: SIMD2<Double>
  ) {
    name = contour.name
    label = Int(contour.label)
    isClosed = contour.isClosed
    seeds = contour.seeds.map { [$0.x, $0.y] }
    madeBy = contour.origin.maker
    review = contour.review
    isMachineMade = contour.isUnreviewedMachineMade
    switch line {
    case .success(let traced):
      arcs = traced.arcs.map { arc in
        Drawing.Arc(
          points: arc.points.flatMap { [hundredths($0.x), hundredths($0.y)] }, course: arc.course,
          confidence: contour.isClosed ? hundredths(arc.confidence) : nil)
      }
      lengthMm = hundredths(traced.length(spacing: spacing))
      areaMm2 = contour.isClosed ? hundredths(traced.area(spacing: spacing)) : nil
      problem = nil
    case .failure(let error):
      arcs = []
      lengthMm = nil
      areaMm2 = nil
      // One click is not yet a line, which is no problem.
      problem = contour.seeds.count > 1 ? error.description : nil
    }
  }
}

/// What a page has no use for is not sent.
func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

extension LabelSlice {
  /// [label, first pixel, count] of each stretch of one label in a row, row by row.
  var runs: [[Int]] {
    var runs: [[Int]] = []
    for j in 0..<nj {
      var i = 0
      while i < ni {
        let label = pixels[j * ni + i]
        let start = i
        while i < ni, pixels[j * ni + i] == label { i += 1 }
        if label != 0 { runs.append([Int(label), j * ni + start, i - start]) }
      }
    }
    return runs
  }

  /// Pixels of each label that occurs.
  var counts: [UInt8: Int] {
    var counts = [Int](repeating: 0, count: 256)
    for label in pixels { counts[Int(label)] += 1 }
    return counts.enumerated().dropFirst().reduce(into: [:]) {
      if $1.element > 0 { $0[UInt8($1.offset)] = $1.element }
    }
  }
}
