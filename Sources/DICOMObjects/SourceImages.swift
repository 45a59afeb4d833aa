public import ImageFiles

/// The DICOM images that something was drawn on.
public struct SourceImages: Sendable {
  /// The elements of one of the images: patient, study and frame of reference are taken from it.
  public let header: DICOMDataSet
  /// By frame, then by slice.
  public let instances: [[DICOMInstance]]

  public init(header: DICOMDataSet, instances: [[DICOMInstance]]) {
    self.header = header
    self.instances = instances
  }

  /// The images of a series.
  /// - Throws: `ImageFileError`.
  public init(_ series: DICOMSeries) throws(ImageFileError) {
    let found = try series.instances()
    self.init(header: found.header, instances: found.instances)
  }

  /// The instance of a slice; nil where it is not known.
  func instance(slice: Int, frame: Int) -> DICOMInstance? {
    guard instances.indices.contains(frame), instances[frame].indices.contains(slice) else {
      return nil
    }
    return instances[frame][slice]
  }
}

extension SourceImages {
  /// Instances of each series, both in the order of their first appearance, each once.
  static func bySeries(_ instances: [DICOMInstance]) -> [(
    series: String, instances: [DICOMInstance]
  )] {
    var order: [String] = []
    var found: [String: [DICOMInstance]] = [:]
    var seen: Set<String> = []
    for instance in instances where seen.insert(instance.sopInstance).inserted {
      if found[instance.series] == nil { order.append(instance.series) }
      found[instance.series, default: []].append(instance)
    }
    return order.map { ($0, found[$0] ?? []) }
  }
}

extension DICOMInstance {
  /// As an item that names the image, and which of its frames is meant.
  var reference: DICOMDataSet {
    var item = referenceOfWhole
    if let frameNumber { item.set("ReferencedFrameNumber", to: frameNumber) }
    return item
  }

  /// As an item that names the image.
  var referenceOfWhole: DICOMDataSet {
    .item {
      $0.set("ReferencedSOPClassUID", to: sopClass)
      $0.set("ReferencedSOPInstanceUID", to: sopInstance)
    }
  }
}
