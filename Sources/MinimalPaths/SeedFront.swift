import Synchronization
import Volumes

/// The front of one seed, kept so that it only grows. May be used from several threads.
final class SeedFront: Sendable {
  /// Memory that one takes: the arrival time, the state and the place in the heap.
  static let bytesPerPixel = 12

  private let front: Mutex<FastMarching>

  /// - Precondition: The seed lies inside of the metric's grid, which has one slice.
  init(metric: Metric, seed: VoxelPoint) {
    guard let front = try? FastMarching(metric: metric, seeds: [seed]) else {
      preconditionFailure("a seed inside of the grid starts a front")
    }
    self.front = Mutex(front)
  }

  /// The fastest way from the seed to a position, both included; nil when cancelled.
  ///
  /// The same whatever the front was used for before.
  func way(to target: VoxelPoint, isCancelled: () -> Bool) -> [VoxelPoint]? {
    front.withLock { front in
      let around = corners(of: target)
      front.march(until: around, isCancelled: isCancelled)
      if isCancelled() { return nil }
      return front.arrivalTimes.minimalPath(from: target).reversed()
    }
  }

  /// Arrival times of the whole slice, shape (ni, nj).
  func arrivalTimes() -> [Float] {
    front.withLock { front in
      front.march()
      return front.arrivalTimes.values
    }
  }
}

private func corners(of p: VoxelPoint) -> [VoxelIndex] {
  let (i0, i1) = (Int(p.x.rounded(.down)), Int(p.x.rounded(.up)))
  let (j0, j1) = (Int(p.y.rounded(.down)), Int(p.y.rounded(.up)))
  return [VoxelIndex(i0, j0), VoxelIndex(i1, j0), VoxelIndex(i0, j1), VoxelIndex(i1, j1)]
}
