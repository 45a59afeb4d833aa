extension Dataset {
  /// Lists the labelled images of a folder; no voxels are read, except where a layout says so.
  /// - Parameter layout: How the folder keeps them; nil finds it out from the names in the folder.
  /// - Throws: `DatasetError`, whose text says what to do.
  public static func open(
    _ path: String, layout: DatasetLayout? = nil
  ) throws(DatasetError) -> Dataset {
    let folder = try DatasetFolder(path)
    guard
      let layout = layout ?? DatasetLayout.known.first(where: { $0.reader.matches(folder) })
    else { throw .unknownLayout(path: path) }
    guard DatasetLayout.known.contains(layout) else {
      throw .unsupported(
        path: path, what: "the layout \(layout.rawValue)", remedy: "Name another layout.")
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
  /// Whether a folder looks like it, by the names in there alone.
  static func matches(_ folder: DatasetFolder) -> Bool
  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset
}

extension DatasetLayout {
  static let known: [DatasetLayout] = [.acdc]

  var reader: any LayoutReader.Type {
    switch self {
    default: ACDCLayout.self
    }
  }

  /// What a folder of this layout looks like.
  public var appearance: String { reader.appearance }
}
