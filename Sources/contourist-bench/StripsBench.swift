import ArgumentParser
import Foundation
import MinimalPaths
import Phantoms
import Volumes

/// The strips a robot's clicks lead to and the true border in them, for learning the weights of the
/// outline model.
struct StripsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strips",
    abstract: "Writes strips and the true border in them, for Tests/Peers/outline_weights.py.",
    discussion: """
      Little-endian 32-bit floats, strip by strip: number of the case, of its structure (in the \
      order in which they first occur), of clicks, of the strip (0 wide, 1 narrow), rows, columns, \
      features, area of the structure in pixels; of each column the offset of the true border \
      (NaN: none), then its nearness to a click; of each click its column and offset; the \
      features, each of shape (rows, columns), rows fastest.
      """)

  @Option(help: "Cases, one JSON object a line.") var cases: String
  @Option(help: "File to write.") var output: String
  @OptionGroup var model: OutlineModelOptions
  @Option(help: "How far a click is off, root mean square, pixels.") var jitter = 1.0
  @Option(help: "Seed of the robot's randomness.") var seed: UInt64 = 0

  /// Strips are written after so many clicks.
  private static let counts: Set = [3, 4, 5, 6, 8, 11, 15]
  /// Beyond the usual target, so that strips of many clicks occur.
  private static let target = 0.97

  func run() throws {
    let parameters = try model.parameters()
    let chosen = try OutlineCase.read(cases, every: 1, structure: nil, odd: nil)
    var names: [String] = []
    var images = OutlineImages()
    guard FileManager.default.createFile(atPath: output, contents: nil),
      let file = FileHandle(forWritingAtPath: output)
    else { throw ValidationError("\(output) cannot be written") }
    for (n, given) in chosen.enumerated() {
      if !names.contains(given.structure) { names.append(given.structure) }
      let structure = names.firstIndex(of: given.structure) ?? 0
      let mask = try OutlineImages.mask(of: given)
      let tracer = Tracer(
        slice: try images.slice(of: given), parameters: EdgeMetricParameters(),
        outline: parameters)
      var random = Robot.random(seed: seed, case: n)
      var seen: [[SlicePoint]] = []
      // Every third robot starts anywhere.
      let robot = Robot(target: Self.target, jitter: jitter, isScattered: n % 3 == 2)
      _ = robot.run(
        given,
        {
          seen.append($0)
          return try? tracer.contour(through: $0, closed: true).points
        }, mask, &random)
      for clicks in seen where Self.counts.contains(clicks.count) {
        for (kind, strip) in tracer.outlineStrips(through: clicks).enumerated() {
          let head = [
            n, structure, clicks.count, kind, strip.rowCount, strip.columnCount,
            strip.features.count, mask.area,
          ]
          let numbers = head.map(Float.init) + floats(of: strip, given)
          numbers.withUnsafeBytes { file.write(Data($0)) }
        }
      }
    }
  }

  private func floats(of strip: LearningStrip, _ given: OutlineCase) -> [Float] {
    let outline = given.points.map { SIMD2($0.x, $0.y) * strip.scale }
    var result = strip.centres.indices.map {
      Float(crossing(of: outline, from: strip.centres[$0], along: strip.normals[$0]))
    }
    result += strip.nearness.map(Float.init)
    for click in strip.clicks { result += [Float(click.column), Float(click.offset)] }
    for feature in strip.features { result += feature.map(Float.init) }
    return result
  }

  /// How far along a normal a closed outline is crossed next: outwards from inside, inwards from
  /// outside; NaN where it is not.
  private func crossing(
    of outline: [SIMD2<Double>], from centre: SIMD2<Double>, along normal: SIMD2<Double>
  ) -> Double {
    func side(_ p: SIMD2<Double>) -> Double {
      (p.x - centre.x) * normal.y - (p.y - centre.y) * normal.x
    }
    var crossings: [Double] = []
    var a = outline[outline.count - 1]
    for b in outline {
      let (da, db) = (side(a), side(b))
      if (da >= 0) != (db >= 0) {
        let p = a + da / (da - db) * (b - a) - centre
        crossings.append(p.x * normal.x + p.y * normal.y)
      }
      a = b
    }
    let outwards = crossings.filter { $0 > 0 }
    return outwards.count % 2 == 1
      ? outwards.min() ?? .nan : crossings.filter { $0 <= 0 }.max() ?? .nan
  }
}
