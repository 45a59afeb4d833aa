import ArgumentParser
import ImageFiles
import Terminal
import Volumes

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show an image's geometry, intensities and warnings.",
    discussion: """
      Example:

        contourist info heart.nii.gz

      Of a folder, a zip archive or a DICOMDIR it lists the series of DICOM images; --series shows \
      one of them.
      """)

  @Argument(help: "The image: NIfTI, DICOM (a file, folder, zip archive, DICOMDIR), PNG or TIFF.")
  var volume: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var series: SeriesOption

  func run() throws {
    if series.series == nil, let study = try ImageFiles.study(volume) {
      let report = StudyReport(study)
      if json { try printJSON(report) } else { print(report.text) }
      return
    }
    let file = try series.read(volume)
    let report = InfoReport(path: volume, file)
    if json {
      try printJSON(report)
    } else {
      print(report.text)
    }
  }
}

/// What `info` says of an image.
private struct InfoReport: Encodable {
  let path: String
  let format: String
  let voxelType: String
  /// Of DICOM alone, as are the next two.
  let modality: String?
  let seriesDescription: String?
  let transferSyntax: String?
  /// ni, nj, nk, frames.
  let dimensions: [Int]
  let spacingMillimetres: [Double]
  let orientation: String
  let originMillimetres: [Double]
  let affine: [[Double]]
  /// Of the finite voxels; null when there are none.
  let minimum: Float?
  let maximum: Float?
  let mean: Double?
  let notFinite: Int
  let warnings: [String]

  enum CodingKeys: String, CodingKey {
    case path, format, dimensions, orientation, affine, minimum, maximum, mean, warnings, modality
    case seriesDescription = "series_description"
    case transferSyntax = "transfer_syntax"
    case voxelType = "voxel_type"
    case spacingMillimetres = "spacing_mm"
    case originMillimetres = "origin_mm"
    case notFinite = "not_finite"
  }

  init(path: String, _ file: ImageFile) {
    self.path = path
    format = file.format
    voxelType = file.voxelType
    modality = file.dicom?.modality
    seriesDescription = file.dicom?.seriesDescription
    transferSyntax = file.dicom?.transferSyntax
    let volume = file.volume
    let g = volume.geometry
    dimensions = [g.size.ni, g.size.nj, g.size.nk, volume.frames]
    spacingMillimetres = [g.spacing.x, g.spacing.y, g.spacing.z]
    orientation = g.orientation
    originMillimetres = [g.origin.x, g.origin.y, g.origin.z]
    affine = g.affineRows
    var low = Float.infinity
    var high = -Float.infinity
    var sum = 0.0
    var count = 0
    for v in volume.voxels where v.isFinite {
      low = min(low, v)
      high = max(high, v)
      sum += Double(v)
      count += 1
    }
    minimum = count > 0 ? low : nil
    maximum = count > 0 ? high : nil
    mean = count > 0 ? sum / Double(count) : nil
    notFinite = volume.voxels.count - count
    warnings = file.warnings
  }

  var text: String {
    let size = dimensions[3] > 1 ? "\(counted(dimensions[3], "frame"))" : "one frame"
    var lines = [
      path,
      "format       \(format), \(voxelType)",
      "voxels       \(dimensions[0]) x \(dimensions[1]) x \(dimensions[2]), \(size)",
      "spacing      \(spacingMillimetres.map { $0.text(3) }.joined(separator: " x ")) mm",
      "orientation  \(orientation)",
      "origin       (\(originMillimetres.map { $0.text(1) }.joined(separator: ", "))) mm RAS+",
    ]
    if let minimum, let maximum, let mean {
      lines.append("intensities  \(minimum) to \(maximum), mean \(mean.text(1))")
    }
    if let transferSyntax {
      let series = [modality, seriesDescription].compactMap { $0 }.joined(separator: ", ")
      lines.append("series       \(series.isEmpty ? "without a description" : series)")
      lines.append("syntax       \(transferSyntax)")
    }
    lines += warnings.map { "warning      \($0)" }
    return lines.joined(separator: "\n")
  }
}
