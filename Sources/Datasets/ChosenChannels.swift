extension Dataset {
  /// The same images with some of their channels alone, in the order of `names`.
  /// - Throws: `DatasetError.noSuchChannel` where the data set has none of that name, or a name is
  ///   there twice.
  /// - Precondition: At least one name.
  public func choosing(channels names: [String]) throws(DatasetError) -> Dataset {
    precondition(!names.isEmpty, "images have at least one channel")
    var indices: [Int] = []
    for name in names {
      guard let index = channels.firstIndex(of: name), !indices.contains(index) else {
        throw .noSuchChannel(name, of: self.name, channels: channels)
      }
      indices.append(index)
    }
    let chosen = indices
    return Dataset(
      name: self.name, layout: layout, channels: names, labels: labels, licence: licence,
      cases: cases.map { item in
        DatasetCase(
          name: item.name, patient: item.patient, group: item.group, phase: item.phase,
          heightCentimetres: item.heightCentimetres, weightKilograms: item.weightKilograms
        ) {
          let image = try item.load()
          return LabelledImage(
            channels: chosen.map { image.channels[$0] }, labels: image.labels,
            warnings: image.warnings)
        }
      })
  }
}
