import MinimalPaths
import Phantoms
import Volumes

/// An annotator who corrects what a network drew, worst place first: pulls the contour to the true
/// border there.
struct CorrectingRobot: Sendable {
  let target: Double
  /// As of `Robot`.
  let jitter: Double

  /// The contour that gives the network's region back, with few seeds; nil where it sees none.
  static func start(
    _ network: Guidance, on tracer: Tracer, guidance: Guidance?
  ) -> ContourRequest? {
    let region = SliceMask(
      ni: network.ni, nj: network.nj, pixels: network.probabilities.map { $0 > 0.5 })
    let areas = region.outlines.map { outline in
      (outline, SliceMask(ni: network.ni, nj: network.nj, inside: outline).area)
    }
    guard let largest = areas.max(by: { $0.1 < $1.1 }), largest.1 >= 10 else { return nil }
    let empty = ContourRequest(seeds: [], isClosed: true, guidance: guidance)
    let fit = tracer.fit(largest.0, as: empty)
    var request = ContourRequest(
      seeds: fit.seeds, isClosed: true, courses: fit.courses, guidance: guidance)
    request.machineSeeds = Set(fit.seeds.indices)
    return request
  }

  func run(
    _ given: OutlineCase, from start: ContourRequest, _ tracer: Tracer, _ truth: SliceMask,
    _ random: inout SplitMix64
  ) -> ClickRun {
    var request = start
    var own: [SlicePoint] = []
    var dice: [Int: Double] = [:]
    var times: [Double] = []
    while true {
      let begin = ContinuousClock.now
      let contour = try? tracer.contour(request)
      times.append((ContinuousClock.now - begin) / .milliseconds(1))
      let points = contour?.points ?? request.seeds
      let d = overlap(SliceMask(ni: truth.ni, nj: truth.nj, inside: points), truth)
      dice[own.count] = d
      let worst = given.points.filter { p in
        own.allSatisfy { squaredDistance(from: p, to: [$0]) > 9 }
      }.map { ($0, squaredDistance(from: $0, to: points)) }.max { $0.1 < $1.1 }
      guard d < target, own.count < Robot.most, let worst else {
        return ClickRun(
          structure: given.structure, dice: dice, isReached: d >= target, milliseconds: times)
      }
      let click = jittered(worst.0, by: jitter, &random)
      if let pulled = try? tracer.pulled(request, to: click) { request = pulled }
      own.append(click)
    }
  }
}
