import Volumes

extension Dataset {
  /// Several data sets as one, so that training batches mix their images.
  ///
  /// Cases, patients and groups carry the data set's name in front, so that a split keeps the shares
  /// of the data sets too and equal names stay apart. The layout is the first one's.
  /// - Throws: `DatasetError.cannotJoin` where labels or numbers of channels differ, or two data sets
  ///   have one name.
  /// - Precondition: At least one data set.
  public init(joining datasets: [Dataset]) throws(DatasetError) {
    guard let first = datasets.first else { preconditionFailure("there are data sets to join") }
    guard datasets.count > 1 else {
      self = first
      return
    }
    for (n, other) in datasets.enumerated().dropFirst() {
      func require(_ condition: Bool, _ difference: String) throws(DatasetError) {
        guard condition else {
          throw .cannotJoin(first.name, other.name, difference: difference)
        }
      }
      try require(
        other.labels == first.labels,
        "label \(Self.text(first.labels)) and \(Self.text(other.labels))")
      try require(
        other.channels.count == first.channels.count,
        "have \(first.channels.count) and \(other.channels.count) channels")
      try require(!datasets[..<n].contains { $0.name == other.name }, "have one name")
    }
    self.init(
      name: datasets.map(\.name).joined(separator: " + "), layout: first.layout,
      channels: first.channels,
      drawnOn: datasets.allSatisfy { $0.drawnOn == first.drawnOn } ? first.drawnOn : nil,
      labels: first.labels, licence: Self.licences(of: datasets),
      cases: datasets.flatMap { dataset in
        dataset.cases.map { item in
          DatasetCase(
            name: dataset.name + "/" + item.name, patient: dataset.name + "/" + item.patient,
            group: dataset.name + "/" + (item.group ?? ""), phase: item.phase,
            imagePath: item.imagePath,
            heightCentimetres: item.heightCentimetres, weightKilograms: item.weightKilograms,
            read: item.load)
        }
      })
  }

  private static func text(_ labels: [NamedLabel]) -> String {
    labels.map { "\($0.value) \($0.name)" }.joined(separator: ", ")
  }

  /// All there are, each once; what is trained on all stands under all of them.
  private static func licences(of datasets: [Dataset]) -> String? {
    var licences: [String] = []
    for licence in datasets.compactMap(\.licence) where !licences.contains(licence) {
      licences.append(licence)
    }
    return licences.isEmpty ? nil : licences.joined(separator: "; and ")
  }
}
