package import MinimalPaths
package import Terminal
package import Volumes

/// "FILE" or "FILE:N" or "FILE:N+M": an image of probabilities, and which of its volumes count.
package struct ProbabilitiesArgument: Hashable, Sendable {
  package let path: String
  /// Volumes along the fourth axis whose sum is taken, counted from 0; nil where that axis is time.
  let regions: [Int]?

  package init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = (parts.last ?? "").split(separator: "+", omittingEmptySubsequences: false)
    let regions = numbers.compactMap { Int($0) }
    if parts.count > 1, regions.count == numbers.count, regions.allSatisfy({ $0 >= 0 }) {
      path = parts.dropLast().joined(separator: ":")
      self.regions = regions
    } else {
      path = argument
      self.regions = nil
    }
    guard !path.isEmpty else { return nil }
  }

  /// The guidance of one slice.
  /// - Parameters:
  ///   - probabilities: What the file holds.
  ///   - image: The image the contour is drawn on; its grid must be that of the probabilities.
  /// - Throws: `DataError`.
  package func guidance(
    in probabilities: Volume, on image: Volume, slice: Int, frame: Int
  ) throws(DataError) -> Guidance {
    guard probabilities.size == image.size else {
      throw DataError(
        "\(path): has \(probabilities.size) voxels, the image \(image.size); give the "
          + "probabilities of the same image")
    }
    var pixels = try volumes(of: probabilities, image, frame).map { volume in
      probabilities.slice(slice, frame: volume).pixels
    }
    var sum = pixels.removeFirst()
    for others in pixels { for n in sum.indices { sum[n] += others[n] } }
    do {
      return try Guidance(ni: image.size.ni, nj: image.size.nj, probabilities: sum)
    } catch {
      throw DataError("\(path), slice \(slice): \(error)")
    }
  }

  /// The volumes whose sum counts in a frame.
  private func volumes(
    of probabilities: Volume, _ image: Volume, _ frame: Int
  ) throws(DataError) -> [Int] {
    guard let regions else {
      guard probabilities.frames == image.frames else {
        throw DataError(
          "\(path): has \(counted(probabilities.frames, "frame")), the image "
            + "\(counted(image.frames, "frame")); give a file with one volume for each frame, or of "
            + "a still image say which volumes count: FILE:N or FILE:N+M")
      }
      return [frame]
    }
    guard image.frames == 1 else {
      throw DataError(
        "\(path): the image has \(image.frames) frames, so that the fourth axis of the "
          + "probabilities is time; give a file for this region, without :N")
    }
    if let missing = regions.first(where: { $0 >= probabilities.frames }) {
      throw DataError(
        "\(path): there is no volume \(missing); it has volumes 0 to \(probabilities.frames - 1)")
    }
    guard Set(regions).count == regions.count else {
      throw DataError("\(path): a volume is named twice; each counts once")
    }
    return regions
  }
}
