import ImageFiles
import Volumes

/// Multi-Centre, Multi-Vendor and Multi-Disease Cardiac Segmentation (M&Ms): cines with labels in the
/// end-diastolic and the end-systolic frame, which a table names.
///
/// The table's ED and ES count from 0; patients without labels have both equal. Folders of patients
/// lie in Training/Labeled, Validation and Testing, or side by side. The files hold 1 LV, 2 MYO, 3 RV;
/// the labels here are numbered as ACDC's.
///
/// Source: Campello et al., IEEE TMI 40 (2021) 3543.
enum MMsLayout: LayoutReader {
  static let appearance =
    "a table (.csv) with the columns \"External code\", ED and ES, and CODE/CODE_sa.nii.gz with "
    + "CODE/CODE_sa_gt.nii.gz, also in Training/Labeled, Validation and Testing"

  static func matches(_ folder: DatasetFolder) -> Bool { (try? table(folder)) != nil }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    guard let table = try table(folder) else {
      throw .empty(path: folder.path, lookedFor: appearance)
    }
    let values = LabelValues(["RV", "MYO", "LV"], stored: [(3, 1), (2, 2), (1, 3)])
    let places = try ["Training/Labeled", "Training", "Validation", "Testing"]
      .filter(folder.hasFolder).map { name throws(DatasetError) in try folder.subfolder(name) }
    var cases: [DatasetCase] = []
    for row in table.patients {
      guard let files = try files(of: row.code, in: places + [folder]) else { continue }
      for (frame, phase) in [(row.endDiastole, "ED"), (row.endSystole, "ES")] {
        cases.append(
          DatasetCase(
            name: "\(row.code)_frame\(frame < 10 ? "0" : "")\(frame)", patient: row.code,
            group: row.group, phase: phase
          ) { try image(files, frame: frame, values: values) })
      }
    }
    return Dataset(
      name: folder.name, layout: .mms, channels: ["cine MR"], labels: values.labels,
      licence: "CC BY-NC-SA 4.0; cite Campello et al., IEEE TMI 40 (2021) 3543", cases: cases)
  }

  private typealias Pair = (image: String, mask: String)

  private static func files(
    of code: String, in places: [DatasetFolder]
  ) throws(DatasetError) -> Pair? {
    for place in places {
      for stem in ["\(code)/\(code)", code] {
        for ending in [".nii.gz", ".nii"] where place.contains("\(stem)_sa\(ending)") {
          let image = "\(stem)_sa\(ending)"
          return (
            place.path(of: image), try place.file("\(stem)_sa_gt\(ending)", neededBy: image)
          )
        }
      }
    }
    return nil
  }

  private static func image(
    _ files: Pair, frame: Int, values: LabelValues
  ) throws -> LabelledImage {
    let image = try ImageFiles.read(files.image)
    let mask = try values.read(files.mask)
    try image.volume.geometry.requireEqual(mask.labels.geometry, files.image, files.mask)
    for (path, frames) in [(files.image, image.volume.frames), (files.mask, mask.labels.frames)]
    where frame >= frames {
      throw DatasetError.badDescription(
        path: path, reason: "it has \(frames) frames, but the table names frame \(frame), from 0")
    }
    let volume = image.volume.frame(frame)
    return LabelledImage(
      channels: [volume],
      labels: LabelVolume(geometry: volume.geometry, voxels: mask.labels.frame(frame).voxels),
      warnings: image.warnings)
  }

  private struct Table {
    let patients: [(code: String, endDiastole: Int, endSystole: Int, group: String?)]
  }

  /// nil where no table of the folder has the columns.
  private static func table(_ folder: DatasetFolder) throws(DatasetError) -> Table? {
    for name in folder.names where name.lowercased().hasSuffix(".csv") {
      let path = folder.path(of: name)
      let rows = CSVRows(try fileText(path)).rows
      guard let header = rows.first, let code = header.firstIndex(of: "External code"),
        let diastole = header.firstIndex(of: "ED"), let systole = header.firstIndex(of: "ES")
      else { continue }
      let vendor = header.firstIndex(of: "Vendor")
      var patients: [(String, Int, Int, String?)] = []
      for (n, row) in rows.enumerated().dropFirst() {
        guard row.count == header.count, let first = Int(row[diastole]),
          let second = Int(row[systole]), first >= 0, second >= 0
        else {
          throw .badDescription(
            path: path, reason: "row \(n + 1) has no numbers of frames in the columns ED and ES")
        }
        guard isName(row[code]) else {
          throw .badDescription(path: path, reason: "row \(n + 1) has no code of a patient")
        }
        guard first != second else { continue }
        patients.append((row[code], first, second, vendor.map { row[$0] }))
      }
      return Table(patients: patients)
    }
    return nil
  }

  /// One part of a path, and no way out of the folder.
  private static func isName(_ code: String) -> Bool {
    !code.isEmpty && !code.contains("/") && code != ".." && code != "."
  }
}
