import MinimalPaths
import Volumes

/// The fitted contours of one slice of a mask.
struct SliceContours: Sendable {
  private(set) var contours: [Contour] = []
  private(set) var dropped = 0

  struct Contour: Sendable {
    let label: UInt8
    let slice: Int
    let frame: Int
    let fit: ContourFit
  }

  /// Of one label; nobody edits more.
  static let mostPieces = 1000

  /// - Throws: `SessionError.badMask` for a label in too many pieces.
  init(
    of labels: LabelSlice, on image: ImageSlice, slice: Int, frame: Int, header: SessionHeader,
    guidance: SessionGuidance?, tolerance: ContourTolerance, leastPixels: Int
  ) throws(SessionError) {
    let tracer = Tracer(slice: image, parameters: header.metric)
    let rule = header.neighbours ?? .ignore
    var neighbours: [Neighbours.Region] = []
    let values = header.labels.entries.map(\.value)
    for (n, label) in values.enumerated() {
      let later = Array(values[(n + 1)...])
      let region = labels.paintedRegion(of: label, under: later)
      let hidden = later.isEmpty ? nil : labels.mask(of: later)
      var pieces = region.outlines.map { Piece($0, ni: labels.ni, nj: labels.nj) }
      let all = pieces.count
      pieces.removeAll { $0.pixels.count < leastPixels }
      dropped += all - pieces.count
      guard pieces.count <= Self.mostPieces else {
        throw .badMask(
          "slice \(slice) has \(pieces.count) regions and holes of label \(label), as noise has; leave "
            + "small ones out (--least-pixels)")
      }
      // What contains another is larger; sorting keeps the order of equal ones.
      let order = pieces.indices.sorted { a, b in
        (pieces[b].pixels.count, a) < (pieces[a].pixels.count, b)
      }
      pieces = order.map { pieces[$0] }
      let request = ContourRequest(
        seeds: [], isClosed: true, model: header.model ?? .geodesic,
        neighbours: rule == .ignore
          ? Neighbours() : Neighbours(neighbours, sharesBorders: rule == .share),
        snap: header.snap ?? 0,
        guidance: guidance?.guidance(slice: slice, frame: frame, label: label))
      for n in pieces.indices {
        let known = pieces
        let fit = tracer.fit(
          pieces[n].outline, tolerance: tolerance, as: request, hidden: hidden
        ) { known.areKept(with: $0, as: n) }
        pieces[n].drawn =
          SliceMask(ni: labels.ni, nj: labels.nj, inside: fit.contour.points)
          .indices
        contours.append(Contour(label: label, slice: slice, frame: frame, fit: fit))
        if let drawn = Neighbours.Region([fit.contour.points]) { neighbours.append(drawn) }
      }
    }
  }
}

/// What one outline of a label encloses.
private struct Piece {
  let outline: [SlicePoint]
  /// Indices of the pixels inside, ascending.
  let pixels: [Int]
  /// First and last column and row, and a little more: what two contours can have in common.
  private let columns: ClosedRange<Int>
  private let rows: ClosedRange<Int>
  /// The same as the fitted contour draws it.
  var drawn: [Int]?

  private static let reach = 4

  init(_ outline: [SlicePoint], ni: Int, nj: Int) {
    self.outline = outline
    pixels = SliceMask(ni: ni, nj: nj, inside: outline).indices
    columns = Self.range(outline.map(\.x))
    rows = Self.range(outline.map(\.y))
  }

  private static func range(_ values: [Double]) -> ClosedRange<Int> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    return Int(low.rounded(.down)) - reach...Int(high.rounded(.up)) + reach
  }

  func isNear(_ other: Piece) -> Bool {
    columns.overlaps(other.columns) && rows.overlaps(other.rows)
  }

  /// Whether a smaller one lies within; outlines of one label do not cross.
  func contains(_ other: Piece) -> Bool { other.pixels.prefix(1).isSubset(of: pixels) }
}

extension SliceMask {
  /// Of the pixels that belong, ascending.
  fileprivate var indices: [Int] { pixels.indices.filter { pixels[$0] } }
}

extension RandomAccessCollection<Int> {
  /// Both ascending.
  fileprivate func isSubset(of others: [Int]) -> Bool {
    var low = 0
    return allSatisfy { wanted in
      var high = others.count
      while low < high {
        let middle = (low + high) / 2
        if others[middle] < wanted { low = middle + 1 } else { high = middle }
      }
      return low < others.count && others[low] == wanted
    }
  }
}

extension [Piece] {
  /// Whether the pieces, the largest first, stay inside and outside of one another when one of them
  /// is drawn so: a hole that sticks out of its region would be joined to it, and a speck inside of
  /// the region beside it would be a hole.
  fileprivate func areKept(with drawn: SliceMask, as n: Int) -> Bool {
    let inside = drawn.indices
    return indices.allSatisfy { m in
      guard m != n, self[m].isNear(self[n]) else { return true }
      guard let larger = self[m].drawn else {
        return self[n].contains(self[m]) == self[m].pixels.allSatisfy { drawn.pixels[$0] }
      }
      let isWithin = inside.count < larger.count && inside.isSubset(of: larger)
      return self[m].contains(self[n]) == isWithin
    }
  }
}
