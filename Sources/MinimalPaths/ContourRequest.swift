public import Volumes

/// What a contour is drawn from: its clicks, and what was decided about them.
public struct ContourRequest: Sendable, Hashable {
  /// In order along the contour, voxels.
  public var seeds: [SlicePoint]
  public var isClosed: Bool
  /// How a closed contour is drawn; an open one is always geodesic.
  public var model: ContourModel
  /// By the click an arc starts at; arcs beyond the end are as found.
  public var courses: [ArcCourse]
  /// What a network says about the region; without it the image and the clicks decide alone.
  public var guidance: Guidance?
  /// Contours of other structures.
  public var neighbours: Neighbours
  /// Where the contour is geodesic, each click is first moved to the strongest edge within so many
  /// pixels; an outline passes its clicks at the border anyway. See `snapRange`.
  public var snap: Double
  /// The numbers of seeds that no person set. They hold the line as all do; how far a network is off
  /// the others alone say, and a pull takes them away.
  public var machineSeeds: Set<Int> = []

  /// Farther than this a click is a decision, not a slip of the hand.
  public static let snapRange = 0.0...2.0

  public init(
    seeds: [SlicePoint], isClosed: Bool, model: ContourModel = .outline,
    courses: [ArcCourse] = [], neighbours: Neighbours = Neighbours(), snap: Double = 0,
    guidance: Guidance? = nil
  ) {
    self.seeds = seeds
    self.isClosed = isClosed
    self.model = model
    self.courses = courses
    self.neighbours = neighbours
    self.snap = snap
    self.guidance = guidance
  }

  /// How many arcs the contour has.
  public var arcCount: Int { isClosed ? seeds.count : max(seeds.count - 1, 0) }

  /// - Parameter arc: The click it starts at, from 0.
  /// - Throws: `TracingError.noSuchArc`.
  public mutating func setCourse(_ course: ArcCourse, ofArc arc: Int) throws(TracingError) {
    guard (0..<arcCount).contains(arc) else {
      throw .noSuchArc(number: min(arc, Int.max - 1) + 1, count: arcCount)
    }
    while courses.count <= arc { courses.append(.found) }
    courses[arc] = course
  }

  func course(_ arc: Int) -> ArcCourse { courses.indices.contains(arc) ? courses[arc] : .found }

  /// Whether every arc is straight or smooth, and one smooth at least. (Straight ones alone go the
  /// way they went before there were others.)
  var isSettled: Bool {
    let courses = (0..<arcCount).map(course)
    return courses.allSatisfy { $0 == .smooth || $0 == .straight }
  }

  var isCorrected: Bool { (0..<arcCount).contains { course($0) != .found } }
}
