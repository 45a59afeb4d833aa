import Evaluation
import Terminal
import Volumes

/// What `observers` says: Dice and Hausdorff distance between readings, by phase and label.
struct ObserverReport: Encodable {
  enum Kind: String, Encodable {
    case intra = "intra-observer"
    case inter = "inter-observer"
  }

  /// Two readings of the same cases.
  struct Comparison: Encodable {
    let kind: Kind
    let first: String
    let second: String
    let cases: Int
    let rows: [Row]
    let scores: [ScoreRow]
    let labels: [NamedLabel]

    enum CodingKeys: String, CodingKey { case kind, first, second, cases, rows }

    init(
      _ kind: Kind, _ first: String, _ second: String, _ cases: [ScoredCase],
      _ labels: [NamedLabel]
    ) {
      self.kind = kind
      self.first = first
      self.second = second
      self.cases = cases.count
      self.labels = labels
      let scores = cases.flatMap(\.frames)
      self.scores = scores
      let known = CardiacPhase.allCases.filter { phase in scores.contains { $0.phase == phase } }
      let phases: [CardiacPhase?] = known.isEmpty ? [nil] : known.map { $0 }
      rows = phases.flatMap { phase in
        labels.map { label in
          let chosen = scores.filter { $0.phase == phase && $0.score.label == label.value }
          return Row(
            label: label.name, phase: phase,
            dice: Statistics(chosen.map { Measure.dice.value(of: $0.score) }),
            hausdorff: Statistics(chosen.map { Measure.hausdorff.value(of: $0.score) }))
        }
      }
    }
  }

  struct Row: Encodable {
    let label: String
    let phase: CardiacPhase?
    let dice: Statistics
    /// Millimetres.
    let hausdorff: Statistics

    enum CodingKeys: String, CodingKey {
      case label, phase, dice
      case hausdorff = "hausdorff_mm"
    }
  }

  let comparisons: [Comparison]
  let note = "Measurement for research, to be checked by a physician."

  init(_ comparisons: [Comparison]) { self.comparisons = comparisons }

  /// A row for each comparison and phase, mean (sd); a line for each kind of comparison.
  var text: String {
    var lines: [String] = []
    for kind in [Kind.inter, .intra] {
      let found = comparisons.filter { $0.kind == kind }
      guard let first = found.first else { continue }
      if !lines.isEmpty { lines.append("") }
      lines.append("\(kind.rawValue)  mean (sd)")
      // Labels that a later pair alone has get columns as well.
      var names = first.labels.map(\.name)
      for name in found.flatMap({ $0.labels.map(\.name) }) where !names.contains(name) {
        names.append(name)
      }
      let rows = found.flatMap { comparison in
        Set(comparison.rows.map(\.phase)).sorted { ($0?.rawValue ?? "") < ($1?.rawValue ?? "") }
          .map { phase in
            let rows = comparison.rows.filter { $0.phase == phase }
            return ["\(comparison.first) and \(comparison.second)", phase?.rawValue ?? "all"]
              + names.flatMap { name in
                let row = rows.first { $0.label == name }
                return [cell(row?.dice, .dice), cell(row?.hausdorff, .hausdorff)]
              } + ["\(rows.first?.dice.count ?? 0)"]
          }
      }
      lines.append(
        table(
          ["", "phase"] + names.flatMap { ["\($0) Dice", "\($0) HD mm"] } + ["n"], rows))
      let undefined = found.flatMap(\.rows).reduce(0) { $0 + $1.hausdorff.undefined }
      if undefined > 0 {
        lines.append(
          "no distance in \(undefined), as a reading lacks the label; left out of its mean")
      }
    }
    return (lines + ["", note]).joined(separator: "\n")
  }

  private func cell(_ statistics: Statistics?, _ measure: Measure) -> String {
    guard let statistics, let mean = statistics.mean else { return "-" }
    let deviation = statistics.standardDeviation?.text(measure.decimals) ?? "-"
    return "\(mean.text(measure.decimals)) (\(deviation))"
  }

  var csv: CSVTable {
    var table = CSVTable([
      "comparison", "first", "second", "case", "frame", "phase", "label", "value", "dice",
      "hausdorff_mm",
    ])
    for comparison in comparisons {
      for row in comparison.scores {
        let label = comparison.labels.first { $0.value == row.score.label }?.name ?? ""
        table.append([
          comparison.kind.rawValue, comparison.first, comparison.second, row.caseName,
          "\(row.frame)", row.phase?.rawValue ?? "", label, "\(row.score.label)",
          CSVTable.cell(row.score.dice), CSVTable.cell(row.score.hausdorff),
        ])
      }
    }
    return table
  }
}
