import TestSupport
import Testing
import Volumes

@testable import Datasets

struct `Run lengths` {
  @Test func `go column by column and begin outside`() {
    var mask = SliceMask(ni: 3, nj: 2)
    mask[0, 0] = true
    mask[1, 0] = true
    mask[1, 1] = true
    let runs = RunLengths(mask)
    #expect(runs.counts == [0, 1, 1, 2, 2])
    #expect(runs.mask == mask)
  }

  @Test func `the compressed text is pycocotools'`() {
    // mask.encode of exports.py prints these.
    #expect(RunLengths(width: 10, height: 10, counts: [5, 40, 2, 53]).text == "5X12=")
    #expect(RunLengths.counts("5X12=") == [5, 40, 2, 53])
  }

  @Test(arguments: 0..<8) func `masks come back from the text`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var mask = SliceMask(ni: 41, nj: 37)
    for n in mask.pixels.indices { mask.pixels[n] = random.next() % (seed + 2) == 0 }
    let counts = try #require(RunLengths.counts(RunLengths(mask).text))
    #expect(RunLengths(width: 41, height: 37, counts: counts).mask == mask)
    #expect(mask.polygonsWithoutHoles.reduce(0) { $0 + $1.count } >= 4)
    let parts = mask.polygonsWithoutHoles.map { $0.map { SlicePoint($0.x - 0.5, $0.y - 0.5) } }
    #expect(SliceMask(ni: 41, nj: 37, insideAny: parts) == mask)
  }

  @Test(arguments: [
    "5X1", "\u{7F}", "a b", "o", String(repeating: "oooooooooo_000000000?", count: 40),
    String(repeating: "ooooooooooo?", count: 40),
  ]) func `damaged text gives no mask`(text: String) {
    let counts = RunLengths.counts(text)
    #expect(counts.flatMap { RunLengths(width: 10, height: 10, counts: $0).mask } == nil)
  }
}
