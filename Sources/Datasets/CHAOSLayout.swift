/// Abdominal MR of the Combined (CT-MR) Healthy Abdominal Organ Segmentation challenge.
///
/// Source: Kavur et al., Medical Image Analysis 69 (2021) 101950.
enum CHAOSLayout: LayoutReader {
  static let appearance =
    "image_N.nii.gz and label_N.nii.gz, or MR/N/T2SPIR with DICOM_anon/*.dcm and Ground/*.png"

  static func matches(_ folder: DatasetFolder) -> Bool {
    numbers(folder).contains { folder.contains("label_\($0).nii.gz") }
      || (try? CHAOSSeries.all(folder))?.isEmpty == false
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    // Masks count from 1, or hold the grey levels of the challenge's own pictures.
    let values = LabelValues(
      ["liver", "right kidney", "left kidney", "spleen"],
      stored: (1...4).flatMap { [($0, $0), ($0 * 63, $0)] })
    var cases: [DatasetCase] = []
    for number in numbers(folder) {
      let image = "image_\(number).nii.gz"
      let pair = LabelledFiles(
        images: [folder.path(of: image)],
        mask: try folder.file("label_\(number).nii.gz", neededBy: image), values: values)
      cases.append(
        DatasetCase(name: "image_\(number)", patient: number, imagePath: pair.images[0]) {
          try pair.read()
        })
    }
    for series in try CHAOSSeries.all(folder) {
      cases.append(
        DatasetCase(
          name: "MR_\(series.patient)", patient: series.patient, imagePath: series.imagePath
        ) { try series.read(values) })
    }
    return Dataset(
      name: folder.name, layout: .chaos, channels: ["MR"], labels: values.labels,
      licence: "CC BY-NC-SA 4.0; cite Kavur et al., Medical Image Analysis 69 (2021) 101950",
      cases: cases)
  }

  private static func numbers(_ folder: DatasetFolder) -> [String] {
    folder.names.compactMap { name in
      guard name.hasPrefix("image_"), name.hasSuffix(".nii.gz") else { return nil }
      let number = String(name.dropFirst("image_".count).dropLast(".nii.gz".count))
      return Int(number) == nil ? nil : number
    }
  }
}
