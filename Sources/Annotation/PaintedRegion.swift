import Labels
import Volumes

extension LabelSlice {
  /// The region to be outlined for a label, when `later` ones are painted over it.
  ///
  /// Its own pixels, and those pieces of later labels of which three quarters of the border or more
  /// lie against it: a cavity in its muscle, whether the muscle goes all around it or not. They are
  /// painted over it anyway, and the outline around both is the shorter one; but with less of a
  /// border in common, as a right ventricle has with the wall beside it, the outline would go around
  /// on the far side and come out from under it.
  /// - Complexity: O(n) for n pixels, for each piece.
  func paintedRegion(of label: UInt8, under later: [UInt8]) -> SliceMask {
    var region = mask(of: label)
    guard region.pixels.contains(true), !later.isEmpty else { return region }
    // All later labels alike: what matters is what they cover together.
    let covering = LabelSlice(ni: ni, nj: nj, pixels: mask(of: later).pixels.map { $0 ? 1 : 0 })
    var seen = SliceMask(ni: ni, nj: nj)
    for n in pixels.indices where covering.pixels[n] == 1 && !seen.pixels[n] {
      let piece = covering.connectedComponent(at: n % ni, n / ni)
      for p in piece.pixels.indices where piece.pixels[p] { seen.pixels[p] = true }
      let border = borderLength(of: piece, against: label)
      guard 4 * border.against >= 3 * border.whole else { continue }
      for p in piece.pixels.indices where piece.pixels[p] { region.pixels[p] = true }
    }
    return region
  }

  /// The pixels that carry one of some labels.
  func mask(of labels: [UInt8]) -> SliceMask {
    let isOne = (0...255).map { labels.contains(UInt8($0)) }
    return SliceMask(ni: ni, nj: nj, pixels: pixels.map { isOne[Int($0)] })
  }

  /// Sides of pixels between a piece and what is not of it: of label `label`, and all.
  private func borderLength(
    of piece: SliceMask, against label: UInt8
  ) -> (against: Int, whole: Int) {
    var border = (against: 0, whole: 0)
    for j in 0..<nj {
      for i in 0..<ni where piece[i, j] {
        for (u, v) in [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)] {
          guard u >= 0, u < ni, v >= 0, v < nj else {
            border.whole += 1
            continue
          }
          if piece[u, v] { continue }
          border.whole += 1
          if self[u, v] == label { border.against += 1 }
        }
      }
    }
    return border
  }
}
