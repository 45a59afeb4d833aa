import Labels
import Registration
import Volumes

/// One row of slices along the axis of a filling: all slices of a frame, or all frames of a slice.
struct FillingLine {
  let request: FillingRequest
  let images: [ImageSlice]
  /// The drawn labels, as painted; background where nothing is drawn.
  let drawn: [LabelSlice]
  /// Of each position the labels of the same frame that are known not to reach it.
  let isWithout: [Set<UInt8>]
  /// In the order of painting.
  let labels: [UInt8]
  /// Of each position: whether it may be filled.
  let isWanted: [Bool]

  struct Filled {
    let label: UInt8
    let position: Int
    let sources: [Int]
    let agreement: Double?
    /// Nil where it was given up.
    let region: SliceMask?
  }

  /// Pixels around a contour that say whether two slices agree.
  private static let band: Float = 8
  /// Pixels around everything drawn that are looked at.
  private static let margin = 32

  private var isCyclic: Bool { request.isCyclic && request.axis == .frames }
  private var count: Int { images.count }

  /// - Parameter isCancelled: Asked before each slice.
  func filled(isCancelled: () -> Bool) throws -> [Filled] {
    guard let box = PixelBox(around: drawn, margin: Self.margin) else { return [] }
    let images = images.map { $0.cropped(to: box) }
    // In pixels of equal sides.
    let spacing = images[0].spacing / (images[0].spacing.x * images[0].spacing.y).squareRoot()
    var fields = FieldChains(images: images, request)
    var result: [Filled] = []
    for (n, label) in labels.enumerated() where request.isWanted(label: label) {
      let later = Array(labels[(n + 1)...])
      var distances: [Int: [Float]] = [:]
      for position in 0..<count where drawn[position].pixels.contains(label) {
        let region = drawn[position].cropped(to: box).paintedRegion(of: label, under: later)
        distances[position] = signedDistances(of: region, spacing: spacing)
      }
      let known = Known(
        present: Set(distances.keys),
        absent: Set((0..<count).filter { isWithout[$0].contains(label) }))
      var lost: Set<Chain> = []
      for target in targets(known) {
        if isCancelled() { throw CancellationError() }
        let sides = sides(of: target, known)
        var sources: [LabelTransfer.Source] = []
        var agreement: Double?
        var used: [Int] = []
        for end in sides.ends where !lost.contains(Chain(end)) {
          guard var own = distances[end.source] else { continue }
          if let share = sides.shareToEnd(of: end) {
            own = LabelTransfer.distances(own, vanishingBy: share)
          }
          if request.usesImage {
            let field = fields.field(from: target, end)
            let moved = field.pulled(own)
            let band = SliceMask(
              ni: images[0].ni, nj: images[0].nj, pixels: moved.map { abs($0) <= Self.band })
            let found = correlation(
              of: images[target], with: field.pulled(images[end.source].pixels), in: band)
            agreement = min(agreement ?? 1, found)
            if found >= request.leastAgreement {
              own = moved
            } else if request.goesBeyond {
              lost.insert(Chain(end))
              continue
            }
            // Between two drawn slices that do not agree their shapes are left.
          }
          sources.append(.init(distances: own, weight: 1 / Double(end.distance)))
          used.append(end.source)
        }
        var region: SliceMask?
        if !sources.isEmpty, request.goesBeyond || sources.count == sides.ends.count {
          let mean = LabelTransfer.meanDistances(sources)
          let inside = SliceMask(
            ni: images[0].ni, nj: images[0].nj, pixels: mean.map { $0 < 0 })
          if inside.area > 0 { region = inside.uncropped(from: box, like: drawn[0]) }
        }
        result.append(
          Filled(
            label: label, position: target, sources: Set(used).sorted(), agreement: agreement,
            region: region))
      }
    }
    return result
  }

  /// One of the two sides a slice is carried on from.
  struct End: Hashable {
    let source: Int
    /// +1 where the source lies before the slice.
    let direction: Int
    /// Steps from the source to the slice.
    let distance: Int
  }

  /// All slices on one side of a source.
  private struct Chain: Hashable {
    let source: Int
    let direction: Int

    init(_ end: End) { (source, direction) = (end.source, end.direction) }
  }

  /// Where a label is drawn, and where it is known not to be.
  private struct Known {
    let present: Set<Int>
    let absent: Set<Int>
  }

  /// Positions to be filled, those nearest to what is drawn first: a chain that is lost is lost for
  /// all beyond.
  private func targets(_ known: Known) -> [Int] {
    let free = (0..<count).filter {
      isWanted[$0] && !known.present.contains($0) && !known.absent.contains($0)
    }
    let open = free.filter { target in
      let sides = sides(of: target, known)
      return !sides.ends.isEmpty && (request.goesBeyond || sides.isBetween)
    }
    func nearest(_ target: Int) -> Int { sides(of: target, known).ends.map(\.distance).min() ?? 0 }
    return open.sorted { (nearest($0), $0) < (nearest($1), $1) }
  }

  /// What is known nearest to a place.
  private struct Sides {
    /// Slices that have the label and reach so far.
    let ends: [End]
    /// Whether something is known on both sides.
    let isBetween: Bool
    /// Steps to the nearest slice in which the label has ended.
    let toAbsent: Int?

    /// How far on the way from a slice that has the label to one that has not; nil where it has not
    /// ended.
    func shareToEnd(of end: End) -> Double? {
      toAbsent.map { Double(end.distance) / Double(end.distance + $0) }
    }
  }

  /// The nearest drawn slice before a place and the nearest behind it. One alone is both in a cycle.
  /// Where the label has ended on one side it is carried on to half the way there.
  private func sides(of target: Int, _ known: Known) -> Sides {
    let nearest = [1, -1].compactMap { direction in
      known.present.union(known.absent).compactMap { source -> End? in
        var distance = direction * (target - source)
        if distance < 0, isCyclic { distance += count }
        return distance > 0 ? End(source: source, direction: direction, distance: distance) : nil
      }.min { $0.distance < $1.distance }
    }
    let toAbsent = nearest.filter { known.absent.contains($0.source) }.map(\.distance).min()
    return Sides(
      ends: nearest.filter {
        known.present.contains($0.source) && $0.distance <= toAbsent ?? .max
      }, isBetween: nearest.count == 2, toAbsent: toAbsent)
  }
}

/// Where the pixels of slices lie in a source some steps away, step by step.
private struct FieldChains {
  private let images: [ImageSlice]
  private var parameters = RegistrationParameters()
  private var known: [FillingLine.End: DisplacementField] = [:]
  private var steps: [SIMD2<Int>: DisplacementField] = [:]

  /// Slices differ by more than frames do, so that the field has to be stiffer.
  init(images: [ImageSlice], _ request: FillingRequest) {
    self.images = images
    parameters.elasticSigma = request.axis == .slices ? 2 : 1.5
  }

  mutating func field(from target: Int, _ end: FillingLine.End) -> DisplacementField {
    if let found = known[end] { return found }
    let count = images.count
    let before = ((target - end.direction) % count + count) % count
    let pair = SIMD2(target, before)
    let one =
      steps[pair]
      ?? displacementField(from: images[target], to: images[before], parameters: parameters)
    steps[pair] = one
    guard end.distance > 1 else {
      known[end] = one
      return one
    }
    // The way there in steps drifts; the slices themselves say where it should have come to.
    let rest = field(
      from: before,
      .init(source: end.source, direction: end.direction, distance: end.distance - 1))
    let field = displacementField(
      from: images[target], to: images[end.source], start: one.followed(by: rest),
      parameters: parameters)
    known[end] = field
    return field
  }
}
