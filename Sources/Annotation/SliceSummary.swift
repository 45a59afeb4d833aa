import Labels
import MinimalPaths
import Volumes

/// What a slice comes to, for lists of many.
public struct SliceSummary: Sendable, Equatable {
  /// Pixels of each label that occurs.
  public let pixels: [UInt8: Int]
  /// Connected parts of each label that occurs.
  public let parts: [UInt8: Int]
  /// Pixels expected to be labelled wrongly, by a network's probabilities; nil where the session has
  /// none.
  public let expectedWrongPixels: Double?
  /// Of the weakest arc of a closed contour, 0 to 1; nil where there is none.
  public let confidence: Double?
}

extension SessionTracer {
  /// - Precondition: The slice and the frame lie in the image.
  public mutating func summary(
    of state: SessionState, slice: Int, frame: Int
  ) -> SliceSummary {
    let labels = labels(of: state, slice: slice, frame: frame)
    var pixels: [UInt8: Int] = [:]
    for label in labels.pixels where label != 0 { pixels[label, default: 0] += 1 }
    let lines = contours(of: state, slice: slice, frame: frame)
    return SliceSummary(
      pixels: pixels,
      parts: pixels.keys.reduce(into: [:]) { $0[$1] = labels.componentCount(of: $1) },
      expectedWrongPixels: guidance?.expectedWrongPixels(of: labels, slice: slice, frame: frame),
      confidence: lines.compactMap { contour, line in
        guard contour.isClosed else { return nil }
        return (try? line.get())?.arcs.map(\.confidence).min()
      }.min())
  }
}
