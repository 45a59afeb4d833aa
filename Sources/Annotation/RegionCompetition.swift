import Labels
import MinimalPaths
import Volumes

extension CorrectionRequest {
  /// A click says that its place belongs to a label, or does not: what it wins against the ground
  /// beyond its reach joins or leaves.
  ///
  /// Two fronts travel over the pixels that could change, fast where the image is even and slowly
  /// across its edges: one from the click, one from the rim of its reach. A pixel is the click's
  /// where its front comes first.
  /// Source: geodesic segmentation as in Bai and Sapiro, IJCV 82 (2009) 113. We differ: the
  /// competitor is all that lies beyond a distance, not a second scribble; edges alone count.
  func competition(
    _ tool: ContourReplacement.Tool, _ place: Action.Place, _ click: SlicePoint, _ radius: Double,
    in state: SessionState, _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    let isAdding = tool == .addRegion
    let label = try state.label(state.required(place.label, "label"))
    let (slice, frame) = try state.position(place)
    let click = try state.checked(click)
    try state.checkRadius(radius)
    let before = LabelRegion(label: label, slice: slice, frame: frame, in: state, &tracer)
    guard !before.members.isEmpty else {
      throw .badAction(
        "\(state.header.labels.name(of: label)) has no closed contour in slice \(slice), frame "
          + "\(frame); draw one first")
    }
    let (ni, nj) = (before.region.ni, before.region.nj)
    let at = (
      i: min(max(Int(click.x.rounded()), 0), ni - 1), j: min(max(Int(click.y.rounded()), 0), nj - 1)
    )
    guard before.region[at.i, at.j] != isAdding else {
      throw .badAction(
        "(\(click.x), \(click.y)) lies \(isAdding ? "inside" : "outside") of the contours of "
          + "\(state.header.labels.name(of: label)) already")
    }
    let reach = Reach(
      click: at, radius: radius, spacing: tracer.spacing,
      free: before.region.pixels.map { $0 != isAdding }, ni: ni, nj: nj)
    let won = reach.won(over: tracer.metric(slice: slice, frame: frame))
    var wanted = before.region
    for n in won.pixels.indices where won.pixels[n] { wanted.pixels[n] = isAdding }
    var exact = SliceMask(ni: ni, nj: nj)
    exact[at.i, at.j] = true
    let (remove, add) = before.replacement(by: wanted, exact: exact, in: state, tracer)
    guard !remove.isEmpty || !add.isEmpty else {
      throw .badAction("nothing within \(radius) mm is the click's but its own pixel")
    }
    return ContourReplacement(
      remove: remove, add: add, tool: tool, settings: ToolSettings(point: click, radius: radius))
  }
}

/// The pixels a click may win.
private struct Reach {
  let click: (i: Int, j: Int)
  /// Of each pixel from the click, millimetres.
  private let distances: [Double]
  private let spacing: SIMD2<Double>
  private let ni: Int
  private let nj: Int
  /// Those that could change.
  private let ground: [Bool]
  /// Those from which the other front starts.
  private let rim: [Int]

  /// Of an edge as strong as any, a pixel costs so many times more than of even ground.
  private static let evenCost: Float = 0.05
  /// What lies so near is the click's whatever the image says, millimetres.
  private let core: Double
  /// Where everything is within reach, the farthest part of it is what the click competes with.
  private static let farthestPart = 0.9

  /// - Parameter free: The pixels on the click's side of the contour.
  init(
    click: (i: Int, j: Int), radius: Double, spacing: SIMD2<Double>, free: [Bool], ni: Int, nj: Int
  ) {
    (self.click, self.spacing, self.ni, self.nj) = (click, spacing, ni, nj)
    distances = free.indices.map { n in
      let dx = Double(n % ni - click.i) * spacing.x
      let dy = Double(n / ni - click.j) * spacing.y
      return (dx * dx + dy * dy).squareRoot()
    }
    let distances = distances
    let farthest = free.indices.reduce(0) { free[$1] ? max($0, distances[$1]) : $0 }
    let reach = min(radius, Self.farthestPart * farthest)
    let width = 2 * max(spacing.x, spacing.y)
    core = min(1.5 * max(spacing.x, spacing.y), reach)
    rim = free.indices.filter {
      free[$0] && distances[$0] > reach && distances[$0] <= reach + width
    }
    ground = free.indices.map { free[$0] && distances[$0] <= reach + width }
  }

  func won(over metric: Metric) -> SliceMask {
    let strengths = edgeStrengths(of: metric)
    let costs = strengths.map { Self.evenCost + $0 * $0 }
    let start = VoxelPoint(Double(click.i), Double(click.j))
    var own = LabelSlice(ni: ni, nj: nj)
    let size = GridSize(ni: ni, nj: nj, nk: 1)
    // Both start inside of the ground, and costs lie between 0.05 and 1.05.
    if let metric = try? Metric(
      size: size, spacing: SIMD3(spacing.x, spacing.y, 1), values: costs, region: ground),
      var front = try? FastMarching(metric: metric, seeds: [start])
    {
      front.march()
      let times = front.arrivalTimes.values
      let others = rim.map { VoxelPoint(Double($0 % ni), Double($0 / ni)) }
      var rival = try? FastMarching(metric: metric, seeds: others)
      rival?.march()
      let rivalTimes = rival?.arrivalTimes.values
      for n in own.pixels.indices where ground[n] && times[n] < rivalTimes?[n] ?? .infinity {
        own.pixels[n] = 1
      }
    }
    for n in own.pixels.indices where ground[n] && distances[n] <= core { own.pixels[n] = 1 }
    return own.connectedComponent(at: click.i, click.j)
  }

  /// 0 on even ground to nearly 1 on the strongest edges.
  private func edgeStrengths(of metric: Metric) -> [Float] {
    let costs = metric.values
    let (least, most) = (costs.min() ?? 0, costs.max() ?? 0)
    return costs.map { most > least ? (most - $0) / (most - least) : 0 }
  }
}
