import Labels
import MinimalPaths
import Volumes

/// Closed contours of one label in one slice and frame, and the region they come to.
struct LabelRegion {
  let label: UInt8
  let slice: Int
  let frame: Int
  /// Those that can be drawn, in the order of the session.
  let members: [Member]
  /// What the label has there before other labels and strokes come over it.
  let region: SliceMask

  struct Member {
    let contour: SessionState.Contour
    let line: TracedContour
    let mask: SliceMask
  }

  /// - Parameter only: The one contour to look at; all of the label when nil.
  init(
    label: UInt8, slice: Int, frame: Int, only: String? = nil, in state: SessionState,
    _ tracer: inout SessionTracer
  ) {
    self.label = label
    self.slice = slice
    self.frame = frame
    let (ni, nj) = (state.header.ni, state.header.nj)
    members = tracer.contours(of: state, slice: slice, frame: frame).compactMap { contour, line in
      guard contour.isClosed, contour.label == label, contour.name == only ?? contour.name,
        let line = try? line.get()
      else { return nil }
      return Member(
        contour: contour, line: line, mask: SliceMask(ni: ni, nj: nj, inside: line.points))
    }
    region =
      members.isEmpty ? SliceMask(ni: ni, nj: nj) : regionWithHoles(members.map(\.mask))
  }

  /// What has to go and come for the label to have another region: contours that do not touch what
  /// changes stay, and of the others the seeds beside what stays.
  /// - Parameters:
  ///   - wanted: The new region.
  ///   - exact: Pixels that must come out as wanted; others may be missed beside the border.
  ///   - movedBy: Where the whole border moves, how far, voxels: the seeds go with it.
  func replacement(
    by wanted: SliceMask, exact: SliceMask, movedBy: Double? = nil, in state: SessionState,
    _ tracer: SessionTracer
  ) -> (remove: [String], add: [ContourReplacement.Addition]) {
    var changed = wanted
    for n in changed.pixels.indices { changed.pixels[n] = wanted.pixels[n] != region.pixels[n] }
    let leaving = leaving(changed)
    let remove = leaving.map { members[$0].contour.name }
    let place = Action.Place(
      label: .name(state.header.labels.name(of: label)), slice: slice, frame: frame)
    // The candidates' lines are of no use later.
    var scratch = tracer
    let add = pieces(of: wanted, changed, leaving, in: state).map { piece in
      var addition = ContourReplacement.Addition(contour: piece.name, place: place, seeds: [])
      let kept = leaving.flatMap {
        keptSeeds(of: members[$0], on: piece.outline, movedBy: movedBy)
      }
      let fit = refit(piece.outline, keeping: kept, exact: exact) { seeds, courses in
        (addition.seeds, addition.courses) = (seeds, courses)
        var candidate = state
        let replacement = ContourReplacement(remove: remove, add: [addition], tool: .brush)
        guard (try? candidate.replaceContours(replacement)) != nil,
          let contour = candidate.contours.first(where: { $0.name == piece.name })
        else { return nil }
        return try? scratch.contour(of: contour, in: candidate).get()
      }
      (addition.seeds, addition.courses) = (fit.seeds, fit.courses)
      return addition
    }
    return (remove, add)
  }

  // MARK: Contours

  /// The members whose line runs beside a changed pixel, and those that overlap them in part: the
  /// outline of all is to be drawn anew.
  private func leaving(_ changed: SliceMask) -> [Int] {
    var leaving = members.indices.filter { members[$0].mask.hasBorder(beside: changed) }
    var found = leaving
    while let n = found.popLast() {
      for other in members.indices
      where !leaving.contains(other) && members[n].mask.overlapsInPart(members[other].mask) {
        leaving.append(other)
        found.append(other)
      }
    }
    return leaving.sorted()
  }

  /// An outline on its way to a contour.
  private struct Piece {
    var outline: RegionOutline
    /// The contour it comes from, of the members.
    let origin: Int?
    let name: String
    /// Place of that contour in the session, then its own behind it.
    let order: (Int, Int)
  }

  /// Half pixels. An eraser leaves single pixels over, which nobody means to be contours.
  private static let leastDoubledArea = 3.0

