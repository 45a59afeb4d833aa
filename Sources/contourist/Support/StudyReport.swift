import ImageFiles
import Terminal
import Volumes

/// What `info` says of a folder, an archive or a DICOMDIR: its series, and nothing of the patient.
struct StudyReport: Encodable {
  let path: String
  let format = "DICOM"
  let series: [Series]
  /// How many files hold no image, by modality.
  let others: [String: Int]
  let warnings: [String]

  struct Series: Encodable {
    let number: Int
    let uid: String
    let seriesNumber: Int?
    let modality: String?
    let description: String?
    let transferSyntax: String
    let files: Int
    /// ni, nj, nk, frames; null where the images do not make a volume.
    let dimensions: [Int]?
    let spacingMillimetres: [Double]?
    let orientation: String?
    let problem: String?
    let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case number, uid, modality, description, files, dimensions, orientation, problem, warnings
      case seriesNumber = "series_number"
      case transferSyntax = "transfer_syntax"
      case spacingMillimetres = "spacing_mm"
    }

    init(_ series: DICOMSeries) {
      number = series.number
      uid = series.uid
      seriesNumber = series.seriesNumber
      modality = series.modality
      description = series.description
      transferSyntax = series.transferSyntax
      files = series.files
      dimensions = series.geometry.map { g in
        [g.size.ni, g.size.nj, g.size.nk, series.frames]
      }
      spacingMillimetres = series.geometry.map { [$0.spacing.x, $0.spacing.y, $0.spacing.z] }
      orientation = series.geometry?.orientation
      problem = series.problem.map { "\($0)" }
      warnings = series.warnings
    }

    fileprivate var cells: [String] {
      [
        "\(number)", modality ?? "-", "\(files)",
        dimensions.map { d in
          "\(d[0]) x \(d[1]) x \(d[2])" + (d[3] > 1 ? " x \(d[3])" : "")
        } ?? "cannot be read",
        spacingMillimetres.map { $0.map { $0.text(2) }.joined(separator: " x ") } ?? "-",
        orientation ?? "-", description ?? "-",
      ]
    }
  }

  init(_ study: DICOMStudy) {
    path = study.path
    series = study.series.map(Series.init)
    others = study.others
    warnings = study.warnings
  }

  var text: String {
    let rows =
      [["series", "kind", "files", "voxels", "spacing in mm", "lies", "description"]]
      + series.map(\.cells)
    let widths = rows[0].indices.map { n in rows.map { $0[n].count }.max() ?? 0 }
    var lines = [path]
    for row in rows {
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      lines.append(String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
    }
    if !others.isEmpty {
      let counts = others.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      lines.append("also there    \(counts.joined(separator: ", ")), without images of their own")
    }
    lines += warnings.map { "warning       \($0)" }
    for entry in series {
      if let problem = entry.problem { lines.append("series \(entry.number)      \(problem)") }
      lines += entry.warnings.map { "series \(entry.number)      \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
