import Annotation
import Testing
import Volumes

/// A session before and after a correction.
struct Correction {
  let before: SessionState
  let after: SessionState
  let replacement: ContourReplacement
  let labelsBefore: LabelSlice
  let labelsAfter: LabelSlice

  /// Does `actions` on a volume, then what is asked; makes sure that undo takes it back, redo does
  /// it again, and that asking twice gives the same.
  init(
    _ actions: [Action], _ request: CorrectionRequest, header: SessionHeader? = nil,
    volume: Volume = discVolume, slice: Int = 0
  ) throws {
    let header = try header ?? discHeader()
    var session = Session(header: header)
    for action in actions { try session.apply(action) }
    var tracer = try SessionTracer(header: header, volume: volume)
    before = session.state
    labelsBefore = tracer.mask(of: before, frame: 0).slice(slice)
    replacement = try request.replacement(in: before, &tracer)
    try session.apply(.replaceContours(replacement))
    after = session.state
    labelsAfter = tracer.mask(of: after, frame: 0).slice(slice)
    try session.apply(.undo)
    #expect(session.state == before)
    try session.apply(.redo)
    #expect(session.state == after)
    var fresh = try SessionTracer(header: header, volume: volume)
    #expect(try request.replacement(in: before, &fresh) == replacement)
  }

  /// The pixels of which a label changed.
  func changed(_ label: UInt8 = 3) -> [(i: Int, j: Int)] {
    labelsBefore.pixels.indices.filter {
      (labelsBefore.pixels[$0] == label) != (labelsAfter.pixels[$0] == label)
    }.map { ($0 % labelsBefore.ni, $0 / labelsBefore.ni) }
  }

  /// Whether a label's border ran beside a pixel before.
  func wasAtBorder(_ pixel: (i: Int, j: Int), of label: UInt8 = 3) -> Bool {
    let own = labelsBefore[pixel.i, pixel.j] == label
    return [(1, 0), (-1, 0), (0, 1), (0, -1)].contains { di, dj in
      (labelsBefore[pixel.i + di, pixel.j + dj] == label) != own
    }
  }

  /// Seeds that were there and still are.
  func keptSeeds(_ name: String) -> [SlicePoint] {
    let old = before.contours.first { $0.name == name }?.seeds ?? []
    let new = after.contours.flatMap(\.seeds)
    return old.filter(new.contains)
  }

  func area(_ label: UInt8 = 3) -> Int { labelsAfter.mask(of: label).area }
}

/// Distance of a pixel from a point, voxels.
func distance(_ pixel: (i: Int, j: Int), _ p: SlicePoint) -> Double {
  let (dx, dy) = (Double(pixel.i) - p.x, Double(pixel.j) - p.y)
  return (dx * dx + dy * dy).squareRoot()
}
