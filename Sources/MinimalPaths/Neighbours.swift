public import Volumes

/// Structures beside the one a contour is drawn for, finished already.
///
/// A contour stays on the side of a neighbour that its clicks are on: outside of it (two organs side
/// by side) or inside (an endocardium in an epicardium). With `sharesBorders` it goes onto the
/// neighbour's border where it comes near, so that their masks have neither gap nor overlap there.
public struct Neighbours: Sendable, Hashable {
  public let regions: [Region]
  public let sharesBorders: Bool

  /// What lies inside of some closed polylines, by the even-odd rule: a hole is one inside another.
  public struct Region: Sendable, Hashable {
    /// In voxels, each closed without repeating its first point, of three points or more.
    public let outlines: [[SlicePoint]]

    /// - Parameter outlines: Taken to the contour grid. Those of fewer than three points enclose
    ///   nothing and are left out.
    /// - Returns: Nil where a coordinate is no number or more than a million voxels away.
    public init?(_ outlines: [[SlicePoint]]) {
      let isInReach = outlines.allSatisfy { outline in
        outline.allSatisfy { abs($0.x) <= 1e6 && abs($0.y) <= 1e6 }
      }
      guard isInReach else { return nil }
      self.outlines = outlines.filter { $0.count >= 3 }.map { $0.map(\.snappedToContourGrid) }
    }
  }

  public init(_ regions: [Region] = [], sharesBorders: Bool = false) {
    self.regions = regions.filter { !$0.outlines.isEmpty }
    self.sharesBorders = sharesBorders
  }

  /// The structures of a label mask.
  public init(_ labels: LabelSlice, sharesBorders: Bool = false) {
    let values = Set(labels.pixels).subtracting([0]).sorted()
    self.init(
      values.compactMap { Region(labels.mask(of: $0).outlines) }, sharesBorders: sharesBorders)
  }

  /// Pixels a click may lie on the wrong side, or beside a border that is shared: what is less far
  /// away is a slip of the hand.
  static let clickNoise = 1.5

  /// The sides that clicks of a contour leave free.
  /// - Parameter scale: Equal-sided pixels per voxel along i and j.
  func barriers(for clicks: [SlicePoint], scale: SIMD2<Double>) -> [Barrier] {
    regions.map { region in
      let depths = clicks.map { region.depth(of: $0, scale: scale) }
      let inside = depths.count { $0 > Self.clickNoise }
      let outside = depths.count { $0 < -Self.clickNoise }
      // All clicks on the border: what they amount to together.
      let isWithin = inside != outside ? inside > outside : depths.reduce(0, +) > 0
      return Barrier(region: region, forbidsInside: !isWithin)
    }
  }

  struct Barrier: Hashable, Sendable {
    let region: Region
    let forbidsInside: Bool
  }
}

extension Neighbours.Region {
  /// How deep inside a point lies, equal-sided pixels; below zero outside.
  func depth(of p: SlicePoint, scale: SIMD2<Double>) -> Double {
    let q = p.scaled(scale)
    var squared = Double.infinity
    var isInside = false
    for outline in outlines {
      var a = outline[outline.count - 1]
      for b in outline {
        squared = min(
          squared, nearestOnSegment(q, a.scaled(scale), b.scaled(scale)).squaredDistance)
        if (a.y > p.y) != (b.y > p.y), p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) {
          isInside.toggle()
        }
        a = b
      }
    }
    return (isInside ? 1 : -1) * squared.squareRoot()
  }

  /// The pixels whose centres lie inside.
  func mask(ni: Int, nj: Int) -> SliceMask {
    var mask = SliceMask(ni: ni, nj: nj)
    for outline in outlines { mask.toggle(inside: outline) }
    return mask
  }
}
