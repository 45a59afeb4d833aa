import TestSupport
import Testing

@testable import MinimalPaths

@Suite struct FrontQueueTests {
  /// Takes everything out, bucket by bucket.
  func drained(_ queue: inout FrontQueue, batchSize: Int = 7) -> [UInt64] {
    var buffer = [UInt64](repeating: 0, count: batchSize)
    var result: [UInt64] = []
    while !queue.isEmpty {
      var batch = buffer.mutableSpan
      let count = queue.takeEarliest(into: &batch)
      for n in 0..<count { result.append(batch[n]) }
    }
    return result
  }

  @Test(arguments: [Float(1), 1e3, 1e-6, 1e12])
  func `all entries come out, nearly in the order of their times`(scale: Float) {
    var random = SeededRandom(seed: 1)
    var queue = FrontQueue(width: scale)
    let entries = (0..<5000).map {
      FrontQueue.entry(Float.random(in: 0...5000, using: &random) * scale, $0)
    }
    for entry in entries { queue.push([entry].span) }
    let out = drained(&queue)
    #expect(Set(out) == Set(entries))
    #expect(out.count == entries.count)
    // Within a bucket any order; later buckets may be up to 40 wide here (5000 / 128).
    var latest: Float = 0
    for entry in out {
      let t = FrontQueue.time(entry)
      #expect(t > latest - 41 * scale)
      latest = max(latest, t)
    }
  }

  @Test func `what is pushed late for its bucket comes next`() {
    var queue = FrontQueue(width: 1)
    queue.push([FrontQueue.entry(10, 10)].span)
    queue.push([FrontQueue.entry(20, 20)].span)
    #expect(queue.earliestTime() <= 10)
    var buffer: [UInt64] = [0]
    var batch = buffer.mutableSpan
    #expect(queue.takeEarliest(into: &batch) == 1)
    #expect(FrontQueue.offset(batch[0]) == 10)
    queue.push([FrontQueue.entry(3, 3)].span)
    #expect(drained(&queue).map(FrontQueue.offset) == [3, 20])
  }

  @Test func `times far apart are found without walking the gap`() {
    var queue = FrontQueue(width: 1e-6)
    let times: [Float] = [0, 1e-3, 5, 1e6, 3e30]
    for (n, t) in times.enumerated() { queue.push([FrontQueue.entry(t, n)].span) }
    let out = drained(&queue).map(FrontQueue.offset)
    // The window that holds the last one is too wide to tell the two before it apart.
    #expect(out.sorted() == [0, 1, 2, 3, 4])
    #expect(out.first == 0)
    #expect(out.last == 4)
  }

  @Test func `an entry keeps time and offset`() {
    let entry = FrontQueue.entry(0.1, 4_000_000_000)
    #expect(FrontQueue.time(entry) == 0.1)
    #expect(FrontQueue.offset(entry) == 4_000_000_000)
  }
}
