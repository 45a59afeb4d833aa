import ArgumentParser
import Evaluation
import Terminal
import Volumes

/// Which masks are compared, and how: of `evaluate` and of its batch.
struct ScoringOptions: ParsableArguments {
  @Argument(help: "The masks to be judged: a file (NIfTI, PNG, TIFF, DICOM) or a folder.")
  var prediction: String

  @Argument(help: "The reference: a file or a folder.")
  var reference: String

  @OptionGroup var labels: LabelOptions

  @Option(help: "Distance within which surfaces agree for the surface Dice, millimetres.")
  var tolerance = 2.0

  @Flag(help: "Score each slice as well, in two dimensions: in --csv and --json.")
  var slices = false

  @OptionGroup var cases: CaseOptions

  @Option(help: "The end of the slices where a heart's base lies: auto, first or last.")
  var base = ScoredCase.Base.auto

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is a distance in millimetres, 0 or more")
    }
  }

  /// The cases, and the names of their labels where a folder tells them.
  func groups() throws -> (groups: [MaskGroup], labels: [NamedLabel]) {
    try MaskGroup.all(in: [prediction, reference], allowsMissing: cases.allowMissing)
  }

  /// One case by itself.
  func score(
    _ group: MaskGroup, known: [NamedLabel]
  ) throws -> (scores: ScoredCase, occurring: Set<UInt8>, milliseconds: Double) {
    try cases.score(
      group, labels: Set((labels.given.isEmpty ? known.map(\.value) : labels.given.map(\.value))),
      takesOccurring: labels.given.isEmpty, tolerance: tolerance, withSlices: slices, base: base)
  }

  /// Of cases that were scored by themselves.
  func report(
    _ scored: [ScoredCase], known: [NamedLabel], milliseconds: Double
  ) -> EvaluationReport {
    let names = labels.names(
      of: Set(scored.flatMap { $0.frames.map(\.score.label) }), known: known)
    return EvaluationReport(
      scored.map { $0.with(labels: names.map(\.value)) }, labels: names, tolerance: tolerance,
      withSlices: slices, milliseconds: milliseconds)
  }

  /// What scores depend on besides the masks' files.
  var identity: [String] {
    [
      "\(prediction) beside \(reference)", "--label \(labels.text)",
      "--tolerance \(tolerance)", "--slices \(slices)", "--base \(base.rawValue)",
      "--frame \(cases.frame.map(String.init) ?? "all")",
      "--ed \(cases.ed.map(String.init) ?? "as named")",
      "--es \(cases.es.map(String.init) ?? "as named")",
      "--ignore-geometry \(cases.ignoreGeometry)",
    ]
  }
}
