import ArgumentParser
import Foundation
import ImageFiles
import MinimalPaths
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
    return try Self.load(image, slice: slice, frame: frame)
  }

  static func load(_ image: String, slice: Int, frame: Int) throws -> ImageSlice {
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
}

/// The clicks of a contour.
struct BenchClicks: ParsableArguments {
  @Option(name: .customLong("seed"), help: "Click as X,Y, repeated; on a circle without.")
  var clicks: [String] = []
  @Option(help: "How many clicks on the circle.") var seeds = 6
  @Flag(help: "Draw by the outline model instead of the geodesic, whose arcs are kept.")
  var outline = false

  func validate() throws {
    guard (clicks.isEmpty ? seeds : clicks.count) >= 3 else {
      throw ValidationError("a closed contour has 3 clicks or more")
    }
  }

  var model: ContourModel { outline ? .outline : .geodesic }

  func points(of slice: ImageSlice) throws -> [SlicePoint] {
    guard !clicks.isEmpty else { return circle(seeds, on: slice) }
    return try clicks.map(click)
  }
}

/// A click as X,Y.
func click(_ field: String) throws -> SlicePoint {
  let numbers = field.split(separator: ",").compactMap { Double($0) }
  guard numbers.count == 2 else { throw ValidationError("a click is X,Y, not \(field)") }
  return SlicePoint(numbers[0], numbers[1])
}

/// `count` points of the unit circle.
func circle(_ count: Int) -> [SlicePoint] {
  (0..<count).map { n in
    let angle = 2 * Double.pi * Double(n) / Double(count)
    return SlicePoint(cos(angle), sin(angle))
  }
}

/// `count` points of the drawn disc's border, or of a circle in the middle of another image.
func circle(_ count: Int, on slice: ImageSlice) -> [SlicePoint] {
  let radius = Double(min(slice.ni, slice.nj)) / 3
  return circle(count).map {
    SlicePoint(Double(slice.ni) / 2 + radius * $0.x, Double(slice.nj) / 2 + radius * $0.y)
  }
}
