import TestSupport
import Testing

@testable import MinimalPaths

@Suite struct FrontQueueTests {
  @Test func `entries come out in the order of their times`() {
    var random = SeededRandom(seed: 1)
    var queue = FrontQueue()
    var times = (0..<500).map { _ in Float.random(in: 0...1e6, using: &random) }
    for (n, t) in times.enumerated() { queue.push(t, n) }
    var popped: [Float] = []
    while !queue.isEmpty {
      let (t, n) = queue.pop()
      #expect(times[n] == t)
      popped.append(t)
    }
    times.sort()
    #expect(popped == times)
  }

  @Test func `pushing between pops keeps the order`() {
    var queue = FrontQueue()
    queue.push(3, 3)
    queue.push(1, 1)
    #expect(queue.pop() == (1, 1))
    queue.push(2, 2)
    #expect(queue.pop() == (2, 2))
    #expect(queue.pop() == (3, 3))
    #expect(queue.isEmpty)
  }
}
