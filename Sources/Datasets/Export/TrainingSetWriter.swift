import Volumes

/// Writes cases in one format, one after the other, and what describes them all at the end.
protocol TrainingSetWriter {
  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws
  mutating func finish(in folder: ExportFolder) throws
}

/// What all formats say of a set.
struct TrainingSetFacts: Sendable {
  let name: String
  let labels: [NamedLabel]
  let licence: String?
  let options: TrainingSetOptions

  var licenceText: String { licence ?? "not stated" }

  /// The labels by their values, background first.
  var labelsByNumber: [String: String] {
    Dictionary(
      uniqueKeysWithValues: [("0", "background")] + labels.map { ("\($0.value)", $0.name) })
  }

  func writer() -> any TrainingSetWriter {
    switch options.format {
    case .nnunet: NNUNetWriter(facts: self)
    case .decathlon: PairListWriter(facts: self, form: .decathlon)
    case .monai: PairListWriter(facts: self, form: .monai)
    case .pairs: PairListWriter(facts: self, form: .pictures)
    case .bids: BIDSWriter(facts: self)
    case .coco: COCOWriter(facts: self)
    case .labelme: LabelmeWriter(facts: self)
    case .stl: SurfaceWriter(facts: self)
    }
  }
}
