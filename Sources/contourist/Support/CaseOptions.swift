public import ArgumentParser
public import Evaluation
import Terminal
import Volumes

/// How the masks of cases are put beside each other.
struct CaseOptions: ParsableArguments {
  @Flag(help: "Leave cases out that a folder lacks, instead of refusing.")
  var allowMissing = false

  @Flag(help: "Compare voxel by voxel though positions or spacing differ; the last one's counts.")
  var ignoreGeometry = false

  @Option(help: "Compare this frame of cines alone, counted from 0, also with masks of one frame.")
  var frame: Int?

  @Option(help: "Frame of a cine at end-diastole, counted from 0.")
  var ed: Int?

  @Option(help: "Frame of a cine at end-systole, counted from 0.")
  var es: Int?

  func validate() throws {
    for frame in [frame, ed, es].compactMap({ $0 }) where frame < 0 {
      throw ValidationError("--frame, --ed and --es count from 0")
    }
    if frame != nil, ed != nil || es != nil {
      throw ValidationError("--frame takes one frame; --ed and --es want the whole cine")
    }
    if let ed, ed == es { throw ValidationError("--ed and --es are two frames") }
  }

  func phase(_ group: MaskGroup, frame: Int) -> CardiacPhase? {
    frame == ed ? .endDiastole : frame == es ? .endSystole : group.phase
  }

  /// Scores the first mask of a case against the last.
  /// - Parameters:
  ///   - labels: To be scored, besides those that occur where `takesOccurring`.
  /// - Returns: The scores, the labels that occur in the masks, and the time that the scores took,
  ///   without reading.
  func score(
    _ group: MaskGroup, labels: Set<UInt8>, takesOccurring: Bool, tolerance: Double,
    withSlices: Bool = false, base: ScoredCase.Base = .auto
  ) throws -> (scores: ScoredCase, occurring: Set<UInt8>, milliseconds: Double) {
    let masks = try group.read(ignoresGeometry: ignoreGeometry, frame: frame)
    let (prediction, reference) = (masks[0], masks[masks.count - 1])
    for frame in [ed, es].compactMap({ $0 }) where frame >= reference.frames {
      throw DataError(
        "\(group.name): there is no frame \(frame); it has 0 to \(reference.frames - 1)")
    }
    let occurring = Set(prediction.labels + reference.labels)
    let begin = ContinuousClock.now
    let scores = ScoredCase(
      group.name, prediction, reference,
      labels: labels.union(takesOccurring ? occurring : []).sorted(), tolerance: tolerance,
      withSlices: withSlices, base: base
    ) { phase(group, frame: $0) }
    return (scores, occurring, (ContinuousClock.now - begin) / .milliseconds(1))
  }

  /// Scores the cases, with a line of progress.
  func score(
    _ groups: [MaskGroup], _ options: LabelOptions, known: [NamedLabel], tolerance: Double,
    withSlices: Bool = false, base: ScoredCase.Base = .auto
  ) throws -> (cases: [ScoredCase], labels: [NamedLabel], milliseconds: Double) {
    var cases: [ScoredCase] = []
    var milliseconds = 0.0
    var occurring: Set<UInt8> = []
    let wanted = Set(options.given.map(\.value)).union(known.map(\.value))
    let progress = ProgressLine()
    defer { progress.show("") }
    for (n, group) in groups.enumerated() {
      progress.show("\(n + 1) of \(groups.count)  \(group.name)")
      let found = try score(
        group, labels: wanted, takesOccurring: options.given.isEmpty, tolerance: tolerance,
        withSlices: withSlices, base: base)
      milliseconds += found.milliseconds
      cases.append(found.scores)
      occurring.formUnion(found.occurring)
    }
    for label in options.given where !occurring.contains(label.value) {
      warn("no mask has label \(label.name)=\(label.value); check its value")
    }
    let seen = wanted.union(options.given.isEmpty ? occurring : [])
    let labels = options.names(of: seen, known: known)
    // A label that only another case has is absent in this one.
    return (cases.map { $0.with(labels: labels.map(\.value)) }, labels, milliseconds)
  }
}

extension ScoredCase.Base: ExpressibleByArgument {}
