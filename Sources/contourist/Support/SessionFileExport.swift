import Annotation
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal
import Volumes

/// What `export` writes.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case nifti, png, polygons
  case dicomSegmentation = "dicom-seg"
  case structureSet = "dicom-rtstruct"
  case nnunet, decathlon, monai, bids, coco, pairs, labelme, stl

  /// nil of those of one session.
  var trainingSet: TrainingSetFormat? { TrainingSetFormat(rawValue: rawValue) }

  /// Of the files of one session; nothing where it is a folder.
  var ending: String {
    switch self {
    case .nifti: ".nii.gz"
    case .polygons: ".json"
    case .dicomSegmentation, .structureSet: ".dcm"
    default: ""
    }
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

  /// - Throws: `ValidationError` where something is given that does not go with the format.
  func check(_ format: ExportFormat) throws {
    let isObject = format == .dicomSegmentation || format == .structureSet
    guard isObject || (!identity && creator.isEmpty && frame == nil) else {
      throw ValidationError(
        "--identity, --creator and --frame are of dicom-seg and dicom-rtstruct")
    }
    guard format == .structureSet || frame == nil else {
      throw ValidationError("--frame is of dicom-rtstruct; a segmentation has all frames")
    }
  }
}

/// One session's ground truth for other programs.
struct SessionFileExport {
  let format: ExportFormat
  let dicom: DICOMObjectOptions

  /// Writes one of the formats of one session.
  /// - Returns: What was written, for people.
  func write(_ opened: OpenedSession, to output: String) throws -> String {
    var tracer = opened.tracerAfterWarnings()
    let mask = tracer.mask(of: opened.session.state)
    switch format {
    case .polygons:
      let document = PolygonDocument(opened, tracer: &tracer, mask: mask)
      let text = try jsonText(document, pretty: false) + "\n"
      try AtomicFile.write(Array(text.utf8), to: output)
      return "polygons \(output)  (\(counted(document.contours.count, "contour")), "
        + "\(counted(document.regions.count, "region")))"
    case .dicomSegmentation, .structureSet:
      let export = try DICOMObjectExport(
        opened, mask: mask, creator: dicom.creator, keepsIdentity: dicom.identity)
      let object =
        try format == .dicomSegmentation
        ? export.segmentation() : export.structureSet(frame: dicom.frame)
      try object.write(to: output)
      export.remarks.forEach { printError("note: \($0)") }
      return "object   \(output)"
    case .png:
      let count = try SessionPictures.write(opened, mask, to: output)
      return "pictures \(output)/  (\(counted(count, "slice")), mask and overlay each)"
    default:
      try ImageFiles.writeLabels(mask, to: output, like: opened.image)
      return "mask     \(output)  (\(dimensions(opened.image.volume)))"
    }
  }
}