  /// The outlines that are to be drawn, in the order of the session. The one most like a contour
  /// that leaves takes its name and runs the same way round.
  private func pieces(
    of wanted: SliceMask, _ changed: SliceMask, _ leaving: [Int], in state: SessionState
  ) -> [Piece] {
    let staying = members.indices.filter { !leaving.contains($0) }
    let crossings = GridCrossings(leaving.map { members[$0].line.points })
    let outlines = wanted.outlines.filter { steps in
      doubledArea(steps).magnitude >= Self.leastDoubledArea
        && isNew(steps, changed, beside: staying)
    }
    let areas = outlines.map { doubledArea($0).magnitude }
    var names: Set<String> = []
    var pieces: [Piece] = []
    for n in outlines.indices.sorted(by: { (-areas[$0], $0) < (-areas[$1], $1) }) {
      let mask = SliceMask(ni: wanted.ni, nj: wanted.nj, inside: outlines[n])
      let likeness = leaving.map { diceCoefficient(members[$0].mask, mask) }
      func mostAlike(_ choice: [Int]) -> Int? {
        choice.filter { likeness[$0] > 0 }.max { (likeness[$0], -$0) < (likeness[$1], -$1) }
      }
      let free = leaving.indices.filter { !names.contains(members[leaving[$0]].contour.name) }
      let owner = mostAlike(free).map { leaving[$0] }
      let origin = owner ?? mostAlike(Array(leaving.indices)).map { leaving[$0] }
      let name =
        owner.map { members[$0].contour.name } ?? newName(origin, besides: names, in: state)
      names.insert(name)
      var outline = RegionOutline(outlines[n], changed: changed, lines: crossings)
      if let origin, doubledArea(members[origin].line.points) * outline.doubledArea < 0 {
        outline.reverse()
      }
      pieces.append(
        Piece(
          outline: outline, origin: origin, name: name,
          order: (origin ?? members.count, owner == nil ? pieces.count + 1 : 0)))
    }
    return pieces.sorted { $0.order < $1.order }
  }

  /// Whether an outline of the new region is none that the contours that stay have already.
  private func isNew(_ steps: [SlicePoint], _ changed: SliceMask, beside staying: [Int]) -> Bool {
    var unexplained = 0
    for p in steps {
      let ends = Edge(middle: p).ends
      if ends.contains(where: changed.isInside) { return true }
      let isExplained = staying.contains { n in
        members[n].mask.isInside(ends[0]) != members[n].mask.isInside(ends[1])
      }
      unexplained += isExplained ? 0 : 1
    }
    return 2 * unexplained > steps.count
  }

  /// "LV-5-0", or the name of the contour it was cut from; with a number where that is taken.
  private func newName(
    _ origin: Int?, besides names: Set<String>, in state: SessionState
  ) -> String {
    let base =
      origin.map { members[$0].contour.name }
      ?? "\(state.header.labels.name(of: label))-\(slice)-\(frame)"
    var name = base
    var number = 1
    while state.has(name) || names.contains(name) {
      number += 1
      name = "\(base)-\(number)"
    }
    return name
  }

  // MARK: Seeds

  /// Farther from where the contour passes it, voxels, a seed is not on the outline any more.
  private static let nearness = 1.0

  /// The seeds of a contour that the new outline passes as the old line did, or within a pixel.
  /// - Parameter movedBy: How far all of them are moved onto the outline instead, about.
  private func keptSeeds(
    of member: Member, on outline: RegionOutline, movedBy: Double?
  ) -> [KeptSeed] {
    let seeds = member.contour.seeds
    return seeds.indices.compactMap { n in
      let kept = { (seed: SlicePoint, place: Double) in
        KeptSeed(
          seed: seed, place: place, course: member.contour.courses[n],
          next: seeds[(n + 1) % seeds.count])
      }
      if movedBy == nil, let passing = member.line.arcs[n].points.first {
        let (place, distance) = outline.nearestPlace(to: passing)
        if distance <= Self.nearness, outline.isUnchanged(at: place) {
          return kept(seeds[n], place)
        }
      }
      let (place, distance) = outline.nearestPlace(to: seeds[n])
      guard let movedBy else { return distance <= Self.nearness ? kept(seeds[n], place) : nil }
      return distance <= movedBy + 2 * Self.nearness ? kept(outline.point(at: place), place) : nil
    }
  }
}

extension SliceMask {
  fileprivate func isInside(_ pixel: (i: Int, j: Int)) -> Bool {
    contains(pixel) && self[pixel.i, pixel.j]
  }

  /// Whether the border of the mask runs along a pixel of another.
  fileprivate func hasBorder(beside other: SliceMask) -> Bool {
    for j in 0..<nj {
      for i in 0..<ni where other[i, j] {
        for neighbour in [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
        where isInside(neighbour) != self[i, j] {
          return true
        }
      }
    }
    return false
  }

  /// Whether the masks share pixels and neither lies in the other.
  fileprivate func overlapsInPart(_ other: SliceMask) -> Bool {
    var (common, here, there) = (false, false, false)
    for n in pixels.indices {
      common = common || pixels[n] && other.pixels[n]
      here = here || pixels[n] && !other.pixels[n]
      there = there || !pixels[n] && other.pixels[n]
    }
    return common && here && there
  }
}
