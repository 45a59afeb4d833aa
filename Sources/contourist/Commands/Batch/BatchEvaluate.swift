import ArgumentParser
import Batches
import Evaluation
import Foundation
import Terminal
import Volumes

struct BatchEvaluate: BatchTaskCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare every mask of a folder with its reference mask.",
    discussion: """
        contourist batch evaluate masks/ truths/ -o scores/

      The numbers are those of 'contourist evaluate'.
      """)

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup var batch: BatchOptions

  func task(threads: Int?) throws -> any BatchTask { try EvaluateTask(scoring) }
}

private struct EvaluateTask: BatchTask {
  private let scoring: ScoringOptions
  private let groups: [String: MaskGroup]
  private let known: [NamedLabel]
  let cases: [BatchCase]

  init(_ scoring: ScoringOptions) throws {
    self.scoring = scoring
    let (groups, known) = try scoring.groups()
    self.known = known
    cases = groups.map { BatchCase($0.name, inputs: $0.masks.map(\.path)) }
    self.groups = Dictionary(groups.map { ($0.name, $0) }) { first, _ in first }
  }

  struct Row: Codable {
    let scores: ScoredCase
    let milliseconds: Double
  }

  var identity: [String] { scoring.identity }

  func work(on name: String) async throws -> (row: Row, outputs: [String]) {
    let group = try self.known(groups[name], name)
    let found = try scoring.score(group, known: self.known)
    return (Row(scores: found.scores, milliseconds: found.milliseconds), [])
  }

  func report(
    _ rows: [Row]
  ) throws -> (report: EvaluationReport, table: CSVTable, text: String) {
    let report = scoring.report(
      rows.map(\.scores), known: known, milliseconds: rows.reduce(0) { $0 + $1.milliseconds })
    return (report, report.csv, report.text)
  }
}
