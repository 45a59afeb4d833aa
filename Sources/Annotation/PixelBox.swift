import Volumes

/// A rectangle of pixels.
struct PixelBox: Equatable {
  let columns: Range<Int>
  let rows: Range<Int>

  /// What holds all labels of some slices of equal size, and a margin; nil where there are none.
  init?(around slices: [LabelSlice], margin: Int) {
    guard let first = slices.first else { return nil }
    var (i0, i1, j0, j1) = (Int.max, -1, Int.max, -1)
    for slice in slices {
      for n in slice.pixels.indices where slice.pixels[n] != 0 {
        let (i, j) = (n % slice.ni, n / slice.ni)
        (i0, i1, j0, j1) = (min(i0, i), max(i1, i), min(j0, j), max(j1, j))
      }
    }
    guard i1 >= 0 else { return nil }
    columns = max(0, i0 - margin)..<min(first.ni, i1 + margin + 1)
    rows = max(0, j0 - margin)..<min(first.nj, j1 + margin + 1)
  }

  fileprivate func cropped<Value>(_ pixels: [Value], ni: Int) -> [Value] {
    rows.flatMap { j in pixels[j * ni + columns.lowerBound..<j * ni + columns.upperBound] }
  }
}

extension ImageSlice {
  func cropped(to box: PixelBox) -> ImageSlice {
    ImageSlice(
      ni: box.columns.count, nj: box.rows.count, spacing: spacing,
      pixels: box.cropped(pixels, ni: ni))
  }
}

extension LabelSlice {
  func cropped(to box: PixelBox) -> LabelSlice {
    LabelSlice(ni: box.columns.count, nj: box.rows.count, pixels: box.cropped(pixels, ni: ni))
  }
}

extension SliceMask {
  /// The mask in the slice that the box was taken from, empty around it.
  func uncropped(from box: PixelBox, like slice: LabelSlice) -> SliceMask {
    var whole = SliceMask(ni: slice.ni, nj: slice.nj)
    for j in 0..<nj {
      for i in 0..<ni where self[i, j] {
        whole[i + box.columns.lowerBound, j + box.rows.lowerBound] = true
      }
    }
    return whole
  }
}
