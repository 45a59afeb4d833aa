public import Volumes

/// An image as a file held it: the volume, and what the file said about it.
public struct ImageFile: Sendable, Equatable {
  /// Intensities after scaling, on the grid that the file's header describes.
  public var volume: Volume
  /// The file's header, for masks on the same grid; nil where the format is not NIfTI.
  public var header: NIfTIHeader?
  /// The type of the stored voxels: "int16", "float32", "complex64", "rgb24", and for PNG and TIFF
  /// "uint8", "uint16", "greya8", "rgb8", "rgba16".
  public var voxelType: String
  /// "NIfTI-1", "NIfTI-2", "PNG", "TIFF" or "DICOM".
  public var format: String
  /// The byte order of the stored voxels.
  public var byteOrder: ByteOrder
  /// What the stored numbers were multiplied by and what was added; nil where nothing was done.
  public var scaling: IntensityScaling?
  /// Seconds from frame to frame; nil for a still image and where the file does not say.
  public var secondsPerFrame: Double?
  /// What a DICOM header says of its series; nil for other formats.
  public var dicom: DICOMDescription?
  /// The identifier of the series that was taken from a folder or archive; nil for files.
  public var series: String?
  /// Sentences on what is odd about the file and how it was understood.
  public var warnings: [String]

  /// Whether the file says how the patient lay: otherwise the geometry's directions are a guess.
  public var isOriented: Bool {
    header.map { $0.sformCode > 0 || $0.qformCode > 0 } ?? isOrientedOtherwise
  }
  private let isOrientedOtherwise: Bool

  /// Whether the file states how far voxels lie apart; otherwise a millimetre is one voxel.
  public var hasSpacing: Bool {
    format != "PNG" && format != "TIFF" && !warnings.contains(NIfTIGeometry.noSpacing)
  }

  /// Whether directions were taken from a form whose spacing is wrong, as they may be too.
  public var isOrientationDoubtful: Bool {
    warnings.contains { $0.contains(NIfTIGeometry.spacingContradicted) }
  }

  /// For readers of other formats, which make an `ImageFile` from their own headers.
  /// - Parameter isOriented: Whether the file says how the patient lay; of NIfTI the header tells.
  public init(
    volume: Volume, header: NIfTIHeader? = nil, voxelType: String, format: String,
    byteOrder: ByteOrder, scaling: IntensityScaling? = nil, secondsPerFrame: Double? = nil,
    isOriented: Bool = false, warnings: [String] = []
  ) {
    self.volume = volume
    self.header = header
    self.voxelType = voxelType
    self.format = format
    self.byteOrder = byteOrder
    self.scaling = scaling
    self.secondsPerFrame = secondsPerFrame
    isOrientedOtherwise = isOriented
    self.warnings = warnings
  }
}

/// What a DICOM header says of its series, and nothing of the patient.
public struct DICOMDescription: Sendable, Equatable {
  /// "CT", "MR", ...
  public var modality: String?
  public var seriesDescription: String?
  /// The identifier of the space that positions are counted in; nil where there is none.
  public var frameOfReference: String?
  /// The identifier of the way in which the file is written.
  public var transferSyntax: String
}

/// Labels as a file held them.
public struct LabelFile: Sendable, Equatable {
  /// Label values, 0 for background.
  public var labels: LabelVolume
  /// Whether the file states how far voxels lie apart; otherwise a millimetre is one voxel.
  public var hasSpacing: Bool
  /// Whether the file states how the patient lay, and does not contradict itself.
  public var isOriented: Bool
  /// What the file calls the labels, where it does.
  public var names: [NamedLabel]
  /// Sentences on what is odd about the file and how it was understood.
  public var warnings: [String]

  /// Labels with the remarks of their reader.
  public init(
    labels: LabelVolume, hasSpacing: Bool = true, isOriented: Bool = true,
    names: [NamedLabel] = [], warnings: [String] = []
  ) {
    self.labels = labels
    self.names = names
    self.hasSpacing = hasSpacing
    self.isOriented = isOriented
    self.warnings = warnings
  }
}

extension LabelFile {
  /// The segments of a DICOM Segmentation, on its own grid.
  public init(_ object: DICOMSegmentation) {
    self.init(
      labels: object.labels, isOriented: object.isOriented, names: object.segments,
      warnings: object.warnings)
  }
}

/// The order of the bytes of a number in a file.
public enum ByteOrder: String, Sendable {
  /// The least significant byte comes first.
  case littleEndian = "little-endian"
  /// The most significant byte comes first.
  case bigEndian = "big-endian"

  static let native: ByteOrder = 1.littleEndian == 1 ? .littleEndian : .bigEndian

  var other: ByteOrder { self == .littleEndian ? .bigEndian : .littleEndian }
}

/// The linear map from stored numbers to intensities.
public struct IntensityScaling: Sendable, Equatable {
  /// What a stored number is multiplied by.
  public var slope: Double
  /// What is added then.
  public var intercept: Double

  /// The map `slope * stored + intercept`.
  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  /// The scaling of a NIfTI header, nil where there is none. A slope of 0 or one that is not
  /// finite means none, as does an intercept that is not finite (ACDC writes NaN).
  init?(headerSlope: Double, intercept: Double) {
    guard headerSlope.isFinite, headerSlope != 0, intercept.isFinite else { return nil }
    if headerSlope == 1 && intercept == 0 { return nil }
    self.init(slope: headerSlope, intercept: intercept)
  }
}
