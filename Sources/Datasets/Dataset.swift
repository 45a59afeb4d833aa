public import Volumes

/// Images with the labels drawn on them, as one of the field's layouts keeps them in a folder.
///
///     let dataset = try Dataset.open("acdc")
///     let image = try dataset.cases[0].load()
public struct Dataset: Sendable {
  /// The folder's name, or what the data set's own description calls it.
  public let name: String
  public let layout: DatasetLayout
  /// What each channel of the images shows, such as "cine MR" or "FLAIR".
  public let channels: [String]
  /// The channel on which the labels were drawn, where there are several and one is known.
  public let drawnOn: String?
  /// In the order of their values, which count from 1 without a gap; 0 is background.
  public let labels: [NamedLabel]
  /// Under which the data may be used, where the layout is that of a known collection or says so.
  public let licence: String?
  /// Sorted by name.
  public let cases: [DatasetCase]

  public init(
    name: String, layout: DatasetLayout, channels: [String], drawnOn: String? = nil,
    labels: [NamedLabel], licence: String?, cases: [DatasetCase]
  ) {
    self.name = name
    self.layout = layout
    self.channels = channels
    self.drawnOn = drawnOn
    self.labels = labels
    self.licence = licence
    self.cases = cases.sorted { $0.name < $1.name }
  }
}

/// How a folder keeps images and labels.
public enum DatasetLayout: String, Sendable, Codable, CaseIterable {
  /// patientNNN/ with Info.cfg and end-diastolic and end-systolic frames.
  case acdc
  /// TCGA_*/ with a TIFF of three channels and a mask for each slice.
  case lgg
  /// Cine DICOM, contours as text files.
  case sunnybrook
  /// image_N and label_N of abdominal MR.
  case chaos
  /// nnU-Net's version 2: imagesTr, labelsTr, dataset.json.
  case nnunet
  /// The Medical Segmentation Decathlon's: a list of pairs in dataset.json.
  case decathlon
  /// Sessions of this program (*.session.jsonl).
  case sessions
  /// Multi-Centre, Multi-Vendor and Multi-Disease Cardiac Segmentation.
  case mms
  /// The Brain Imaging Data Structure, masks as derivatives.
  case bids
  /// COCO's instances.
  case coco
  /// CVAT for images 1.1.
  case cvat
  /// Masks beside their images, told apart by their names.
  case marked
  /// labelme's JSON files.
  case labelme

  /// Whether its files say how far voxels lie apart.
  public var statesSpacing: Bool { ![.lgg, .coco, .cvat, .labelme].contains(self) }
}

/// One labelled image of a data set, read when it is asked for.
public struct DatasetCase: Sendable {
  /// Unique in its data set, such as "patient001_frame12".
  public let name: String
  /// Whose image it is; no patient is in two parts of a split.
  public let patient: String
  /// What a split keeps balanced, such as the diagnosis; nil where nothing is known.
  public let group: String?
  /// The moment of the heartbeat, "ED" or "ES", where the layout tells.
  public let phase: String?
  /// The file that holds the image and nothing else, where there is one.
  public let imagePath: String?
  /// Of the patient, where the layout tells.
  public let heightCentimetres: Double?
  public let weightKilograms: Double?
  private let read: @Sendable () throws -> LabelledImage

  public init(
    name: String, patient: String, group: String? = nil, phase: String? = nil,
    imagePath: String? = nil, heightCentimetres: Double? = nil, weightKilograms: Double? = nil,
    read: @escaping @Sendable () throws -> LabelledImage
  ) {
    self.name = name
    self.patient = patient
    self.group = group
    self.phase = phase
    self.imagePath = imagePath
    self.heightCentimetres = heightCentimetres
    self.weightKilograms = weightKilograms
    self.read = read
  }

  /// - Throws: `DatasetError` or `ImageFileError`.
  public func load() throws -> LabelledImage { try read() }
}

/// An image and its labels on one grid.
public struct LabelledImage: Sendable, Equatable {
  /// One frame each, all of one geometry.
  public let channels: [Volume]
  /// One frame, of the channels' geometry.
  public let labels: LabelVolume
  /// What the labels were drawn as, where the layout keeps polygons, in the order of painting; empty
  /// where it keeps masks. Filled they give the labels, unless they overlap in ways of their own.
  public let polygons: [LabelledPolygon]
  /// Sentences on what is odd about the files and how it was understood.
  public let warnings: [String]

  /// - Precondition: At least one channel; all sizes agree.
  public init(
    channels: [Volume], labels: LabelVolume, polygons: [LabelledPolygon] = [],
    warnings: [String] = []
  ) {
    precondition(
      !channels.isEmpty && channels.allSatisfy { $0.size == labels.size && $0.frames == 1 },
      "channels and labels of one image have one size")
    precondition(labels.frames == 1, "a labelled image has one frame")
    self.channels = channels
    self.labels = labels
    self.polygons = polygons
    self.warnings = warnings
  }
}

/// The border of a structure in one slice.
public struct LabelledPolygon: Sendable, Equatable {
  public let label: UInt8
  public let slice: Int
  /// Closed without repeating the first; pixel centres at whole numbers.
  public let points: [SlicePoint]

  public init(label: UInt8, slice: Int, points: [SlicePoint]) {
    self.label = label
    self.slice = slice
    self.points = points
  }
}
