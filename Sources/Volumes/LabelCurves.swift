/// Closed curves of a label in a slice. A pixel belongs where an odd number of them go around its
/// centre: a curve within another is a hole.
public struct LabelCurves: Sendable {
  public let label: UInt8
  public let slice: Int
  public let frame: Int
  /// In pixels of the slice, three points or more each; the last is joined to the first.
  public let curves: [[SlicePoint]]

  public init(label: UInt8, slice: Int, frame: Int, curves: [[SlicePoint]]) {
    (self.label, self.slice, self.frame, self.curves) = (label, slice, frame, curves)
  }
}
