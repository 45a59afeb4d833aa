public import Volumes

/// Few seeds whose traced contour gives a known outline back.
public struct ContourFit: Sendable, Equatable {
  /// On the contour grid, in order along the outline.
  public let seeds: [SlicePoint]
  /// How the arc from each seed to the next is to run.
  public let courses: [ArcCourse]
  /// Of the pixels inside the traced contour and those inside the outline, as far as they count.
  public let dice: Double
  /// From any point of either line to the other one, millimetres.
  public let largestDistance: Double
  /// The traced contour.
  public let contour: TracedContour
}

/// When a traced contour counts as a given outline.
public struct ContourTolerance: Sendable, Equatable {
  /// Least Dice of the pixels inside both, 0 to 1.
  public var dice: Double
  /// Largest distance of the two lines, millimetres; nil is `pixels` of the slice.
  public var millimetres: Double?
  /// Pixels, of the geometric mean of both spacings.
  public static let pixels = 1.5

  public init(dice: Double = 0.98, millimetres: Double? = nil) {
    self.dice = dice
    self.millimetres = millimetres
  }

  /// What is wrong with it, in words; nil where nothing is.
  public var problem: String? {
    if !(0...1).contains(dice) { return "a Dice lies between 0 and 1; it is \(dice)" }
    if let millimetres, !(millimetres > 0) {
      return "a distance tolerated lies above 0 mm; it is \(millimetres)"
    }
    return nil
  }

  /// In pixels of equal sides.
  func pixels(spacing: SIMD2<Double>) -> Double {
    millimetres.map { $0 / (spacing.x * spacing.y).squareRoot() } ?? Self.pixels
  }
}
