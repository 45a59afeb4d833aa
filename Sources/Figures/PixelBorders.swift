public import Volumes

extension SliceMask {
  /// The boundary of the mask along the cracks between its pixels and the others.
  ///
  /// A pixel (i, j) covers i - 0.5...i + 0.5 and j - 0.5...j + 0.5, so every coordinate ends in
  /// a half. Pixels that touch at a corner only have outlines of their own.
  /// - Returns: Closed loops of corners, pixel units: the mask to the right of the way on screen
  ///   (i to the right, j down); outer loops run clockwise, holes counter-clockwise.
  /// - Complexity: O(ni nj).
  public func pixelBorders() -> [[SlicePoint]] {
    var edges = CrackEdges(of: self)
    var loops: [[SlicePoint]] = []
    while let loop = edges.removeLoop() { loops.append(loop) }
    return loops
  }
}

/// The directed edges between the pixels of a mask and the others, by the corner they leave.
private struct CrackEdges {
  private enum Heading: Int, CaseIterable {
    case right, down, left, up

    var step: (Int, Int) {
      switch self {
      case .right: (1, 0)
      case .down: (0, 1)
      case .left: (-1, 0)
      case .up: (0, -1)
      }
    }

    func turned(_ quarters: Int) -> Heading {
      Heading.allCases[(rawValue + quarters) % Heading.allCases.count]
    }
  }

  private let corners: Int
  /// Bit h is set where an edge with heading h leaves the corner; shape (ni + 1, nj + 1).
  private var leaving: [UInt8]
  private var next = 0

  init(of mask: SliceMask) {
    corners = mask.ni + 1
    leaving = [UInt8](repeating: 0, count: corners * (mask.nj + 1))
    func belongs(_ i: Int, _ j: Int) -> Bool {
      i >= 0 && i < mask.ni && j >= 0 && j < mask.nj && mask[i, j]
    }
    for j in 0..<mask.nj {
      for i in 0..<mask.ni where mask[i, j] {
        if !belongs(i, j - 1) { mark(.right, i, j) }
        if !belongs(i + 1, j) { mark(.down, i + 1, j) }
        if !belongs(i, j + 1) { mark(.left, i + 1, j + 1) }
        if !belongs(i - 1, j) { mark(.up, i, j + 1) }
      }
    }
  }

  private mutating func mark(_ heading: Heading, _ x: Int, _ y: Int) {
    leaving[y * corners + x] |= 1 << UInt8(heading.rawValue)
  }

  private func has(_ heading: Heading, _ x: Int, _ y: Int) -> Bool {
    leaving[y * corners + x] & (1 << UInt8(heading.rawValue)) != 0
  }

  /// Takes the next loop out, its straight stretches without corners in between.
  mutating func removeLoop() -> [SlicePoint]? {
    while next < leaving.count && leaving[next] == 0 { next += 1 }
    guard next < leaving.count else { return nil }
    var (x, y) = (next % corners, next / corners)
    guard var heading = Heading.allCases.first(where: { has($0, x, y) }) else { return nil }
    var loop: [SlicePoint] = []
    while has(heading, x, y) {
      leaving[y * corners + x] &= ~(1 << UInt8(heading.rawValue))
      x += heading.step.0
      y += heading.step.1
      // Right first keeps to the same pixel where two touch at a corner.
      let turns = [1, 0, 3].map { heading.turned($0) }
      guard let onward = turns.first(where: { has($0, x, y) }) else {
        loop.append(SlicePoint(Double(x) - 0.5, Double(y) - 0.5))
        break
      }
      if onward != heading { loop.append(SlicePoint(Double(x) - 0.5, Double(y) - 0.5)) }
      heading = onward
    }
    return loop
  }
}
