public import Volumes

/// How a structure came to be drawn.
public enum DrawingAlgorithm: String, Sendable {
  /// By a person alone.
  case manual = "MANUAL"
  /// By a person with a program's help.
  case semiautomatic = "SEMIAUTOMATIC"
  /// By a program.
  case automatic = "AUTOMATIC"
}

/// What an object says of one of its labels.
public struct SegmentDescription: Sendable {
  public let label: NamedLabel
  public var structure: CodedStructure
  public var algorithm: DrawingAlgorithm
  /// sRGB, 0 to 255.
  public var colour: SIMD3<UInt8>
  /// What stays the same when the structure is drawn again: a name and a unique identifier.
  public var tracking: (name: String, uid: String)?

  /// The structure is what the label's name means.
  public init(
    _ label: NamedLabel, algorithm: DrawingAlgorithm, colour: SIMD3<UInt8>,
    tracking: (name: String, uid: String)? = nil
  ) {
    self.label = label
    structure = CodedStructure(named: label.name)
    self.algorithm = algorithm
    self.colour = colour
    self.tracking = tracking
  }
}
