import Labels
public import Volumes

/// How large a structure is across, for the response criteria of tumours: the longest diameter in
/// a slice and the longest at right angles to it, and the longest in space.
///
/// Of several pieces the largest is measured. Borders lie halfway between a voxel of the structure
/// and its neighbour outside; a dent in the outline does not shorten a diameter.
/// Source: RECIST 1.1 (Eisenhauer et al., Eur. J. Cancer 45 (2009) 228) for the first, RANO (Wen
/// et al., J. Clin. Oncol. 28 (2010) 1963) for the product of the two. We differ: a slice is one
/// of the grid as stored, which need not be axial.
public struct LesionDiameters: Sendable, Equatable {
  /// In how many pieces the structure is, over faces.
  public let pieces: Int
  public let slice: Int
  /// Millimetres.
  public let longest: Double
  public let perpendicular: Double
  /// In space, the maximal caliper (Feret's) diameter; in one slice the longest there.
  public let feret: Double
  /// Ends of the longest diameter and of the perpendicular one.
  public let longestEnds: [VoxelPoint]
  public let perpendicularEnds: [VoxelPoint]

  /// The product of the two diameters in the slice, square millimetres.
  public var product: Double { longest * perpendicular }

  /// nil where the structure does not occur.
  /// - Precondition: The volume has one frame.
  /// - Complexity: O(n) for n voxels, and the square of the corners of the slices' hulls.
  public init?(_ mask: LabelVolume, label: UInt8) {
    precondition(mask.frames == 1, "a structure is measured in one frame")
    pieces = mask.componentCount(of: label)
    guard pieces > 0 else { return nil }
    var mask = mask
    if pieces > 1 { mask.keepLargestComponent(of: label) }
    let size = mask.size
    let spacing = SIMD2(mask.geometry.spacing.x, mask.geometry.spacing.y)
    var best: (slice: Int, diameter: HullDiameter)?
    var outermost: [SIMD3<Double>] = []
    for k in 0..<size.nk {
      func isInside(_ i: Int, _ j: Int, _ k: Int) -> Bool {
        let voxel = VoxelIndex(i, j, k)
        return size.contains(voxel) && mask.voxels[size.offset(voxel)] == label
      }
      var borders: [SIMD2<Double>] = []
      var caps: [[SIMD2<Double>]] = [[], []]
      for j in 0..<size.nj {
        for i in 0..<size.ni where isInside(i, j, k) {
          let centre = SIMD2(Double(i), Double(j))
          if !isInside(i - 1, j, k) { borders.append((centre - SIMD2(0.5, 0)) * spacing) }
          if !isInside(i + 1, j, k) { borders.append((centre + SIMD2(0.5, 0)) * spacing) }
          if !isInside(i, j - 1, k) { borders.append((centre - SIMD2(0, 0.5)) * spacing) }
          if !isInside(i, j + 1, k) { borders.append((centre + SIMD2(0, 0.5)) * spacing) }
          guard size.nk > 1 else { continue }
          if !isInside(i, j, k - 1) { caps[0].append(centre * spacing) }
          if !isInside(i, j, k + 1) { caps[1].append(centre * spacing) }
        }
      }
      let hull = convexHull(borders)
      let layers = [(0.0, hull), (-0.5, convexHull(caps[0])), (0.5, convexHull(caps[1]))]
      for (shift, corners) in layers {
        let z = (Double(k) + shift) * mask.geometry.spacing.z
        outermost += corners.map { SIMD3($0.x, $0.y, z) }
      }
      guard let diameter = HullDiameter(hull) else { continue }
      if diameter.length > best?.diameter.length ?? 0 { best = (k, diameter) }
    }
    guard let best else { return nil }
    slice = best.slice
    longest = best.diameter.length
    func points(_ ends: [SIMD2<Double>]) -> [VoxelPoint] {
      ends.map { VoxelPoint($0.x / spacing.x, $0.y / spacing.y, Double(best.slice)) }
    }
    longestEnds = points(best.diameter.ends)
    perpendicularEnds = points(best.diameter.perpendicularEnds)
    perpendicular = best.diameter.perpendicular
    feret = size.nk == 1 ? longest : longestDistance(outermost)
  }
}

/// The longest diameter of a convex polygon, and its longest chord at right angles.
struct HullDiameter {
  let ends: [SIMD2<Double>]
  let perpendicularEnds: [SIMD2<Double>]

  /// nil for fewer than two points.
  init?(_ hull: [SIMD2<Double>]) {
    var best = (square: 0.0, from: 0, to: 0)
    for a in hull.indices {
      for b in hull.indices where b > a {
        let d = hull[b] - hull[a]
        if (d * d).sum() > best.square { best = ((d * d).sum(), a, b) }
      }
    }
    guard best.square > 0 else { return nil }
    let along = (hull[best.to] - hull[best.from]) / best.square.squareRoot()
    ends = [hull[best.from], hull[best.to]]
    // The chord's length is linear between corners, so that the longest runs through a corner.
    let across = SIMD2(-along.y, along.x)
    var chord = [hull[best.from], hull[best.from]]
    var longest = 0.0
    for corner in hull {
      let place = (corner * along).sum()
      for n in hull.indices {
        let (p, q) = (hull[n], hull[(n + 1) % hull.count])
        let (from, to) = ((p * along).sum(), (q * along).sum())
        guard min(from, to) <= place, place <= max(from, to), from != to else { continue }
        let other = p + (q - p) * ((place - from) / (to - from))
        let length = abs(((other - corner) * across).sum())
        if length > longest {
          longest = length
          chord = [corner, other]
        }
      }
    }
    perpendicularEnds = chord
  }

  var length: Double { distance(ends) }
  var perpendicular: Double { distance(perpendicularEnds) }

  private func distance(_ ends: [SIMD2<Double>]) -> Double {
    let d = ends[1] - ends[0]
    return (d * d).sum().squareRoot()
  }
}

/// The corners of the convex hull, in order.
/// Source: Andrew, Inf. Process. Lett. 9 (1979) 216.
func convexHull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
  let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  guard sorted.count > 2 else { return sorted }
  func chain(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
    var chain: [SIMD2<Double>] = []
    for point in points {
      while chain.count >= 2 {
        let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
        let turn = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
        if turn > 0 { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain.dropLast()
  }
  return chain(sorted) + chain(sorted.reversed())
}

/// Of two of the points, looked for from those far from their middle inwards.
private func longestDistance(_ points: [SIMD3<Double>]) -> Double {
  let middle = points.reduce(SIMD3(), +) / Double(max(points.count, 1))
  let sorted = points.map { point in
    let d = point - middle
    return (point: point, away: (d * d).sum().squareRoot())
  }.sorted { $0.away > $1.away }
  var longest = 0.0
  for (n, a) in sorted.enumerated() {
    for b in sorted[n...] {
      // Farther apart than their distances from the middle together no two points are.
      guard a.away + b.away > longest else { break }
      let d = b.point - a.point
      longest = max(longest, (d * d).sum().squareRoot())
    }
  }
  return longest
}
