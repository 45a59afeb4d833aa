public import MinimalPaths
public import Volumes

/// The first line of a session: what is annotated and under which conventions.
public struct SessionHeader: Sendable, Equatable, Codable {
  /// The session format this program writes, and the newest it reads.
  public static let currentVersion = 1
  public static let formatName = "contourist-session"

  public let format: String
  public let version: Int
  /// Version of the program that began the session.
  public let engine: String
  public let image: Image
  public let labels: LabelTable
  public let metric: EdgeMetricParameters
  /// How closed contours are drawn; nil in sessions older than the choice: geodesic.
  public let model: ContourModel?
  /// What contours of other labels mean to a contour; nil in older sessions: ignored.
  public let neighbours: NeighbourRule?
  /// Pixels within which a geodesic's clicks are moved to the strongest edge; nil is 0.
  public let snap: Double?
  /// A network's probabilities, which guide the contours; nil leaves them to clicks and image.
  public let guidance: Guidance?
  /// The case of a data set that the session was made of; nil for one that was begun by hand.
  public let source: Source?
  /// In words, for a reader without this program.
  public let conventions: String

  /// Where a session's image and first labels come from: whose they are, and under which licence.
  public struct Source: Sendable, Equatable, Codable {
    /// What the data set calls itself.
    public let dataset: String
    /// Its name there.
    public let `case`: String
    public let patient: String
    /// What a split keeps balanced, such as the diagnosis.
    public let group: String?
    /// The moment of the heartbeat, "ED" or "ES".
    public let phase: String?
    public let licence: String?

    public init(
      dataset: String, case name: String, patient: String, group: String? = nil,
      phase: String? = nil, licence: String? = nil
    ) {
      self.dataset = dataset
      self.case = name
      self.patient = patient
      self.group = group
      self.phase = phase
      self.licence = licence
    }
  }

  public struct Image: Sendable, Equatable, Codable {
    /// Path of the image, be it a folder; a relative one counts from the session's folder.
    public let path: String
    /// Which channel of a colour image was annotated; nil for luminance or a grey image.
    public let channel: Int?
    /// Identifier of the series, of an image in a DICOM folder or archive; nil for a file.
    public let series: String?
    /// SHA-256 of the voxels: 32-bit floats, little endian, after scaling, i fastest.
    public let voxelsSHA256: String
    /// ni, nj, nk, frames.
    public let dimensions: [Int]
    /// Rows of the voxel-to-world map, RAS+ millimetres.
    public let affine: [[Double]]

    enum CodingKeys: String, CodingKey {
      case path, channel, series, dimensions, affine
      case voxelsSHA256 = "voxels_sha256"
    }

    public init(
      path: String, channel: Int? = nil, series: String? = nil, of volume: Volume
    ) {
      self.path = path
      self.series = series
      self.channel = channel
      voxelsSHA256 = volume.voxelsSHA256
      dimensions = [volume.size.ni, volume.size.nj, volume.size.nk, volume.frames]
      affine = volume.geometry.affineRows
    }
  }

  public init(
    image: Image, labels: LabelTable, metric: EdgeMetricParameters = EdgeMetricParameters(),
    model: ContourModel = .outline, neighbours: NeighbourRule = .avoid, snap: Double = 0,
    guidance: Guidance? = nil, source: Source? = nil
  ) {
    format = SessionHeader.formatName
    version = SessionHeader.currentVersion
    engine = contouristVersion
    self.image = image
    self.labels = labels
    self.metric = metric
    self.model = model
    self.neighbours = neighbours
    self.snap = snap == 0 ? nil : snap
    self.guidance = guidance
    self.source = source
    conventions =
      "x, y: voxel units along i and j, voxel centres at whole numbers; slice, frame, seed, index "
      + "count from 0; world: RAS+ millimetres; a voxel is inside a contour when its centre is, "
      + "even-odd, a centre on the line belongs to the side of lower indices"
  }

  /// Checks what JSON types cannot: dimensions and parameters in range.
  var problem: String? {
    if format != SessionHeader.formatName { return "its format is \"\(format)\"" }
    if version < 1 { return "its version is \(version)" }
    let d = image.dimensions
    if d.count != 4 || d.contains(where: { $0 < 1 || $0 > 1 << 20 }) {
      return "its image dimensions are \(d)"
    }
    if image.affine.count != 3 || image.affine.contains(where: { $0.count != 4 }) {
      return "its affine is not three rows of four numbers"
    }
    if let problem = guidance?.model.problem { return problem }
    if let snap, !ContourRequest.snapRange.contains(snap) { return "its snap is \(snap)" }
    return metric.problem
  }

  var ni: Int { image.dimensions[0] }
  var nj: Int { image.dimensions[1] }
  var nk: Int { image.dimensions[2] }
  var frames: Int { image.dimensions[3] }

  /// Makes sure that a volume is the one this session annotates.
  /// - Throws: `SessionError.otherImage`.
  public func check(_ volume: Volume) throws(SessionError) {
    let d = [volume.size.ni, volume.size.nj, volume.size.nk, volume.frames]
    guard d == image.dimensions else {
      throw .otherImage(
        reason: "it has \(d.map(String.init).joined(separator: " x ")) voxels, the session's image "
          + "\(image.dimensions.map(String.init).joined(separator: " x "))")
    }
    guard volume.geometry.affineRows == image.affine else {
      throw .otherImage(reason: "it lies elsewhere in the patient (another affine)")
    }
    guard volume.voxelsSHA256 == image.voxelsSHA256 else {
      throw .otherImage(reason: "its voxels differ from those the session was made on")
    }
  }
}

/// What the closed contours of other labels, begun earlier in the same slice and frame, mean to a
/// contour.
public enum NeighbourRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Nothing.
  case ignore
  /// It stays on its side of them.
  case avoid
  /// It does, and goes onto their borders where it comes near.
  case share
}

/// Version of the engine, written into every session.
public let contouristVersion = "1.0.0"
