import ArgumentParser
import Foundation
import MinimalPaths
import Phantoms
import Volumes

/// Whether the confidence of arcs tells where a contour is wrong.
struct ConfidenceBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confidence",
    abstract: "Confidence of arcs beside how far they really are off.",
    discussion: """
      An arc is wrong when one of its points is more than --limit pixels off the true outline. \
      Ranked: how often a wrong arc has less confidence than a right one (0.5 is chance). Found: \
      how often the arc of least confidence is the one that is off farthest, beside chance.

        contourist-bench confidence --cases cases/cases.jsonl --every 8
      """)

  @Option(help: "Cases, one JSON object a line.") var cases: String
  @Option(help: "Takes every N-th case of each structure.") var every = 1
  @Option(help: "Pixels.") var limit = 2.0
  @Option(help: "Seed of the robot's randomness.") var seed: UInt64 = 0
  @Option(help: "What a network says, as `clicks --guidance`.")
  var guidance = GuidanceSource.none
  @OptionGroup var model: OutlineModelOptions
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let parameters = try model.parameters()
    let chosen = try OutlineCase.read(cases, every: every, structure: nil, odd: nil)
    var images = OutlineImages()
    var networks = GuidanceImages()
    var drawn: [String: [[JudgedArc]]] = [:]
    for (n, given) in chosen.enumerated() {
      let mask = try OutlineImages.mask(of: given)
      let tracer = Tracer(
        slice: try images.slice(of: given), parameters: EdgeMetricParameters(),
        outline: parameters)
      let guidance = try networks.guidance(of: given, guidance)
      var random = Robot.random(seed: seed, case: n)
      _ = Robot(target: 0.95, jitter: 1, isScattered: false).run(
        given,
        { clicks in
          let request = ContourRequest(seeds: clicks, isClosed: true, guidance: guidance)
          guard let contour = try? tracer.contour(request) else { return nil }
          drawn[given.structure, default: []].append(
            contour.arcs.map { JudgedArc($0, truth: given.points) })
          return contour.points
        }, mask, &random)
    }
    let rows = drawn.sorted { $0.key < $1.key }.map {
      ConfidenceRow($0.key, $0.value, limit: limit)
    }
    try printResult(rows, text: rows.map(\.text).joined(separator: "\n"), json: json)
  }
}

/// An arc beside the truth.
private struct JudgedArc {
  let confidence: Double
  /// Its farthest point from the true outline, pixels.
  let error: Double

  init(_ arc: TracedContour.Arc, truth: [SlicePoint]) {
    confidence = arc.confidence
    error = (arc.points.map { squaredDistance(from: $0, to: truth) }.max() ?? 0).squareRoot()
  }
}

/// What is known of one structure's arcs.
private struct ConfidenceRow: Encodable {
  let structure: String
  let arcs: Int
  /// Part that is more than the limit off.
  let wrong: Double
  let ranked: Double
  let found: Double
  let foundByChance: Double
  /// Mean confidence, and part that is right, of the less and the more confident half.
  let confidence: [Double]
  let right: [Double]

  init(_ structure: String, _ contours: [[JudgedArc]], limit: Double) {
    self.structure = structure
    let all = contours.flatMap { $0 }.sorted { $0.confidence < $1.confidence }
    arcs = all.count
    func share(_ judged: [JudgedArc], _ holds: (JudgedArc) -> Bool) -> Double {
      Double(judged.filter(holds).count) / Double(max(judged.count, 1))
    }
    wrong = share(all) { $0.error > limit }
    // Of all pairs of a wrong and a right arc.
    var (pairs, wrongSoFar) = (0.0, 0.0)
    for arc in all {
      if arc.error > limit { wrongSoFar += 1 } else { pairs += wrongSoFar }
    }
    ranked = pairs / max(wrongSoFar * (Double(all.count) - wrongSoFar), 1)
    let several = contours.filter { $0.count > 1 }
    let hits = several.filter { arcs in
      let weakest = arcs.indices.min { arcs[$0].confidence < arcs[$1].confidence }
      return weakest == arcs.indices.max { arcs[$0].error < arcs[$1].error }
    }
    found = Double(hits.count) / Double(max(several.count, 1))
    foundByChance =
      several.reduce(0) { $0 + 1 / Double($1.count) } / Double(max(several.count, 1))
    let halves = [Array(all.prefix(all.count / 2)), Array(all.suffix(all.count - all.count / 2))]
    confidence = halves.map { half in
      half.reduce(0) { $0 + $1.confidence } / Double(max(half.count, 1))
    }
    right = halves.map { half in share(half) { $0.error <= limit } }
  }

  var text: String {
    func number(_ x: Double) -> String { String(format: "%.2f", x) }
    return structure.padding(toLength: 9, withPad: " ", startingAt: 0)
      + "\(arcs) arcs, wrong \(number(wrong)), ranked \(number(ranked)), "
      + "found \(number(found)) (chance \(number(foundByChance))); "
      + zip(confidence, right).map { "confidence \(number($0)) right \(number($1))" }
      .joined(separator: ", ")
  }
}
