import Evaluation
import Terminal
import Volumes

/// What `evaluate` says.
struct EvaluationReport: Encodable {
  let toleranceMillimetres: Double
  let labels: [NamedLabel]
  let cases: [Row]
  let slices: [Row]?
  let summary: [Summary]
  /// Spent on the numbers, without reading.
  let milliseconds: Double
  let note = "Measurement for research, to be checked by a physician."

  enum CodingKeys: String, CodingKey {
    case labels, cases, slices, summary, milliseconds, note
    case toleranceMillimetres = "tolerance_mm"
  }

  /// The scores of one structure; measures that are not defined are left out.
  struct Row: Encodable {
    let name: String
    let label: String
    let row: ScoreRow

    private enum Key: String, CodingKey {
      case name = "case"
      case frame, phase, slice, position, label, value
    }

    private struct MeasureKey: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ measure: Measure) { stringValue = measure.rawValue }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(name, forKey: .name)
      try fields.encode(row.frame, forKey: .frame)
      try fields.encodeIfPresent(row.phase, forKey: .phase)
      try fields.encodeIfPresent(row.slice, forKey: .slice)
      try fields.encodeIfPresent(row.position, forKey: .position)
      try fields.encode(label, forKey: .label)
      try fields.encode(row.score.label, forKey: .value)
      var measures = encoder.container(keyedBy: MeasureKey.self)
      for measure in Measure.allCases {
        try measures.encodeIfPresent(measure.value(of: row.score), forKey: MeasureKey(measure))
      }
    }
  }

  /// A measure of a label over the cases, of one phase where phases are known.
  struct Summary: Encodable {
    let label: String
    let phase: CardiacPhase?
    let measure: String
    let statistics: Statistics
    /// How many masks lack the label, prediction and reference both.
    let bothEmpty: Int

    enum CodingKeys: String, CodingKey {
      case label, phase, measure, statistics
      case bothEmpty = "both_empty"
    }
  }

  init(
    _ cases: [ScoredCase], labels: [NamedLabel], tolerance: Double, withSlices: Bool,
    milliseconds: Double
  ) {
    self.labels = labels
    toleranceMillimetres = tolerance
    self.milliseconds = milliseconds
    func rows(_ rows: [ScoreRow]) -> [Row] {
      rows.map { row in
        let label = labels.first { $0.value == row.score.label }?.name ?? "\(row.score.label)"
        return Row(name: row.caseName, label: label, row: row)
      }
    }
    self.cases = rows(cases.flatMap(\.frames))
    slices = withSlices ? rows(cases.flatMap(\.slices)) : nil
    summary = Self.summary(cases.flatMap(\.frames), labels)
  }

  private static func summary(_ rows: [ScoreRow], _ labels: [NamedLabel]) -> [Summary] {
    let phases: [CardiacPhase?] =
      rows.contains { $0.phase != nil } ? [nil] + CardiacPhase.allCases : [nil]
    return phases.flatMap { phase in
      labels.flatMap { label in
        let chosen = rows.filter {
          $0.score.label == label.value && (phase == nil || $0.phase == phase)
        }
        return Measure.allCases.map { measure in
          Summary(
            label: label.name, phase: phase, measure: measure.rawValue,
            statistics: Statistics(chosen.map { measure.value(of: $0.score) }),
            bothEmpty: chosen.count { $0.score.isAbsent })
        }
      }
    }
  }

  var csv: CSVTable {
    var table = CSVTable(
      ["case", "frame", "phase", "slice", "label", "value"] + Measure.allCases.map(\.rawValue))
    for row in cases + (slices ?? []) {
      table.append(
        [
          row.name, "\(row.row.frame)", row.row.phase?.rawValue ?? "",
          row.row.slice.map { "\($0)" } ?? "", row.label, "\(row.row.score.label)",
        ] + Measure.allCases.map { CSVTable.cell($0.value(of: row.row.score)) })
    }
    return table
  }

  private static let shown: [Measure] = [
    .dice, .jaccard, .hausdorff, .hausdorff95, .averageDistance, .surfaceDice, .millilitres,
    .volumeDifference, .volumeDifferencePercent,
  ]

  var text: String {
    let isOne = Set(cases.map(\.name)).count == 1
    var lines =
      isOne ? [scoreTable(cases)] : [summaryText, worstText] + [undefinedText].compactMap { $0 }
    lines.append("surface Dice at \(toleranceMillimetres.text(1)) mm")
    lines.append(note)
    return lines.joined(separator: "\n")
  }

  /// A row for each label and frame of a case.
  private func scoreTable(_ rows: [Row]) -> String {
    let hasFrames = rows.contains { $0.row.frame > 0 }
    return table(
      ["label"] + (hasFrames ? ["frame"] : []) + Self.shown.map(\.title),
      rows.map { row in
        [row.label] + (hasFrames ? ["\(row.row.frame)"] : [])
          + Self.shown.map { $0.value(of: row.row.score)?.text($0.decimals) ?? "-" }
      })
  }

  /// A row for each label and phase over the cases, a column for each measure.
  private func summaryTable(
    _ measures: [Measure], _ cell: (Statistics, Measure) -> String
  ) -> String {
    let hasPhases = summary.contains { $0.phase != nil }
    let columns = measures.filter { $0 != .millilitres }
    var rows: [[String]] = []
    // Of each label and phase the measures come one after the other.
    for start in stride(from: 0, to: summary.count, by: Measure.allCases.count) {
      let group = summary[start..<start + Measure.allCases.count]
      guard let first = group.first else { continue }
      rows.append(
        [first.label] + (hasPhases ? [first.phase?.rawValue ?? "all"] : [])
          + columns.map { measure in
            group.first { $0.measure == measure.rawValue }.map { cell($0.statistics, measure) }
              ?? "-"
          } + ["\(first.statistics.count)"])
    }
    return table(
      ["label"] + (hasPhases ? ["phase"] : []) + columns.map(\.title) + ["n"], rows)
  }

  private var summaryText: String {
    func text(_ value: Double?, _ measure: Measure) -> String {
      value?.text(measure.decimals) ?? "-"
    }
    let means = summaryTable(Self.shown) { found, measure in
      "\(text(found.mean, measure)) ± \(text(found.standardDeviation, measure))"
    }
    let medians = summaryTable(
      Self.shown.filter { $0 != .jaccard && !$0.rawValue.hasPrefix("difference") }
    ) {
      found, measure in
      found.median == nil
        ? "-"
        : "\(text(found.median, measure)) (\(text(found.minimum, measure)) to "
          + "\(text(found.maximum, measure)))"
    }
    return "mean ± sd\n\(means)\n\nmedian (least to greatest)\n\(medians)\n"
  }

  /// Where measures are not defined, and how often.
  private var undefinedText: String? {
    let found = summary.filter {
      $0.phase == nil && $0.measure == Measure.hausdorff.rawValue && $0.statistics.undefined > 0
    }
    guard !found.isEmpty else { return nil }
    return "no distance  "
      + found.map { summary in
        "\(summary.label) in \(summary.statistics.undefined) of "
          + "\(summary.statistics.undefined + summary.statistics.count)"
          + (summary.bothEmpty > 0 ? " (\(summary.bothEmpty) lack it in both)" : "")
      }.joined(separator: ", ")
  }

  /// Where to look first.
  private var worstText: String {
    guard !cases.isEmpty else { return "Neither mask has a label: there is nothing to compare." }
    let worst = cases.sorted { $0.row.score.dice < $1.row.score.dice }.prefix(5)
    return "lowest Dice  "
      + worst.map { row in
        let frame = row.row.frame > 0 ? " frame \(row.row.frame)" : ""
        return "\(row.name)\(frame) \(row.label) \(row.row.score.dice.text(3))"
      }.joined(separator: ", ")
  }
}
