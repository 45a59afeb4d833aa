import Foundation
import MinimalPaths
import Phantoms
import Volumes

/// An annotator who clicks near the true outline, worst place first.
struct Robot: Sendable {
  /// After so many clicks it gives up.
  static let most = 20
  private static let first = 3

  let target: Double
  /// Root mean square distance of a click from where it should be, pixels.
  let jitter: Double
  /// Whether the first clicks are at random places instead of equal arc length.
  let isScattered: Bool

  /// What the robot draws its luck from in one case of a benchmark, whatever the others draw.
  static func random(seed: UInt64, case number: Int) -> SplitMix64 {
    SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
  }

  /// - Parameter draw: The contour through clicks; nil where they give none.
  func run(
    _ given: OutlineCase, _ draw: ([SlicePoint]) -> [SlicePoint]?, _ truth: SliceMask,
    _ random: inout SplitMix64
  ) -> ClickRun {
    let outline = given.points
    var clicks: [Int: SlicePoint] = [:]
    for place in firstPlaces(outline.count, &random) {
      clicks[place] = jittered(outline[place], by: jitter, &random)
    }
    var dice: [Int: Double] = [:]
    var times: [Double] = []
    while true {
      let seeds = clicks.sorted { $0.key < $1.key }.map(\.value)
      let start = ContinuousClock.now
      let contour = draw(seeds) ?? seeds
      times.append((ContinuousClock.now - start) / .milliseconds(1))
      let d = overlap(SliceMask(ni: truth.ni, nj: truth.nj, inside: contour), truth)
      dice[clicks.count] = d
      if d >= target || clicks.count >= Self.most {
        return ClickRun(
          structure: given.structure, dice: dice, isReached: d >= target, milliseconds: times)
      }
      let place = worstPlace(of: outline, from: contour, besides: clicks.keys)
      clicks[place] = jittered(outline[place], by: jitter, &random)
    }
  }

  private func firstPlaces(_ count: Int, _ random: inout SplitMix64) -> [Int] {
    let phase = Int.random(in: 0..<count, using: &random)
    guard isScattered else {
      return (0..<Self.first).map { (phase + $0 * count / Self.first) % count }
    }
    // Random, but a tenth of the outline apart: nobody starts with three clicks at one place.
    var places = [phase]
    while places.count < Self.first {
      let place = Int.random(in: 0..<count, using: &random)
      if places.allSatisfy({ distance($0, place, count) > count / 10 }) { places.append(place) }
    }
    return places
  }

  private func distance(_ a: Int, _ b: Int, _ count: Int) -> Int {
    min(abs(a - b), count - abs(a - b))
  }

  /// The place of the outline farthest from the contour and not next to a click.
  private func worstPlace(
    of outline: [SlicePoint], from contour: [SlicePoint],
    besides taken: Dictionary<Int, SlicePoint>.Keys
  ) -> Int {
    var worst = (place: 0, distance: -1.0)
    for place in outline.indices
    where taken.allSatisfy({ distance($0, place, outline.count) > outline.count / 60 }) {
      let d = squaredDistance(from: outline[place], to: contour)
      if d > worst.distance { worst = (place, d) }
    }
    return worst.place
  }
}

/// A click that is off, normally distributed along both axes.
func jittered(
  _ p: SlicePoint, by jitter: Double, _ random: inout SplitMix64
) -> SlicePoint {
  let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &random))).squareRoot()
  let angle = Double.random(in: 0..<2 * .pi, using: &random)
  let scale = radius * jitter / 2.0.squareRoot()
  return SlicePoint(p.x + scale * cos(angle), p.y + scale * sin(angle))
}

/// Dice.
func overlap(_ a: SliceMask, _ b: SliceMask) -> Double {
  var common = 0
  for n in a.pixels.indices where a.pixels[n] && b.pixels[n] { common += 1 }
  return 2 * Double(common) / Double(max(1, a.area + b.area))
}
