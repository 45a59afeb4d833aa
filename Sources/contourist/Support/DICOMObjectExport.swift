import Annotation
import DICOMObjects
import Datasets
import Figures
import Foundation
import ImageFiles
import Terminal
import Volumes

/// A session's labels as an object of the study that its image belongs to.
struct DICOMObjectExport {
  private let opened: OpenedSession
  private let source: SourceImages?
  private let mask: LabelVolume
  private let segments: [SegmentDescription]
  private let description: DerivedObjectDescription

  /// - Throws: `DataError` where nothing is labelled; `ImageFileError`.
  init(_ opened: OpenedSession, mask: LabelVolume, creator: String, keepsIdentity: Bool) throws {
    self.opened = opened
    self.mask = mask
    let image = opened.session.header.image
    let study = try ImageFiles.isDICOM(opened.imagePath) ? DICOMStudy(opened.imagePath) : nil
    source = try study.map { try SourceImages($0.series(named: image.series)) }
    let present = Set(mask.labels)
    let contours = opened.session.state.contours
    segments = figureLabels(opened.session.header.labels).filter { present.contains($0.value) }
      .map { label in
        let own = contours.filter { $0.label == label.value }
        let colour = label.style.colour
        // What the program drew and nobody touched is the program's; everything else was drawn
        // with its help.
        let isAutomatic = !own.isEmpty && own.allSatisfy(\.isUnreviewedMachineMade)
        return SegmentDescription(
          NamedLabel(value: label.value, name: label.name),
          algorithm: isAutomatic ? .automatic : .semiautomatic,
          colour: SIMD3(colour.red, colour.green, colour.blue),
          tracking: (label.name, trackingUID(of: label.name, in: image.voxelsSHA256)))
      }
    var description = DerivedObjectDescription(
      seriesDescription: "Contourist annotation", softwareVersion: contouristVersion)
    description.creator = creator
    description.keepsIdentity = keepsIdentity
    self.description = description
  }

  /// A DICOM Segmentation of all frames.
  func segmentation() throws -> DICOMDataSet {
    try SegmentationObject.dataSet(mask, segments: segments, on: source, description)
  }

  /// An RT Structure Set of one frame: the only one with labels unless it is named.
  func structureSet(frame: Int?) throws -> DICOMDataSet {
    let labelled = (0..<mask.frames).filter { frame in
      mask.frame(frame).voxels.contains { $0 != 0 }
    }
    guard let chosen = frame ?? labelled.first else { throw DICOMObjectError.empty }
    guard frame != nil || labelled.count == 1 else {
      throw DataError(
        "\(opened.path): frames \(labelled.map(String.init).joined(separator: ", ")) are labelled, "
          + "and a structure set is of one; choose it with --frame")
    }
    guard 0..<mask.frames ~= chosen else {
      throw DataError("\(opened.path): there is no frame \(chosen); it has 0 to \(mask.frames - 1)")
    }
    var tracer = opened.tracer
    let state = opened.session.state
    let own = state.contours.filter { $0.frame == chosen }
    return try StructureSet.dataSet(
      tracer.curves(of: state, mask: mask, frame: chosen), in: mask.geometry, segments: segments,
      on: source, isApproved: !own.isEmpty && own.allSatisfy { $0.review == .accepted },
      description)
  }

  /// What was left out of the object, for people.
  var remarks: [String] {
    guard let source else {
      return ["the image is no DICOM: the object has a study of its own, without a patient"]
    }
    let isNamed =
      source.header.text("PatientIdentityRemoved") != "YES"
      && (source.header.text("PatientName") ?? source.header.text("PatientID")) != nil
    return isNamed && !description.keepsIdentity
      ? ["the patient's name and number were left out; --identity copies them from the images"]
      : []
  }
}
