import Annotation
import ArgumentParser
import Datasets
import Figures
import Foundation
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a session's ground truth for other programs.",
    discussion: """
      Formats:
        nifti     one label mask (.nii.gz or .nii) with the image's geometry, bit for bit
        png       a folder with a label mask and an overlay picture for each annotated slice
        polygons  one JSON file with contours and outlines in voxels and millimetres; an unclosed \
      contour is an open polyline ("closed": false) with its length, and labels nothing

        contourist export heart.session.jsonl --format polygons --output heart.json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case nifti, png, polygons
    case dicomSegmentation = "dicom-seg"
    case structureSet = "dicom-rtstruct"
  }

  @OptionGroup var file: SessionArgument
  @Option(help: "nifti, png or polygons.") var format: Format
  @Option(name: .shortAndLong, help: "The file, or for png the folder, to write.")
  var output: String
  @OptionGroup var image: ImageOption
  @OptionGroup var dicom: DICOMObjectOptions
  @OptionGroup var existing: OutputOptions

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    try existing.check(output, inputs: [file.session, opened.imagePath])
    var tracer = opened.tracerAfterWarnings()
    let mask = tracer.mask(of: opened.session.state)
    switch format {
    case .nifti:
      try ImageFiles.writeLabels(mask, to: output, like: opened.image)
      print("mask     \(output)  (\(dimensions(opened.image.volume)))")
    case .polygons:
      let document = PolygonDocument(opened, tracer: &tracer, mask: mask)
      let text = try jsonText(document, pretty: false) + "\n"
      try AtomicFile.write(Array(text.utf8), to: output)
      print(
        "polygons \(output)  (\(counted(document.contours.count, "contour")), "
          + "\(counted(document.regions.count, "region")))")
    case .dicomSegmentation, .structureSet:
      let export = try DICOMObjectExport(
        opened, mask: mask, creator: dicom.creator, keepsIdentity: dicom.identity)
      let object =
        try format == .dicomSegmentation
        ? export.segmentation() : export.structureSet(frame: dicom.frame)
      try object.write(to: output)
      export.remarks.forEach { printError("note: \($0)") }
      print("object   \(output)")
    case .png:
      let count = try writePictures(opened, mask)
      print("pictures \(output)/  (\(counted(count, "slice")), mask and overlay each)")
    }
  }

  /// Removes what an earlier export left in the folder: slices that no longer have labels must not
  /// stay as if they had.
  private func removeEarlierPictures() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: output)
    for name in names where name.wholeMatch(of: /s\d{3,}_f\d{2,}_(mask|overlay)\.png/) != nil {
      try FileManager.default.removeItem(atPath: output + "/" + name)
    }
  }

  /// Writes sSSS_fFF_mask.png (label values as grey) and ..._overlay.png per annotated slice.
  private func writePictures(_ opened: OpenedSession, _ mask: LabelVolume) throws -> Int {
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw DataError("\(output): the folder cannot be made: \(error.localizedDescription)")
    }
    try removeEarlierPictures()
    let legend = figureLabels(opened.session.header.labels)
    var count = 0
    for frame in 0..<mask.frames {
      for k in 0..<mask.size.nk {
        let labels = mask.slice(k, frame: frame)
        guard labels.pixels.contains(where: { $0 != 0 }) else { continue }
        let base = output + String(format: "/s%03d_f%02d", k, frame)
        try PNGFile.write(
          .grey8(labels.pixels), width: labels.ni, height: labels.nj, to: base + "_mask.png")
        var figure = SliceFigure(
          opened.image.volume.slice(k, frame: frame), of: opened.image)
        figure.labels = labels
        figure.legend = legend
        figure.caption = "slice \(k)  frame \(frame)"
        try PNGFile.write(figure.drawing(), to: base + "_overlay.png")
        count += 1
      }
    }
    return count
  }
}

/// The polygon format: what was drawn (contours) and what it came to (regions of the mask).
private struct PolygonDocument: Encodable {
  let format = "contourist-polygons"
  let version = 1
  let engine = contouristVersion
  let conventions: String
  let image: SessionHeader.Image
  let labels: LabelTable
  let contours: [Contour]
  let regions: [Region]

  struct Contour: Encodable {
    let name: String
    let label: String
    let value: UInt8
    let slice: Int
    let frame: Int
    let closed: Bool
    /// [x, y] in voxels.
    let seeds: [[Double]]
    let points: [[Double]]
    /// [x, y, z], RAS+ millimetres.
    let world: [[Double]]
    let lengthMillimetres: Double
    /// The model that made it; left out where a person did.
    let model: ModelIdentity?
    let review: ContourReview
    enum CodingKeys: String, CodingKey {
      case name, label, value, slice, frame, closed, seeds, points, model, review
      case world = "points_mm"
      case lengthMillimetres = "length_mm"
    }
  }

  /// The outline of the mask's pixels of one label: holes are outlines inside others.
  struct Region: Encodable {
    let label: String
    let value: UInt8
    let slice: Int
    let frame: Int
    let outlines: [[[Double]]]
  }

  init(_ opened: OpenedSession, tracer: inout SessionTracer, mask: LabelVolume) {
    let header = opened.session.header
    conventions = header.conventions
    image = header.image
    labels = header.labels
    let geometry = opened.image.volume.geometry
    var contours: [Contour] = []
    let spacing = SIMD2(geometry.spacing.x, geometry.spacing.y)
    for case (let contour, .success(let line)) in tracer.contours(of: opened.session.state) {
      contours.append(
        Contour(
          name: contour.name, label: header.labels.name(of: contour.label), value: contour.label,
          slice: contour.slice, frame: contour.frame, closed: contour.isClosed,
          seeds: line.seeds.map { [$0.x, $0.y] }, points: line.points.map { [$0.x, $0.y] },
          world: line.points.map { p in
            let w = geometry.world(p.inSlice(contour.slice))
            return [w.x, w.y, w.z]
          }, lengthMillimetres: line.length(spacing: spacing), model: contour.origin.model,
          review: contour.review))
    }
    self.contours = contours
    var regions: [Region] = []
    for frame in 0..<mask.frames {
      for k in 0..<mask.size.nk {
        let slice = mask.slice(k, frame: frame)
        for entry in header.labels.entries {
          let outlines = slice.mask(of: entry.value).outlines
          guard !outlines.isEmpty else { continue }
          regions.append(
            Region(
              label: entry.name, value: entry.value, slice: k, frame: frame,
              outlines: outlines.map { $0.map { [$0.x, $0.y] } }))
        }
      }
    }
    self.regions = regions
  }
}

/// Of DICOM objects alone.
struct DICOMObjectOptions: ParsableArguments {
  @Flag(help: "Copy the patient's name, number, birth date and sex from DICOM images.")
  var identity = false

  @Option(help: "Who drew it, as the object says; nobody when left out.")
  var creator = ""

  @Option(help: "Frame of a cine, counted from 0, of dicom-rtstruct.")
  var frame: Int?
}
