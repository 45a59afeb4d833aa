import ImageFiles
import Volumes

/// The Brain Imaging Data Structure: images in sub-X/anat, discrete segmentations (`_dseg`) in
/// derivatives/NAME/sub-X/anat, their labels in dseg.tsv. A mask belongs to the one image whose name
/// has the same entities. Subjects whose part is "test" in participants.tsv are left out.
///
/// Source: BIDS specification 1.9.
enum BIDSLayout: LayoutReader {
  static let appearance =
    "dataset_description.json, sub-X/anat/sub-X_*.nii.gz, and in derivatives/NAME/ the masks "
    + "sub-X/anat/sub-X_*_dseg.nii.gz with dseg.tsv"

  private static let ending = "_dseg.nii.gz"

  static func matches(_ folder: DatasetFolder) -> Bool {
    folder.contains("dataset_description.json") && folder.hasFolder("derivatives")
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let derivatives = try folder.subfolder("derivatives")
    let left = try testSubjects(folder)
    var cases: [DatasetCase] = []
    var labels: LabelValues?
    for name in derivatives.names where derivatives.hasFolder(name) {
      let pipeline = try derivatives.subfolder(name)
      guard pipeline.contains("dseg.tsv") else { continue }
      let values: LabelValues
      if let known = labels { values = known } else { values = try self.values(pipeline) }
      labels = values
      for subject in pipeline.names
      where subject.hasPrefix("sub-") && pipeline.hasFolder(subject + "/anat")
        && !left.contains(subject)
      {
        let masks = try pipeline.subfolder(subject + "/anat")
        for mask in masks.names where mask.hasSuffix(ending) {
          let stem = String(mask.dropLast(ending.count))
          let image = try image(stem, of: subject, in: folder, mask: masks.path(of: mask))
          let files = LabelledFiles(
            images: [image], mask: masks.path(of: mask), values: values)
          cases.append(
            DatasetCase(name: stem, patient: subject, imagePath: image) { try files.read() })
        }
      }
    }
    return Dataset(
      name: folder.name, layout: .bids, channels: ["image"], labels: labels?.labels ?? [],
      licence: try licence(folder), cases: cases)
  }

  private static func image(
    _ stem: String, of subject: String, in folder: DatasetFolder, mask: String
  ) throws(DatasetError) -> String {
    let images = try folder.subfolder(subject + "/anat")
    let found = images.names.filter { name in
      name.hasPrefix(stem + "_") && [".nii.gz", ".nii"].contains(where: name.hasSuffix)
        && !name.dropFirst(stem.count + 1).contains("_")
    }
    guard found.count == 1 else {
      throw .badDescription(
        path: mask,
        reason: "\(images.path) has \(found.count) images \(stem)_SUFFIX.nii.gz, not one")
    }
    return images.path(of: found[0])
  }

  /// Lines of cells between tabs.
  private static func rows(_ folder: DatasetFolder, _ name: String) throws(DatasetError)
    -> [[String]]
  {
    try folder.text(name, neededBy: folder.name).split(whereSeparator: \.isNewline).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).trimmed }
    }
  }

  private static func values(_ pipeline: DatasetFolder) throws(DatasetError) -> LabelValues {
    let rows = try rows(pipeline, "dseg.tsv")
    guard let index = rows.first?.firstIndex(of: "index"),
      let name = rows.first?.firstIndex(of: "name")
    else {
      throw .badDescription(
        path: pipeline.path(of: "dseg.tsv"), reason: "it has no columns \"index\" and \"name\"")
    }
    var names: [Int: String] = [0: "background"]
    for row in rows.dropFirst() where row.count > max(index, name) {
      guard let number = Int(row[index]) else {
        throw .badDescription(
          path: pipeline.path(of: "dseg.tsv"), reason: "\"\(row[index])\" is no number")
      }
      names[number] = row[name]
    }
    return try DatasetDescription.values(names, in: pipeline, file: "dseg.tsv")
  }

  private static func testSubjects(_ folder: DatasetFolder) throws(DatasetError) -> Set<String> {
    guard folder.contains("participants.tsv") else { return [] }
    let rows = try rows(folder, "participants.tsv")
    guard let part = rows.first?.firstIndex(of: "part") else { return [] }
    return Set(rows.filter { $0.count > part && $0[part] == "test" }.map { $0[0] })
  }

  private static func licence(_ folder: DatasetFolder) throws(DatasetError) -> String? {
    try DatasetDescription.read(Description.self, in: folder, file: "dataset_description.json")
      .licence
  }

  private struct Description: Decodable {
    let licence: String?

    enum CodingKeys: String, CodingKey { case licence = "License" }
  }
}
