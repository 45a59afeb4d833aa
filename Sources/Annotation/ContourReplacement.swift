public import MinimalPaths
public import Volumes

/// Contours taken away and whole ones put in their place: one action, taken back as one.
///
/// What made the new contours is noted beside them. A tool that needed the image has computed its
/// result once; the fold takes the contours as they stand here.
public struct ContourReplacement: Sendable, Equatable {
  /// Names of contours to take away; each once.
  public var remove: [String]
  public var add: [Addition]
  public var tool: Tool
  /// Of the tool `model`, and of no other.
  public var model: ModelIdentity?
  /// What the tool was asked for, for readers of the journal. The fold reads two of them: the click
  /// of a pull, which is the one new seed of it that a person set, and along what was filled.
  public var settings: ToolSettings

  public init(
    remove: [String] = [], add: [Addition] = [], tool: Tool, model: ModelIdentity? = nil,
    settings: ToolSettings = ToolSettings()
  ) {
    self.remove = remove
    self.add = add
    self.tool = tool
    self.model = model
    self.settings = settings
  }

  /// What the new contours come from.
  public enum Tool: String, Sendable, Codable, CaseIterable {
    /// A network.
    case model
    /// Carried on from drawn slices or frames to those between and beyond them.
    case fill
    /// The ground truth of a labelled data set, which people drew elsewhere.
    case dataset
    // All others are a person's.
    case pull = "contour.pull"
    case redrawArc = "arc.redraw"
    case addRegion = "region.add"
    case removeRegion = "region.remove"
    case brush
    case eraser
    case grow
  }

  /// A whole contour.
  public struct Addition: Sendable, Equatable {
    public var contour: String
    /// Slice and frame may be left out where the image has one.
    public var place: Action.Place
    /// In order along the contour, voxels; three or more of a closed one.
    public var seeds: [SlicePoint]
    /// One for each seed, or none: all as found.
    public var courses: [ArcCourse]
    public var isClosed: Bool

    public init(
      contour: String, place: Action.Place, seeds: [SlicePoint], courses: [ArcCourse] = [],
      isClosed: Bool = true
    ) {
      self.contour = contour
      self.place = place
      self.seeds = seeds
      self.courses = courses
      self.isClosed = isClosed
    }
  }
}

/// Where, how far and by how much a tool was asked to work; each uses some of these.
public struct ToolSettings: Sendable, Equatable {
  /// The click, voxels.
  public var point: SlicePoint?
  /// The line drawn, voxels.
  public var points: [SlicePoint]?
  /// Millimetres.
  public var radius: Double?
  /// Millimetres; below zero inwards.
  public var by: Double?
  /// What contours were carried on along.
  public var along: FillingRequest.Axis?

  public init(
    point: SlicePoint? = nil, points: [SlicePoint]? = nil, radius: Double? = nil,
    by: Double? = nil, along: FillingRequest.Axis? = nil
  ) {
    self.point = point
    self.points = points
    self.radius = radius
    self.by = by
    self.along = along
  }
}
