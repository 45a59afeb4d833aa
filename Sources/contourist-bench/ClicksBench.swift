import ArgumentParser
import Foundation
import MinimalPaths
import Phantoms
import Volumes

/// How many clicks an annotator needs: a robot on true outlines.
struct ClicksBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clicks",
    abstract: "Clicks a robot needs to reach a Dice on true outlines.",
    discussion: """
      The robot starts with clicks at equal arc length of the true outline, each off by some \
      pixels, and adds one at the point of the outline that is farthest from the drawn contour, \
      until the Dice is reached. Tests/Peers/outline_cases.py collects the outlines.

        contourist-bench clicks --cases cases/cases.jsonl --every 8
      """)

  @Option(help: "Cases, one JSON object a line.") var cases: String
  @Option(help: "Takes every N-th case of each structure.") var every = 1
  @Option(help: "Only this structure.") var structure: String?
  @Option(
    help: "Only the odd (true) or even (false) patients: to choose on one half, test on the other.")
  var odd: Bool?
  @Option(help: "Dice to reach.") var target = 0.95
  @Option(help: "How far a click is off, root mean square, pixels.") var jitter = 1.0
  @Flag(help: "Start at random places instead of equal arc length.") var scattered = false
  @Option(help: "Seed of the robot's randomness.") var seed: UInt64 = 0
  @Option(help: "What draws: \(ContourMethod.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method = ContourMethod.outline
  @Option(
    help: """
      What a network says, as in cases of Tests/Peers/guided_cases.py, or what is left of it: \
      \(GuidanceSource.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var guidance = GuidanceSource.none
  @Flag(help: "Start from the contour of the network's region, and correct it.")
  var fromNetwork = false
  @OptionGroup var model: OutlineModelOptions
  @Option(help: "Write what happened in each case to a file, one JSON object a line.")
  var runs: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() async throws {
    let robot = Robot(target: target, jitter: jitter, isScattered: scattered)
    let correcting = CorrectingRobot(target: target, jitter: jitter)
    let (method, source, fromNetwork) = (method, guidance, fromNetwork)
    let chosen = try OutlineCase.read(cases, every: every, structure: structure, odd: odd)
    guard !chosen.isEmpty else { throw ValidationError("\(cases): no case is left") }
    let seed = seed
    let parameters = try model.parameters()
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let numbered = try await withThrowingTaskGroup(of: [(Int, ClickRun)].self) { group in
      for core in 0..<cores {
        group.addTask {
          var images = OutlineImages()
          var networks = GuidanceImages()
          var done: [(Int, ClickRun)] = []
          for n in stride(from: core, to: chosen.count, by: cores) {
            let slice = try images.slice(of: chosen[n])
            let mask = try OutlineImages.mask(of: chosen[n])
            var random = Robot.random(seed: seed, case: n)
            let guidance = try networks.guidance(of: chosen[n], source)
            if fromNetwork, let said = try networks.guidance(of: chosen[n], .model) {
              let tracer = Tracer(
                slice: slice, parameters: EdgeMetricParameters(), outline: parameters)
              if let start = CorrectingRobot.start(said, on: tracer, guidance: guidance) {
                done.append((n, correcting.run(chosen[n], from: start, tracer, mask, &random)))
                continue
              }
            }
            let draw = method.drawer(slice, parameters, guidance: guidance)
            done.append((n, robot.run(chosen[n], draw, mask, &random)))
          }
          return done
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let done = numbered.sorted { $0.0 < $1.0 }.map(\.1)
    if let runs { try write(zip(chosen, done).map(CaseReport.init), to: runs) }
    let table = ClickTable(done)
    try printResult(table, text: table.text, json: json)
  }
}

extension ClicksBench {
  /// A line of --runs.
  private struct CaseReport: Encodable {
    let structure, patient, image: String
    let slice: Int
    /// Nil where the Dice was never reached.
    let clicks: Int?
    /// After the first clicks and after each one more.
    let dice: [Double]

    init(_ given: OutlineCase, _ run: ClickRun) {
      (structure, patient, image) = (given.structure, given.patient, given.image)
      slice = given.slice
      clicks = run.isReached ? run.clicks : nil
      dice = run.dice.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func write(_ reports: [CaseReport], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let lines = try reports.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
  }
}

/// What one robot did on one structure.
struct ClickRun: Sendable {
  let structure: String
  /// Dice after as many clicks as the key says.
  let dice: [Int: Double]
  let isReached: Bool
  /// Of each click, the whole answer.
  let milliseconds: [Double]

  var clicks: Int { isReached ? dice.keys.max() ?? 0 : Robot.most + 1 }

  /// The best Dice with at most `count` clicks.
  func dice(within count: Int) -> Double {
    dice.filter { $0.key <= count }.values.max() ?? 0
  }

  /// Steps, and those that lowered the Dice by more than 0.02.
  var steps: (count: Int, worse: Int) {
    let ordered = dice.sorted { $0.key < $1.key }.map(\.value)
    let pairs = zip(ordered, ordered.dropFirst())
    return (max(0, ordered.count - 1), pairs.filter { $1 < $0 - 0.02 }.count)
  }
}

/// The result, structure by structure.
struct ClickTable: Encodable {
  struct Row: Encodable {
    let structure: String
    let cases: Int
    /// Mean number of clicks; one that was never reached counts as 21.
    let clicks: Double
    let failed: Double
    let diceAt3, diceAt4, diceAt6, diceAt8: Double
    /// Part of the added clicks that lowered the Dice by more than 0.02.
    let worseSteps: Double
    let medianMilliseconds: Double
  }

  let rows: [Row]

  init(_ runs: [ClickRun]) {
    var names: [String] = []
    for run in runs where !names.contains(run.structure) { names.append(run.structure) }
    rows = names.map { name in
      let own = runs.filter { $0.structure == name }
      let count = Double(own.count)
      func mean(_ value: (ClickRun) -> Double) -> Double { own.map(value).reduce(0, +) / count }
      let steps = own.map(\.steps)
      let times = own.flatMap(\.milliseconds).sorted()
      return Row(
        structure: name, cases: own.count, clicks: mean { Double($0.clicks) },
        failed: mean { $0.isReached ? 0 : 1 }, diceAt3: mean { $0.dice(within: 3) },
        diceAt4: mean { $0.dice(within: 4) }, diceAt6: mean { $0.dice(within: 6) },
        diceAt8: mean { $0.dice(within: 8) },
        worseSteps: Double(steps.map(\.worse).reduce(0, +))
          / Double(max(1, steps.map(\.count).reduce(0, +))),
        medianMilliseconds: times[times.count / 2])
    }
  }

  var text: String {
    rows.map { row in
      let dice = [row.diceAt3, row.diceAt4, row.diceAt6, row.diceAt8]
        .map { String(format: "%.3f", $0) }.joined(separator: " ")
      return row.structure.padding(toLength: 9, withPad: " ", startingAt: 0)
        + String(
          format: "%5d cases  clicks %5.2f  failed %4.1f%%", row.cases, row.clicks, 100 * row.failed
        )
        + "  Dice at 3/4/6/8 \(dice)"
        + String(
          format: "  worse steps %.1f%%  %.2f ms", 100 * row.worseSteps, row.medianMilliseconds)
    }.joined(separator: "\n")
  }
}
