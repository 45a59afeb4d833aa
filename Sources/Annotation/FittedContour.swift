public import MinimalPaths
public import Volumes

/// A contour that gives a region of a mask back when a session draws it.
public struct FittedContour: Sendable, Equatable {
  /// "LV-5-0": label, slice, frame; further ones of the same place are "LV-5-0-2", "LV-5-0-3".
  public let contour: String
  public let label: LabelReference
  public let slice: Int
  public let frame: Int
  /// On the contour grid.
  public let seeds: [SlicePoint]
  /// How the arc from each seed to the next is to run, one for each seed.
  public let courses: [ArcCourse]
  /// Of the pixels inside of its line and those inside of the region's outline.
  public let dice: Double
  /// From any point of either line to the other one, millimetres.
  public let largestDistance: Double

  /// It, whole, as part of one action.
  public var addition: ContourReplacement.Addition {
    ContourReplacement.Addition(
      contour: contour, place: Action.Place(label: label, slice: slice, frame: frame),
      seeds: seeds, courses: courses.allSatisfy { $0 == .found } ? [] : courses)
  }

  /// What draws it in a session, click by click: its seeds, that it is closed, and the arcs that are not as found.
  public var actions: [Action] {
    let place = Action.Place(label: label, slice: slice, frame: frame)
    let clicks = seeds.map {
      Action.addSeed(contour: contour, place: place, point: $0, index: nil)
    }
    let decisions = courses.indices.filter { courses[$0] != .found }.map {
      Action.replaceArc(contour: contour, seed: $0, course: courses[$0])
    }
    return clicks + [.closeContour(contour: contour)] + decisions
  }
}
