import ArgumentParser
import ImageFiles
import MinimalPaths
import Volumes

/// What the outline model is told of a network's probabilities: all, nothing, or something wrong.
enum GuidanceSource: String, CaseIterable, ExpressibleByArgument {
  case none, model
  /// By four pixels along i.
  case shifted
  /// By a square of nine pixels, twice.
  case blurred
  /// Those of the slice two farther on.
  case otherSlice = "other-slice"
  /// One half or nothing everywhere.
  case half, zero
  /// What is inside is said to be outside.
  case inverted
}

/// Reads the probabilities of cases; the last file is kept.
struct GuidanceImages {
  private var last: (path: String, volume: Volume)?

  mutating func guidance(of given: OutlineCase, _ source: GuidanceSource) throws -> Guidance? {
    guard source != .none else { return nil }
    guard let path = given.probabilities, let slice = given.probabilitiesSlice,
      let frame = given.probabilitiesFrame
    else {
      throw ValidationError("a case has no probabilities: Tests/Peers/guided_cases.py adds them")
    }
    let volume: Volume
    if let last, last.path == path {
      volume = last.volume
    } else {
      volume = try ImageFiles.read(path).volume
      last = (path, volume)
    }
    let farther = slice + 2 < volume.size.nk ? slice + 2 : max(slice - 2, 0)
    var image = volume.slice(source == .otherSlice ? farther : slice, frame: frame)
    switch source {
    case .none, .model, .otherSlice: break
    case .shifted: image = shifted(image, by: 4)
    case .blurred: image = blurred(blurred(image, reach: 4), reach: 4)
    case .half: image.pixels = image.pixels.map { _ in 0.5 }
    case .zero: image.pixels = image.pixels.map { _ in 0 }
    case .inverted: image.pixels = image.pixels.map { 1 - $0 }
    }
    return try Guidance(image)
  }

  private func shifted(_ image: ImageSlice, by pixels: Int) -> ImageSlice {
    var result = image
    for j in 0..<image.nj {
      for i in 0..<image.ni { result[i, j] = i >= pixels ? image[i - pixels, j] : 0 }
    }
    return result
  }

  private func blurred(_ image: ImageSlice, reach: Int) -> ImageSlice {
    var result = image
    let count = Float((2 * reach + 1) * (2 * reach + 1))
    for j in 0..<image.nj {
      for i in 0..<image.ni {
        var sum: Float = 0
        for b in max(j - reach, 0)...min(j + reach, image.nj - 1) {
          for a in max(i - reach, 0)...min(i + reach, image.ni - 1) { sum += image[a, b] }
        }
        result[i, j] = min(sum / count, 1)
      }
    }
    return result
  }
}
