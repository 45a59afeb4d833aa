/// Which slices or frames that nobody has drawn are to be filled, and how.
public struct FillingRequest: Sendable, Equatable {
  /// Along what contours are carried on.
  public enum Axis: String, Sendable, Codable, CaseIterable {
    case slices, frames
  }

  public var axis: Axis
  /// Values; nil is all of the session's labels.
  public var labels: Set<UInt8>?
  /// Only these, of all axes; nil is all.
  public var slices: ClosedRange<Int>?
  public var frames: ClosedRange<Int>?
  /// Also beyond the first and the last one drawn, where there is but one side to carry on from.
  public var goesBeyond: Bool
  /// The last frame is followed by the first, as in a heart's whole cycle. Slices are never.
  public var isCyclic: Bool
  /// Each slice is laid onto the next by what both show; otherwise shapes alone count.
  public var usesImage: Bool
  /// Correlation of what two slices show around the contour, below which the one is no guide to the
  /// other: from there on nothing is carried on, and between drawn slices shapes alone count.
  public var leastAgreement: Double

  /// Where two slices agree less the contour is seldom right.
  public static let leastAgreement = 0.5

  public init(
    axis: Axis, labels: Set<UInt8>? = nil, slices: ClosedRange<Int>? = nil,
    frames: ClosedRange<Int>? = nil, goesBeyond: Bool = false, isCyclic: Bool = false,
    usesImage: Bool = true, leastAgreement: Double = FillingRequest.leastAgreement
  ) {
    self.axis = axis
    self.labels = labels
    self.slices = slices
    self.frames = frames
    self.goesBeyond = goesBeyond
    self.isCyclic = isCyclic
    self.usesImage = usesImage
    self.leastAgreement = leastAgreement
  }

  func isWanted(label: UInt8) -> Bool { labels?.contains(label) ?? true }

  func isWanted(slice: Int, frame: Int) -> Bool {
    (slices?.contains(slice) ?? true) && (frames?.contains(frame) ?? true)
  }
}

/// A label carried on to a slice.
public struct FilledPlace: Sendable, Equatable {
  public let label: UInt8
  public let slice: Int
  public let frame: Int
  /// The slices or frames, along the request's axis, that it was carried on from.
  public let sources: [Int]
  /// Correlation of what this slice and the sources show around the contour, laid onto each other:
  /// the least of them; nil where the image was not asked.
  public let agreement: Double?
  /// Whether it was given up here, for too little agreement or because nothing was left.
  public let isGivenUp: Bool
}
