import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct SessionTracerTests {
  func mask(_ actions: [Action]) throws -> LabelVolume {
    let header = try discHeader()
    var tracer = try SessionTracer(header: header, volume: discVolume)
    return tracer.mask(of: try SessionState(header: header, actions: actions))
  }

  func count(_ mask: LabelVolume, _ label: UInt8, slice: Int = 0, frame: Int = 0) -> Int {
    mask.slice(slice, frame: frame).mask(of: label).area
  }

  @Test func `a closed contour labels its slice and frame and nothing else`() throws {
    let mask = try mask(ring("a", label: "LV", radius: 19, slice: 2, frame: 1))
    let area = count(mask, 3, slice: 2, frame: 1)
    #expect(abs(Double(area) - .pi * 361) < 60)
    #expect(mask.voxels.filter { $0 != 0 }.count == area)
  }

  @Test func `a network guides the contours of its label, slice and frame where a session asks it`()
    throws
  {
    // The image's edge has radius 14; clicks and network say 19, of the LV in slice 0 of frame 0.
    let disc = discImage(ni: 64, nj: 60, x: 30, y: 28, radius: 19, inside: 1, outside: 0)
    let size = discVolume.size
    var sure = [Float](repeating: 0, count: 6 * size.count)
    let silent = Volume(geometry: discVolume.geometry, frames: 6, voxels: sure)
    sure.replaceSubrange(2 * size.count..<2 * size.count + size.sliceCount, with: disc.pixels)
    let guiding = Volume(geometry: discVolume.geometry, frames: 6, voxels: sure)
    let actions = [
      ring("a", label: "LV", radius: 19, count: 4), ring("b", label: "RV", radius: 19, count: 4),
      ring("c", label: "LV", radius: 19, count: 4, slice: 1),
    ]
    func area(
      _ probabilities: Volume?, _ actions: [Action], _ label: UInt8, _ slice: Int
    ) throws -> Int {
      let plain = try discHeader()
      let header = SessionHeader(
        image: plain.image, labels: plain.labels,
        guidance: probabilities.map {
          .init(path: "p.nii.gz", of: $0, model: SessionGuidanceTests.model)
        })
      var tracer = try SessionTracer(
        header: header, volume: discVolume, probabilities: probabilities)
      return count(
        tracer.mask(of: try SessionState(header: header, actions: actions)), label, slice: slice)
    }
    let places: [(label: UInt8, slice: Int)] = [(3, 0), (1, 0), (3, 1)]
    for (actions, (label, slice)) in zip(actions, places) {
      let before = try area(nil, actions, label, slice)
      let after = try area(guiding, actions, label, slice)
      #expect(try area(silent, actions, label, slice) == before)
      if label == 3, slice == 0 { #expect(after > before) } else { #expect(after == before) }
    }
  }

  @Test func `an open contour labels nothing`() throws {
    #expect(try mask(ring("a", label: "LV", radius: 14).dropLast()).labels.isEmpty)
  }

  @Test func `a contour inside another of its label is a hole`() throws {
    let whole = try mask(ring("a", label: "LV", radius: 14))
    let holed = try mask(
      ring("a", label: "LV", radius: 14) + ring("b", label: "LV", radius: 4, count: 12))
    let lost = count(whole, 3) - count(holed, 3)
    #expect(lost > 20 && lost < 80)
    #expect(holed.slice(0)[30, 28] == 0)
    #expect(whole.slice(0)[30, 28] == 3)
  }

  @Test func `an island in a hole is filled, contours that overlap are joined`() throws {
    let nested = try mask(
      ring("a", label: "LV", radius: 14) + ring("c", label: "LV", radius: 4, count: 12)
        + ring("b", label: "LV", radius: 9, count: 12))
    #expect(nested.slice(0)[30, 28] == 3)
    #expect(nested.slice(0)[30, 28 + 7] == 0)
    #expect(nested.slice(0)[30, 28 + 12] == 3)
    // The same contour twice is itself; a second one that overlaps in part adds its part.
    let once = try mask(ring("a", label: "LV", radius: 14))
    #expect(
      try mask(ring("a", label: "LV", radius: 14) + ring("b", label: "LV", radius: 14)) == once)
    let square = [(30.0, 40.0), (46, 40), (46, 52), (30, 52)].map {
      Action.addSeed(
        contour: "s", place: .init(label: .name("LV"), slice: 0, frame: 0),
        point: SlicePoint($0.0, $0.1), index: nil)
    }
    let joined = try mask(
      ring("a", label: "LV", radius: 14) + square + [.closeContour(contour: "s")])
    for n in once.voxels.indices where once.voxels[n] == 3 { #expect(joined.voxels[n] == 3) }
    #expect(count(joined, 3) > count(once, 3))
  }

  @Test func `the later label of the table wins where contours overlap`() throws {
    // Drawn in either order, the LV (last in the table) lies over the myocardium.
    let outer = ring("epi", label: "MYO", radius: 14)
    let inner = ring("endo", label: "LV", radius: 7, count: 12)
    let a = try mask(outer + inner)
    let b = try mask(inner + outer)
    #expect(a == b)
    #expect(a.slice(0)[30, 28] == 3)
    #expect(count(a, 2) > 0 && count(a, 3) > 0)
  }

  @Test func `brush, eraser and fill act in their order above the contours`() throws {
    let place = Action.Place(label: .name("RV"), slice: 1, frame: 0)
    let dab = Action.paint(place: place, brush: .init(points: [SlicePoint(10, 10)], radius: 2))
    // Centres at most 2 mm from (10, 10): 13 of them.
    #expect(count(try mask([dab]), 1, slice: 1) == 13)
    let line = Action.paint(
      place: place, brush: .init(points: [SlicePoint(10, 10), SlicePoint(20, 10)], radius: 0.5))
    #expect(count(try mask([line]), 1, slice: 1) == 11)
    let erase = Action.erase(
      place: .init(slice: 1, frame: 0), brush: .init(points: [SlicePoint(10, 10)], radius: 1))
    #expect(count(try mask([dab, erase]), 1, slice: 1) == 8)
    #expect(count(try mask([erase, dab]), 1, slice: 1) == 13)
    let other = Action.erase(
      place: .init(label: .name("LV"), slice: 1, frame: 0),
      brush: .init(points: [SlicePoint(10, 10)], radius: 1))
    #expect(count(try mask([dab, other]), 1, slice: 1) == 13)
    // A ring of paint, filled from its middle.
    let corners = [(5.0, 5.0), (15, 5), (15, 15), (5, 15), (5, 5)].map { SlicePoint($0.0, $0.1) }
    let box = Action.paint(place: place, brush: .init(points: corners, radius: 0.5))
    let fill = Action.fill(place: place, point: SlicePoint(10, 10))
    #expect(count(try mask([box, fill]), 1, slice: 1) == 121)
  }

  @Test func `another image is refused`() throws {
    let header = try discHeader()
    var changed = discVolume
    changed.voxels[77] += 1
    #expect(throws: SessionError.self) { try SessionTracer(header: header, volume: changed) }
    #expect(throws: SessionError.self) {
      try SessionTracer(header: header, volume: discVolume.frame(0))
    }
    let elsewhere = Volume(
      geometry: Geometry(size: discVolume.size, spacing: SIMD3(1, 1, 9)), frames: 2,
      voxels: discVolume.voxels)
    #expect(throws: SessionError.self) { try SessionTracer(header: header, volume: elsewhere) }
  }

  @Test func `a contour that encloses nothing labels nothing`() throws {
    let flat = Volume(
      geometry: Geometry(size: GridSize(ni: 9, nj: 9, nk: 1)),
      voxels: [Float](repeating: 1, count: 81))
    let header = SessionHeader(
      image: .init(path: "flat.nii", of: flat),
      labels: try LabelTable([.init(value: 1, name: "a")]))
    let line = (1...3).map {
      Action.addSeed(
        contour: "a", place: .init(label: .value(1)), point: SlicePoint(Double($0) * 2, 4),
        index: nil)
    }
    var tracer = try SessionTracer(header: header, volume: flat)
    let state = try SessionState(header: header, actions: line + [.closeContour(contour: "a")])
    #expect(tracer.mask(of: state).labels.isEmpty)
    #expect(tracer.failures(of: state).map(\.reason) == [.noArea])
  }
}
