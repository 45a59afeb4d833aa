import Foundation

public import Volumes

/// What several annotators say of each voxel, counted by pattern: the same labels by the same
/// annotators occur at very many voxels, and whatever follows from them is computed once for each.
///
///     let votes = Votes([anna, ben, carla])
///     let agreed = votes.majority()
public struct Votes: Sendable {
  /// One annotation for each annotator, on one grid.
  public let annotatorCount: Int
  /// Values that occur, ascending, background first.
  public let labels: [UInt8]
  /// Of each pattern the index among `labels` that each annotator gave.
  let patterns: [[Int]]
  /// Voxels of each pattern.
  let counts: [Int]
  private let geometry: Geometry
  private let frames: Int
  /// Shape (ni, nj, nk, frames): which pattern a voxel has.
  private let patternOfVoxel: [Int32]

  /// - Precondition: At least one annotation; all have the same size and number of frames.
  /// - Complexity: O(n) for n voxels of all annotations.
  public init(_ annotations: [LabelVolume]) {
    precondition(!annotations.isEmpty, "there is something to vote on")
    let first = annotations[0]
    precondition(
      annotations.allSatisfy { $0.size == first.size && $0.frames == first.frames },
      "annotations to be compared have the same size")
    geometry = first.geometry
    frames = first.frames
    annotatorCount = annotations.count
    labels = [0] + Set(annotations.flatMap(\.labels)).sorted()
    var indexOfLabel = [Int](repeating: 0, count: 256)
    for (index, label) in labels.enumerated() { indexOfLabel[Int(label)] = index }
    // Background everywhere is by far the most frequent, and so stays the first.
    var known: [[UInt8]: Int32] = [[UInt8](repeating: 0, count: annotations.count): 0]
    var counts = [0]
    var found = [Int32](repeating: 0, count: first.voxels.count)
    var pattern = [UInt8](repeating: 0, count: annotations.count)
    var (last, lastPattern): (Int32, [UInt8]) = (0, pattern)
    for n in found.indices {
      var isSame = true
      for a in annotations.indices {
        pattern[a] = annotations[a].voxels[n]
        if pattern[a] != lastPattern[a] { isSame = false }
      }
      if !isSame {
        if let number = known[pattern] {
          last = number
        } else {
          last = Int32(counts.count)
          known[pattern] = last
          counts.append(0)
        }
        lastPattern = pattern
      }
      found[n] = last
      counts[Int(last)] += 1
    }
    self.counts = counts
    patternOfVoxel = found
    patterns = known.sorted { $0.value < $1.value }.map { pattern, _ in
      pattern.map { indexOfLabel[Int($0)] }
    }
  }

  /// The label that most annotators gave. Where several labels have most votes nobody has a
  /// majority, and the voxel is background.
  public func majority() -> LabelVolume {
    labelled(patterns.map { winners($0).count == 1 ? labels[winners($0)[0]] : 0 })
  }

  /// Voxels at which several labels have most votes.
  public var ties: Int {
    patterns.indices.reduce(0) { $0 + (winners(patterns[$1]).count > 1 ? counts[$1] : 0) }
  }

  /// How many annotators gave another label than the one with most votes. (Of labels with equally
  /// many votes either may be meant, the number is the same.)
  public func dissenters() -> Volume {
    spread(
      patterns.map { pattern in
        Float(annotatorCount - (votes(pattern).max() ?? 0))
      })
  }

  /// Entropy of the votes in bits: 0 where all agree, log2 of the number of labels at most.
  /// Source: Shannon, Bell Syst. Tech. J. 27 (1948) 379.
  public func entropy() -> Volume {
    spread(
      patterns.map { pattern in
        -votes(pattern).filter { $0 > 0 }.reduce(Float(0)) { sum, votes in
          let share = Float(votes) / Float(annotatorCount)
          return sum + share * log2(share)
        }
      })
  }

  /// A volume with a value for each pattern.
  func spread(_ values: [Float]) -> Volume {
    // -0 of a sum of nothing is 0.
    Volume(
      geometry: geometry, frames: frames, voxels: patternOfVoxel.map { values[Int($0)] + 0 })
  }

  /// Labels with a value for each pattern.
  func labelled(_ values: [UInt8]) -> LabelVolume {
    LabelVolume(
      geometry: geometry, frames: frames, voxels: patternOfVoxel.map { values[Int($0)] })
  }

  private func votes(_ pattern: [Int]) -> [Int] {
    var votes = [Int](repeating: 0, count: labels.count)
    for label in pattern { votes[label] += 1 }
    return votes
  }

  private func winners(_ pattern: [Int]) -> [Int] {
    let votes = votes(pattern)
    let most = votes.max() ?? 0
    return votes.indices.filter { votes[$0] == most }
  }
}
