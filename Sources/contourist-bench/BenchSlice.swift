import ArgumentParser
import ImageFiles
import Volumes

/// The slice a case works on: of a file, or a drawn disc.
struct BenchSlice: ParsableArguments {
  @Option(help: "Image to take the slice from; a drawn disc without.") var image: String?
  @Option(help: "Slice of the image.") var slice = 0
  @Option(help: "Frame of the image.") var frame = 0
  @Option(help: "Pixels along a side of the drawn disc's image.") var size = 256

  func validate() throws {
    guard size >= 16 else { throw ValidationError("--size is at least 16") }
  }

  func load() throws -> ImageSlice {
    guard let image else { return disc }
    let volume = try ImageFiles.read(image).volume
    guard (0..<volume.size.nk).contains(slice), (0..<volume.frames).contains(frame) else {
      throw ValidationError(
        "\(image): has slices 0 to \(volume.size.nk - 1) and frames 0 to \(volume.frames - 1)")
    }
    return volume.slice(slice, frame: frame)
  }

  /// A bright disc of a third of the image's width on textured ground.
  private var disc: ImageSlice {
    var pixels: [Float] = []
    let (middle, radius) = (Double(size) / 2, Double(size) / 3)
    var noise: UInt32 = 1
    for j in 0..<size {
      for i in 0..<size {
        let (x, y) = (Double(i) - middle, Double(j) - middle)
        let inside = x * x + y * y < radius * radius
        // Numerical Recipes' generator: the same image everywhere.
        noise = noise &* 1_664_525 &+ 1_013_904_223
        pixels.append((inside ? 200 : 100) + Float(noise >> 24) / 16)
      }
    }
    return ImageSlice(ni: size, nj: size, pixels: pixels)
  }

  /// Seeds on the drawn disc's border, or on a circle in the middle of the image.
  func seeds(_ count: Int, of slice: ImageSlice) -> [SlicePoint] {
    let radius = Double(min(slice.ni, slice.nj)) / 3
    return circle(count).map {
      SlicePoint(Double(slice.ni) / 2 + radius * $0.x, Double(slice.nj) / 2 + radius * $0.y)
    }
  }
}
