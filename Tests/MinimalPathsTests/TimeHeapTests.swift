import TestSupport
import Testing

@testable import MinimalPaths

@Suite struct TimeHeapTests {
  /// Takes all entries out, in the order of the heap.
  func drained(_ heap: TimeHeap) -> [UInt64] {
    var heap = heap
    var result: [UInt64] = []
    while let entry = heap.earliest {
      result.append(entry)
      heap.removeEarliest()
    }
    return result
  }

  @Test func `entries come out in order, whatever their number`() {
    var random = SeededRandom(seed: 1)
    for count in [0, 1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23, 1000] {
      let entries = (0..<count).map { _ in random.next() >> 32 }
      var heap = TimeHeap()
      for entry in entries { heap.push(entry) }
      #expect(drained(heap) == entries.sorted())
    }
  }

  @Test func `pushing and taking may alternate`() {
    var random = SeededRandom(seed: 2)
    var heap = TimeHeap()
    var expected: [UInt64] = []
    for _ in 0..<2000 {
      if random.next() % 3 > 0 {
        // Few different ones, so that equal entries meet.
        let entry = random.next() % 100
        heap.push(entry)
        expected.append(entry)
        expected.sort()
      } else if !expected.isEmpty {
        #expect(heap.earliest == expected.removeFirst())
        heap.removeEarliest()
      }
    }
    #expect(drained(heap) == expected)
  }

  @Test(arguments: [0, 1, 2, 5, 6, 7, 500])
  func `making room drops stale entries and keeps the order`(count: Int) {
    var random = SeededRandom(seed: 3)
    let entries = (0..<count).map { _ in random.next() }
    var heap = TimeHeap()
    for entry in entries { heap.push(entry) }
    heap.makeRoom(for: 100_000) { $0 % 2 == 0 }
    #expect(drained(heap) == entries.filter { $0 % 2 == 0 }.sorted())
  }
}
