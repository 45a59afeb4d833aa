public import ImageFiles
public import Volumes

/// Labels as a DICOM Segmentation: binary, a segment for each label, empty slices left out.
///
/// Of a cine each moment has frames of its own. Where the labels were drawn on DICOM images the
/// object belongs to their study and frame of reference and names the image of each frame.
/// Source: DICOM PS3.3, A.51 and C.8.20.
public enum SegmentationObject {
  public static let sopClass = "1.2.840.10008.5.1.4.1.1.66.4"

  /// - Parameters:
  ///   - segments: Of the labels to be written, in the order of their numbers.
  ///   - source: The images; nil where they are no DICOM.
  /// - Throws: `DICOMObjectError`.
  public static func dataSet(
    _ labels: LabelVolume, segments: [SegmentDescription], on source: SourceImages?,
    _ description: DerivedObjectDescription
  ) throws(DICOMObjectError) -> DICOMDataSet {
    let size = labels.size
    guard max(size.ni, size.nj) <= 65535 else { throw .tooLarge(pixels: max(size.ni, size.nj)) }
    let plane = try ImagePlane(labels.geometry)
    let frames = self.frames(labels, segments)
    guard !frames.isEmpty else { throw .empty }

    var object = DICOMDataSet(
      derivedFrom: source?.header, sopClass: sopClass, modality: "SEG", description)
    object.set("ImageType", to: "DERIVED\\PRIMARY")
    object.set("ContentLabel", to: "SEGMENTATION")
    object.set("ContentDescription", to: description.seriesDescription)
    object.set("ContentCreatorName", to: shortened(description.creator))
    object.set("SegmentationType", to: "BINARY")
    object.set("SegmentsOverlap", to: "NO")
    object.set("LossyImageCompression", to: source?.header.text("LossyImageCompression") ?? "00")
    object.set("BurnedInAnnotation", to: "NO")
    for (tag, number) in [
      ("SamplesPerPixel", 1), ("Rows", size.nj), ("Columns", size.ni), ("BitsAllocated", 1),
      ("BitsStored", 1), ("HighBit", 0), ("PixelRepresentation", 0),
      ("NumberOfFrames", frames.count),
    ] as [(DICOMTag, Int)] {
      object.set(tag, to: number)
    }
    object.set("PhotometricInterpretation", to: "MONOCHROME2")
    object.set(
      "SegmentSequence",
      to: segments.enumerated().map {
        item($1, number: $0 + 1, description.softwareVersion)
      })

    let isCine = labels.frames > 1
    let organization = DICOMUID.random()
    object.set(
      "DimensionOrganizationSequence",
      to: [
        DICOMDataSet.item { $0.set("DimensionOrganizationUID", to: organization) }
      ])
    object.set(
      "DimensionIndexSequence", to: dimensions(isCine: isCine, organization: organization))
    object.set(
      "SharedFunctionalGroupsSequence",
      to: [
        DICOMDataSet.item {
          $0.set("PixelMeasuresSequence", to: [plane.measures])
          $0.set(
            "PlaneOrientationSequence",
            to: [
              DICOMDataSet.item { $0.set("ImageOrientationPatient", to: plane.orientation) }
            ])
        }
      ])
    // Slices count from 1 among those that occur.
    let slices = Set(frames.map(\.slice)).sorted()
    object.set(
      "PerFrameFunctionalGroupsSequence",
      to: frames.map { frame in
        let index =
          [frame.segment + 1]
          // The number that the pointer points to.
          + (isCine ? [frame.moment + 1] : [])
          + [(slices.firstIndex(of: frame.slice) ?? 0) + 1]
        return groups(
          frame, index: index, isCine: isCine, plane: plane,
          source?.instance(slice: frame.slice, frame: frame.moment))
      })
    let references = references(frames, source)
    if !references.isEmpty { object.set("ReferencedSeriesSequence", to: references) }
    object.set("PixelData", to: bits(labels, frames, segments), as: .ob)
    return object
  }

  /// A frame of the object: one segment in one slice at one moment.
  private struct Frame {
    /// Counted from 0.
    let segment: Int
    let slice: Int
    let moment: Int
  }

  private static func frames(
    _ labels: LabelVolume, _ segments: [SegmentDescription]
  ) -> [Frame] {
    var found: [Frame] = []
    for moment in 0..<labels.frames {
      for slice in 0..<labels.size.nk {
        let present = Set(labels.slice(slice, frame: moment).pixels)
        for (n, segment) in segments.enumerated() where present.contains(segment.label.value) {
          found.append(Frame(segment: n, slice: slice, moment: moment))
        }
      }
    }
    return found.sorted { ($0.segment, $0.moment, $0.slice) < ($1.segment, $1.moment, $1.slice) }
  }

