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

  /// Scores the first mask of each case against the last, with a line of progress.
  func score(
    _ groups: [MaskGroup], _ options: LabelOptions, known: [NamedLabel], tolerance: Double,
    withSlices: Bool = false, base: ScoredCase.Base = .auto
  ) throws -> (cases: [ScoredCase], labels: [NamedLabel], milliseconds: Double) {
    var cases: [ScoredCase] = []
    var milliseconds = 0.0
    var occurring: Set<UInt8> = []
    var seen = Set(options.given.map(\.value)).union(known.map(\.value))
    let progress = ProgressLine()
    defer { progress.show("") }
    for (n, group) in groups.enumerated() {
      progress.show("\(n + 1) of \(groups.count)  \(group.name)")
      let masks = try group.read(ignoresGeometry: ignoreGeometry, frame: frame)
      let (prediction, reference) = (masks[0], masks[masks.count - 1])
      for frame in [ed, es].compactMap({ $0 }) where frame >= reference.frames {
        throw DataError(
          "\(group.name): there is no frame \(frame); it has 0 to \(reference.frames - 1)")
      }
      occurring.formUnion(prediction.labels + reference.labels)
      if options.given.isEmpty { seen.formUnion(occurring) }
      let begin = ContinuousClock.now
      cases.append(
        ScoredCase(
          group.name, prediction, reference, labels: seen.sorted(), tolerance: tolerance,
          withSlices: withSlices, base: base
        ) { phase(group, frame: $0) })
      milliseconds += (ContinuousClock.now - begin) / .milliseconds(1)
    }
    for label in options.given where !occurring.contains(label.value) {
      warn("no mask has label \(label.name)=\(label.value); check its value")
    }
    let labels = options.names(of: seen, known: known)
    // A label that only a later case has is absent in the earlier ones.
    return (cases.map { $0.with(labels: labels.map(\.value)) }, labels, milliseconds)
  }
}

extension ScoredCase.Base: ExpressibleByArgument {}
