import Annotation
import ArgumentParser
import Datasets
import Foundation
import Labels
import MinimalPaths
import Volumes

/// How few seeds give the masks of a data set back.
struct SeedsBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seeds",
    abstract: "Seeds and Dice of the contours that masks are turned into.",
    discussion: """
      For each label: its contours, their seeds, how like the region's outline they are, and the \
      Dice of the mask that the session draws from all of them.

        contourist-bench seeds ../shared/data/acdc --every 3
      """)

  @Argument(help: "Folder of a data set.") var folder: String
  @Option(help: "Takes every N-th patient.") var every = 1
  @Option(help: "Channel of the images to draw on.") var channel = 0
  @Option(help: "Dice of each contour.") var dice = ContourTolerance().dice
  @Option(help: "Largest distance, millimetres; 1.5 pixels when left out.") var tolerance: Double?
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard every >= 1 else { throw ValidationError("--every is at least 1") }
  }

  func run() async throws {
    let dataset = try Dataset.open(folder)
    let table = try LabelTable(dataset.labels.map { .init(value: $0.value, name: $0.name) })
    var patients: [String] = []
    var rows: [String: SeedsTable.Measured] = [:]
    for one in dataset.cases {
      if patients.last != one.patient { patients.append(one.patient) }
      guard (patients.count - 1).isMultiple(of: every) else { continue }
      let image = try one.load()
      let volume = image.channels[min(channel, image.channels.count - 1)]
      let header = SessionHeader(image: .init(path: one.name, of: volume), labels: table)
      let start = clock()
      let found = try await MaskContours(
        of: image.labels, on: volume, header: header,
        tolerance: ContourTolerance(dice: dice, millimetres: tolerance))
      let time = 1000 * Double(clock() - start) / Double(CLOCKS_PER_SEC)
      var session = Session(header: header)
      for action in found.contours.flatMap(\.actions) { try session.apply(action) }
      var tracer = try SessionTracer(header: header, volume: volume)
      let drawn = tracer.mask(of: session.state)
      for label in dataset.labels {
        let own = found.contours.filter { $0.label == .name(label.name) }
        rows[label.name, default: .init()].contours += own
        guard !own.isEmpty else { continue }
        rows[label.name, default: .init()].dice.append(
          diceCoefficient(drawn, image.labels, label: label.value))
      }
      rows["all", default: .init()].contours += found.contours
      rows["all", default: .init()].milliseconds += time
    }
    let result = SeedsTable(
      names: dataset.labels.map(\.name) + ["all"], patients: (patients.count + every - 1) / every,
      rows)
    try printResult(result, text: result.text, json: json)
  }
}

/// The result, label by label.
struct SeedsTable: Encodable {
  struct Measured {
    var contours: [FittedContour] = []
    /// Of the drawn mask, a volume each.
    var dice: [Double] = []
    var milliseconds = 0.0
  }

  struct Row: Encodable {
    let label: String
    let contours: Int
    let medianSeeds: Int
    let meanSeeds: Double
    let mostSeeds: Int
    /// Part of the contours with eight seeds or fewer.
    let upToEight: Double
    let medianDice, meanDice, leastDice: Double
    let medianDistance: Double
    /// Parts of all arcs.
    let found, smooth, straight: Double
    let volumes: Int
    let meanVolumeDice: Double?
    /// Of a processor, for each contour.
    let milliseconds: Double?
  }

  let patients: Int
  let rows: [Row]

  init(names: [String], patients: Int, _ measured: [String: Measured]) {
    self.patients = patients
    rows = names.compactMap { name in
      guard let own = measured[name], !own.contours.isEmpty else { return nil }
      let seeds = own.contours.map(\.seeds.count).sorted()
      let dice = own.contours.map(\.dice).sorted()
      let distances = own.contours.map(\.largestDistance).sorted()
      let arcs = own.contours.flatMap(\.courses)
      let count = Double(seeds.count)
      func part(_ course: ArcCourse) -> Double {
        Double(arcs.count { $0 == course }) / Double(arcs.count)
      }
      return Row(
        label: name, contours: seeds.count, medianSeeds: seeds[seeds.count / 2],
        meanSeeds: Double(seeds.reduce(0, +)) / count, mostSeeds: seeds[seeds.count - 1],
        upToEight: Double(seeds.count { $0 <= 8 }) / count, medianDice: dice[dice.count / 2],
        meanDice: dice.reduce(0, +) / count, leastDice: dice[0],
        medianDistance: distances[distances.count / 2], found: part(.found),
        smooth: part(.smooth), straight: part(.straight), volumes: own.dice.count,
        meanVolumeDice: own.dice.isEmpty
          ? nil : own.dice.reduce(0, +) / Double(own.dice.count),
        milliseconds: own.milliseconds > 0 ? own.milliseconds / count : nil)
    }
  }

  var text: String {
    rows.map { row in
      row.label.padding(toLength: 8, withPad: " ", startingAt: 0)
        + String(
          format: "%5d contours  seeds median %2d mean %5.2f most %3d  up to 8: %3.0f%%",
          row.contours, row.medianSeeds, row.meanSeeds, row.mostSeeds, 100 * row.upToEight)
        + String(
          format:
            "  Dice median %.3f mean %.3f least %.3f  %.2f mm  found %2.0f%% straight %2.0f%%",
          row.medianDice, row.meanDice, row.leastDice, row.medianDistance, 100 * row.found,
          100 * row.straight)
        + (row.meanVolumeDice.map { String(format: "  mask %.3f", $0) } ?? "")
        + (row.milliseconds.map { String(format: "  %.1f ms", $0) } ?? "")
    }.joined(separator: "\n")
  }
}
