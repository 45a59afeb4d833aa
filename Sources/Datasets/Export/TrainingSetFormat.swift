/// The forms in which sessions become a training set.
public enum TrainingSetFormat: String, Sendable, Codable, CaseIterable {
  /// nnU-Net's raw folder, version 2: imagesTr, labelsTr, imagesTs, labelsTs and dataset.json.
  case nnunet
  /// The Medical Segmentation Decathlon's: the same folders, and pairs listed in dataset.json.
  case decathlon
  /// A list for MONAI, datalist.json, of images/ and labels/.
  case monai
  /// The Brain Imaging Data Structure: images in sub-N/anat, masks in derivatives/contourist.
  case bids
  /// COCO's instances, of slices as 8-bit PNG.
  case coco
  /// Slices as 8-bit PNG in images/ and label values as PNG in masks/.
  case pairs
  /// Slices as 8-bit PNG, beside each a JSON file of labelme's.
  case labelme
  /// A surface of each label, in millimetres.
  case stl

  /// Whether it holds slices that have labels, and no whole volumes.
  public var isOfSlices: Bool { [.coco, .pairs, .labelme].contains(self) }
}

/// The share of a training set that a case belongs to.
public enum TrainingPart: String, Sendable, Codable, CaseIterable {
  case training, validation, test
}

/// What is asked of an export.
public struct TrainingSetOptions: Sendable {
  public var format: TrainingSetFormat
  /// Patients of these parts; the others are for training.
  public var validation = 0
  public var test = 0
  /// Of the split.
  public var seed: UInt64 = 1
  /// Whether contours that a machine made and nobody has looked at count too.
  public var includesUnreviewed = false
  /// Whether files and manifest call cases and patients by numbers.
  public var isAnonymous = false
  /// Under which the set may be used, besides the licences of the sessions' data sets.
  public var licence: String?
  /// A table "name,consent"; nil where consent is not asked about.
  public var consentPath: String?
  /// What the images show, as training programs name channels: "MR", "CT", "T2w".
  public var modality = "image"
  /// How COCO keeps regions.
  public var coco = COCOSegmentation.rle
  /// Intensities that become black and white in 8-bit pictures; nil chooses them for each case.
  public var window: ClosedRange<Double>?

  public init(_ format: TrainingSetFormat) { self.format = format }
}

/// How COCO keeps the region of an annotation.
public enum COCOSegmentation: String, Sendable, Codable, CaseIterable {
  /// Run lengths, compressed as pycocotools does.
  case rle
  /// Polygons along the edges of pixels, several where a region has pieces or holes.
  case polygons
}
