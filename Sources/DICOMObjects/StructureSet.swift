public import ImageFiles
public import Volumes

/// Contours as a DICOM RT Structure Set: a region of interest for each label.
///
/// The standard knows no moments of a cine: the contours of one frame make an object.
/// Source: DICOM PS3.3, A.19 and C.8.8.5 to C.8.8.8.
public enum StructureSet {
  public static let sopClass = "1.2.840.10008.5.1.4.1.1.481.3"

  /// - Parameters:
  ///   - curves: Of one frame.
  ///   - geometry: Of the image.
  ///   - segments: Of the labels, in the order of their numbers.
  ///   - isApproved: Whether somebody has approved all of it.
  /// - Throws: `DICOMObjectError`.
  public static func dataSet(
    _ curves: [LabelCurves], in geometry: Geometry, segments: [SegmentDescription],
    on source: SourceImages?, isApproved: Bool, _ description: DerivedObjectDescription
  ) throws(DICOMObjectError) -> DICOMDataSet {
    guard curves.contains(where: { !$0.curves.isEmpty }) else { throw .empty }
    let plane = try ImagePlane(geometry)
    var object = DICOMDataSet(
      derivedFrom: source?.header, sopClass: sopClass, modality: "RTSTRUCT", description)
    object.set("OperatorsName", to: shortened(description.creator))
    object.set("StructureSetLabel", to: "Contourist")
    object.set("StructureSetName", to: description.seriesDescription)
    let (date, time) = description.date.dicom
    object.set("StructureSetDate", to: date)
    object.set("StructureSetTime", to: time)
    object.set("ApprovalStatus", to: isApproved ? "APPROVED" : "UNAPPROVED")
    if isApproved {
      object.set("ReviewDate", to: date)
      object.set("ReviewTime", to: time)
      object.set(
        "ReviewerName",
        to: description.creator.isEmpty ? "unknown" : shortened(description.creator))
    }
    let frameOfReference = object.text("FrameOfReferenceUID") ?? DICOMUID.random()
    object.set(
      "ReferencedFrameOfReferenceSequence",
      to: [
        frameReference(
          frameOfReference, object.text("StudyInstanceUID") ?? "", source,
          frames: Set(curves.map(\.frame)))
      ])
    object.set(
      "StructureSetROISequence",
      to: segments.enumerated().map { n, segment in
        .item {
          $0.set("ROINumber", to: n + 1)
          $0.set("ReferencedFrameOfReferenceUID", to: frameOfReference)
          $0.set("ROIName", to: shortened(segment.label.name))
          $0.set("ROIGenerationAlgorithm", to: segment.algorithm.rawValue)
        }
      })
    object.set(
      "ROIContourSequence",
      to: segments.enumerated().map { n, segment in
        .item {
          let colour = segment.colour
          $0.set("ROIDisplayColor", to: [Int(colour.x), Int(colour.y), Int(colour.z)])
          $0.set("ReferencedROINumber", to: n + 1)
          let own = curves.filter { $0.label == segment.label.value }
          let items = own.flatMap { contours($0, plane, source) }
          if !items.isEmpty { $0.set("ContourSequence", to: items) }
        }
      })
    object.set(
      "RTROIObservationsSequence",
      to: segments.enumerated().map { n, segment in
        .item {
          $0.set("ObservationNumber", to: n + 1)
          $0.set("ReferencedROINumber", to: n + 1)
          $0.set(
            "RTROIIdentificationCodeSequence", to: [segment.structure.type.item])
          $0.set("RTROIInterpretedType", to: "")
          $0.set("ROIInterpreter", to: "")
        }
      })
    return object
  }

  private static func frameReference(
    _ uid: String, _ study: String, _ source: SourceImages?, frames: Set<Int>
  ) -> DICOMDataSet {
    .item {
      $0.set("FrameOfReferenceUID", to: uid)
      // Of a cine the images of the moments that were drawn.
      let used = (source?.instances ?? []).enumerated().filter { frames.contains($0.offset) }
      let series = SourceImages.bySeries(used.flatMap(\.element))
      guard !series.isEmpty else { return }
      $0.set(
        "RTReferencedStudySequence",
        to: [
          .item {
            $0.set("ReferencedSOPClassUID", to: detachedStudy)
            $0.set("ReferencedSOPInstanceUID", to: study)
            $0.set(
              "RTReferencedSeriesSequence",
              to: series.map { uid, instances in
                .item {
                  $0.set("SeriesInstanceUID", to: uid)
                  $0.set("ContourImageSequence", to: instances.map(\.referenceOfWhole))
                }
              })
          }
        ])
    }
  }

  /// What the standard's attribute still names studies by.
  private static let detachedStudy = "1.2.840.10008.3.1.2.3.1"

  private static func contours(
    _ curves: LabelCurves, _ plane: ImagePlane, _ source: SourceImages?
  ) -> [DICOMDataSet] {
    curves.curves.map { points in
      .item {
        if let instance = source?.instance(slice: curves.slice, frame: curves.frame) {
          $0.set("ContourImageSequence", to: [instance.reference])
        }
        $0.set("ContourGeometricType", to: "CLOSED_PLANAR")
        $0.set("NumberOfContourPoints", to: points.count)
        $0.set(
          "ContourData", to: points.flatMap { plane.place($0, slice: curves.slice) })
      }
    }
  }
}
