extension Dataset {
  /// Lists the labelled images of a folder; no voxels are read, except where a layout says so.
  /// - Parameters:
  ///   - layout: How the folder keeps them; nil finds it out from the folder's names or description.
  ///   - excluded: Layouts that are not found out.
  /// - Throws: `DatasetError`, whose text says what to do.
  public static func open(
    _ path: String, layout: DatasetLayout? = nil, excluding excluded: Set<DatasetLayout> = []
  ) throws(DatasetError) -> Dataset {
    let folder = try DatasetFolder(path)
    let known = DatasetLayout.allCases.filter { !excluded.contains($0) }
    guard let layout = layout ?? known.first(where: { $0.reader.matches(folder) }) else {
      throw .unknownLayout(path: path)
    }
    let dataset = try layout.reader.open(folder)
    guard !dataset.cases.isEmpty else {
      throw .empty(path: path, lookedFor: layout.appearance)
    }
    return dataset
  }
}

/// What is known of one layout; each has a file of its own.
protocol LayoutReader {
  /// What its folders look like, for messages.
  static var appearance: String { get }
  /// Whether a folder looks like it, by its names or its description alone.
  static func matches(_ folder: DatasetFolder) -> Bool
  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset
}

extension DatasetLayout {
  var reader: any LayoutReader.Type {
    switch self {
    case .acdc: ACDCLayout.self
    case .lgg: LGGLayout.self
    case .sunnybrook: SunnybrookLayout.self
    case .chaos: CHAOSLayout.self
    case .nnunet: NNUNetLayout.self
    case .decathlon: DecathlonLayout.self
    case .sessions: SessionsLayout.self
    case .mms: MMsLayout.self
    case .bids: BIDSLayout.self
    case .coco: COCOLayout.self
    case .cvat: CVATLayout.self
    case .marked: MarkedPairsLayout.self
    case .labelme: LabelmeLayout.self
    }
  }

  /// What a folder of this layout looks like.
  public var appearance: String { reader.appearance }
}
