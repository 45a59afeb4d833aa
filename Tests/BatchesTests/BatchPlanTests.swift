import Foundation
import TestSupport
import Testing

@testable import Batches

@Suite struct BatchPlanTests {
  @Test(arguments: 1...20)
  func `every case is dealt to one hand, and no hand has much more than another`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let sizes = (0..<Int.random(in: 1...200, using: &random)).map { _ in
      Int64.random(in: 0...1000, using: &random)
    }
    let count = Int.random(in: 1...30, using: &random)
    let hands = dealt(sizes, to: count)
    #expect(hands.joined().sorted() == Array(sizes.indices))
    #expect(hands.count == min(count, sizes.count))
    let loads = hands.map { $0.reduce(0) { $0 + sizes[$1] } }
    // No hand is behind another by more than the last thing that the other was dealt.
    for (hand, load) in zip(hands, loads) {
      let last = hand.last.map { sizes[$0] } ?? 0
      #expect(load - last <= (loads.min() ?? 0))
    }
  }

  @Test func `cases without a size are dealt out evenly too`() {
    #expect(dealt([0, 0, 0, 0, 0], to: 2).map(\.count) == [3, 2])
    #expect(dealt([], to: 3).isEmpty)
  }

  @Test func `a changed file has another stamp, and a folder none`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try "one".write(toFile: path, atomically: false, encoding: .utf8)
      let before = BatchCase("a", inputs: [path, folder])
      #expect(before.bytes == 3 && !before.stamp.isEmpty)
      try "two".write(toFile: path, atomically: false, encoding: .utf8)
      #expect(BatchCase("a", inputs: [path]).stamp != before.stamp)
      #expect(BatchCase("a", inputs: [folder]) == BatchCase("a", inputs: []))
    }
  }
}