  private static func item(
    _ segment: SegmentDescription, number: Int, _ version: String
  ) -> DICOMDataSet {
    .item {
      $0.set("SegmentNumber", to: number)
      $0.set("SegmentLabel", to: shortened(segment.label.name))
      $0.set("SegmentAlgorithmType", to: segment.algorithm.rawValue)
      if segment.algorithm != .manual {
        $0.set("SegmentAlgorithmName", to: "Contourist \(version)")
      }
      var type = segment.structure.type.item
      if let side = segment.structure.side {
        type.set("SegmentedPropertyTypeModifierCodeSequence", to: [side.item])
      }
      $0.set("SegmentedPropertyCategoryCodeSequence", to: [segment.structure.category.item])
      $0.set("SegmentedPropertyTypeCodeSequence", to: [type])
      if let tracking = segment.tracking {
        $0.set("TrackingID", to: tracking.name)
        $0.set("TrackingUID", to: tracking.uid)
      }
      let colour = segment.colour
      $0.set(
        "RecommendedDisplayCIELabValue",
        to: encodedCIELab(red: colour.x, green: colour.y, blue: colour.z))
    }
  }

  private static func dimensions(isCine: Bool, organization: String) -> [DICOMDataSet] {
    var pointers: [(DICOMTag, DICOMTag, String)] = [
      ("ReferencedSegmentNumber", "SegmentIdentificationSequence", "Segment")
    ]
    if isCine {
      pointers.append(("TemporalPositionIndex", "FrameContentSequence", "Moment"))
    }
    pointers.append(("ImagePositionPatient", "PlanePositionSequence", "Slice"))
    return pointers.map { pointer, group, label in
      .item {
        $0.set("DimensionIndexPointer", to: Int(pointer.rawValue))
        $0.set("FunctionalGroupPointer", to: Int(group.rawValue))
        $0.set("DimensionOrganizationUID", to: organization)
        $0.set("DimensionDescriptionLabel", to: label)
      }
    }
  }

  private static func groups(
    _ frame: Frame, index: [Int], isCine: Bool, plane: ImagePlane,
    _ instance: DICOMInstance?
  ) -> DICOMDataSet {
    .item { groups in
      groups.set(
        "FrameContentSequence",
        to: [
          .item {
            $0.set("DimensionIndexValues", to: index)
            // As it is counted in the image, so that it is found again.
            if isCine { $0.set("TemporalPositionIndex", to: frame.moment + 1) }
          }
        ])
      groups.set(
        "PlanePositionSequence",
        to: [.item { $0.set("ImagePositionPatient", to: plane.position(slice: frame.slice)) }])
      groups.set(
        "SegmentIdentificationSequence",
        to: [.item { $0.set("ReferencedSegmentNumber", to: frame.segment + 1) }])
      guard let instance else { return }
      groups.set(
        "DerivationImageSequence",
        to: [
          .item { derivation in
            derivation.set(
              "DerivationCodeSequence", to: [CodedConcept("113076", "DCM", "Segmentation").item])
            var image = instance.reference
            image.set(
              "PurposeOfReferenceCodeSequence",
              to: [
                CodedConcept(
                  "121322", "DCM", "Source image for image processing operation"
                ).item
              ])
            image.set("SpatialLocationsPreserved", to: "YES", as: .cs)
            derivation.set("SourceImageSequence", to: [image])
          }
        ])
    }
  }

  /// The series and images that frames refer to.
  private static func references(
    _ frames: [Frame], _ source: SourceImages?
  ) -> [DICOMDataSet] {
    guard let source else { return [] }
    let used = frames.compactMap { source.instance(slice: $0.slice, frame: $0.moment) }
    return SourceImages.bySeries(used).map { series, instances in
      .item {
        $0.set("SeriesInstanceUID", to: series)
        $0.set("ReferencedInstanceSequence", to: instances.map(\.referenceOfWhole))
      }
    }
  }

  /// One bit a pixel, frames without a gap between them, the first pixel in the lowest bit.
  private static func bits(
    _ labels: LabelVolume, _ frames: [Frame], _ segments: [SegmentDescription]
  ) -> [UInt8] {
    let count = labels.size.sliceCount
    var bytes = [UInt8](repeating: 0, count: (count * frames.count + 7) / 8)
    for (n, frame) in frames.enumerated() {
      let value = segments[frame.segment].label.value
      let pixels = labels.slice(frame.slice, frame: frame.moment).pixels
      for p in pixels.indices where pixels[p] == value {
        let bit = n * count + p
        bytes[bit / 8] |= 1 << UInt8(bit % 8)
      }
    }
    return bytes
  }
}

/// What fits into a name of DICOM (LO, PN): 64 letters, no backslash.
func shortened(_ name: String) -> String {
  String(name.prefix(64).map { $0 == "\\" ? "/" : $0 })
}

extension DICOMDataSet {
  /// A data set filled in at once.
  static func item(_ fill: (inout DICOMDataSet) -> Void) -> DICOMDataSet {
    var item = DICOMDataSet()
    fill(&item)
    return item
  }
}
