import MinimalPaths
import TestSupport
import Testing
import Volumes

@testable import Annotation

@Suite struct SessionGuidanceTests {
  static let model = ModelIdentity(name: "m", sha256: String(repeating: "a", count: 64))

  /// A heart in slice 0 of frame 0: MYO from radius 8 to 14 around (30, 28), LV within, sure of itself
  /// but for a soft border; slice 1 unsure everywhere; nothing elsewhere.
  static let probabilities: Volume = {
    let size = discVolume.size
    var voxels = [Float](repeating: 0, count: size.count * 6)
    for j in 0..<size.nj {
      for i in 0..<size.ni {
        let (dx, dy) = (Double(i) - 30, Double(j) - 28)
        let r = (dx * dx + dy * dy).squareRoot()
        func inside(_ radius: Double) -> Float { Float(min(max(radius - r + 0.5, 0), 1)) }
        let n = j * size.ni + i
        voxels[size.count + n] = inside(14) - inside(8)
        voxels[2 * size.count + n] = inside(8)
        voxels[size.sliceCount + n] = 0.4
      }
    }
    return Volume(geometry: discVolume.geometry, frames: 6, voxels: voxels)
  }()

  func header(_ probabilities: Volume? = probabilities) throws -> SessionHeader {
    let plain = try discHeader()
    return SessionHeader(
      image: plain.image, labels: plain.labels,
      guidance: probabilities.map { .init(path: "p.nii.gz", of: $0, model: Self.model) })
  }

  @Test func `a muscle's guidance takes in its cavity, and nothing is said where nothing is seen`()
    throws
  {
    let found = try SessionGuidance(header(), Self.probabilities)
    let guidance = try #require(found)
    let muscle = try #require(guidance.guidance(slice: 0, frame: 0, label: 2))
    #expect(muscle.probabilities[28 * 64 + 30] == 1)
    #expect(muscle.probabilities[28 * 64 + 41] == 1)
    #expect(muscle.probabilities[28 * 64 + 50] == 0)
    let cavity = try #require(guidance.guidance(slice: 0, frame: 0, label: 3))
    #expect(cavity.probabilities[28 * 64 + 41] == 0)
    #expect(guidance.guidance(slice: 0, frame: 0, label: 1) == nil)
    #expect(guidance.guidance(slice: 0, frame: 1, label: 2) == nil)
    #expect(guidance.guidance(slice: 0, frame: 0, label: 9) == nil)
  }

  @Test func `a session wants its own probabilities, and no others`() throws {
    func refusal(_ header: SessionHeader, _ volume: Volume?) -> String {
      do {
        _ = try SessionTracer(header: header, volume: discVolume, probabilities: volume)
        return ""
      } catch {
        return error.description
      }
    }
    #expect(try refusal(header(), Self.probabilities).isEmpty)
    #expect(try refusal(header(), nil).contains("p.nii.gz"))
    #expect(try refusal(discHeader(), Self.probabilities).contains("without any"))
    #expect(try refusal(header(), discVolume).contains("6"))
    var other = Self.probabilities
    other.voxels[0] = 0.25
    #expect(try refusal(header(), other).contains("differ"))
    other.voxels[0] = 1.5
    #expect(try refusal(header(other), other).contains("between 0 and 1"))
  }

  @Test func `what is expected to be wrong is what the probabilities leave`() throws {
    let found = try SessionGuidance(header(), Self.probabilities)
    let guidance = try #require(found)
    let pixels = Double(64 * 60)
    // Slice 1: RV is 0.4 likely everywhere, so none is 0.6.
    let empty = LabelSlice(ni: 64, nj: 60)
    let wrong = guidance.expectedWrongPixels(of: empty, slice: 1, frame: 0)
    #expect(abs(wrong - 0.4 * pixels) < 1e-3 * pixels)
    let full = LabelSlice(ni: 64, nj: 60, pixels: [UInt8](repeating: 1, count: 64 * 60))
    let wrongToo = guidance.expectedWrongPixels(of: full, slice: 1, frame: 0)
    #expect(abs(wrongToo - 0.6 * pixels) < 1e-3 * pixels)
    #expect(guidance.expectedWrongPixels(of: empty, slice: 2, frame: 0) == 0)
  }

  @Test func `slices that somebody looked at are not doubted any more`() async throws {
    let header = try header()
    var session = Session(header: header)
    var tracer = try SessionTracer(
      header: header, volume: discVolume, probabilities: Self.probabilities)
    let machine = ContourReplacement(
      add: [
        .init(
          contour: "LV-0-0", place: .init(label: .name("LV"), slice: 0, frame: 0),
          seeds: circlePoints(x: 30, y: 28, radius: 8, count: 5))
      ], tool: .model, model: Self.model)
    try session.apply(.replaceContours(machine))
    var doubts = tracer.doubts(of: session.state)
    #expect(doubts.count == 6)
    #expect(doubts[0].slice == 1 && doubts[0].frame == 0)
    #expect(abs(doubts[0].wrongSquareMillimetres - 0.4 * 64 * 60) < 5)
    #expect(doubts.contains { $0.slice == 0 && $0.frame == 0 })
    try session.apply(
      .review(
        Action.Review(.accept, place: .init(slice: 0, frame: 0))))
    doubts = tracer.doubts(of: session.state)
    #expect(doubts.count == 5 && !doubts.contains { $0.slice == 0 && $0.frame == 0 })
    var plain = try SessionTracer(header: discHeader(), volume: discVolume)
    #expect(try plain.doubts(of: SessionState(header: discHeader())).isEmpty)
  }

  @Test func `odd anatomy is named`() throws {
    let header = try header()
    var state = SessionState(header: header)
    func ring(_ name: String, x: Double, slice: Int) throws {
      try state.apply(
        .replaceContours(
          ContourReplacement(
            add: [
              .init(
                contour: name, place: .init(label: .name("RV"), slice: slice, frame: 0),
                seeds: circlePoints(x: x, y: 28, radius: 6, count: 5))
            ], tool: .model, model: Self.model)))
    }
    try ring("a", x: 15, slice: 0)
    try ring("b", x: 45, slice: 0)
    try ring("c", x: 30, slice: 2)
    var tracer = try SessionTracer(
      header: header, volume: discVolume, probabilities: Self.probabilities)
    let doubts = tracer.doubts(of: state)
    func signs(_ slice: Int) -> [String]? {
      doubts.first { $0.slice == slice && $0.frame == 0 }?.signs
    }
    #expect(signs(0) == ["RV in 2 parts"])
    #expect(signs(1) == ["no RV between slices that have it"])
    #expect(signs(2) == [])
  }
}
