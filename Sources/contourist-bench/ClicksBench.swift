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
  @OptionGroup var model: OutlineModelOptions
  @Flag(help: "Print one JSON object.") var json = false

  func run() async throws {
    let robot = Robot(target: target, jitter: jitter, isScattered: scattered)
    let method = method
    let chosen = try OutlineCase.read(cases, every: every, structure: structure, odd: odd)
    guard !chosen.isEmpty else { throw ValidationError("\(cases): no case is left") }
    let seed = seed
    let parameters = try model.parameters()
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let runs = try await withThrowingTaskGroup(of: [(Int, ClickRun)].self) { group in
      for core in 0..<cores {
        group.addTask {
          var images = OutlineImages()
          var done: [(Int, ClickRun)] = []
          for n in stride(from: core, to: chosen.count, by: cores) {
            let slice = try images.slice(of: chosen[n])
            let mask = try OutlineImages.mask(of: chosen[n])
            var random = Robot.random(seed: seed, case: n)
            done.append(
              (n, robot.run(chosen[n], method.drawer(slice, parameters), mask, &random)))
          }
          return done
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let table = ClickTable(runs.sorted { $0.0 < $1.0 }.map(\.1))
    try printResult(table, text: table.text, json: json)
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
