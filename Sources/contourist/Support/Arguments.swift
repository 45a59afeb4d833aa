import Annotation
public import ArgumentParser
import Datasets
import Foundation
import MinimalPaths
import Networks
public import Volumes

/// "X,Y" in voxels, as on the command line.
extension SlicePoint: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2,
      let x = Double(parts[0].trimmingCharacters(in: .whitespaces)),
      let y = Double(parts[1].trimmingCharacters(in: .whitespaces))
    else { return nil }
    self.init(x, y)
  }
}

/// How contours are drawn: options that `trace` and `session new` share.
struct ContourOptions: ParsableArguments {
  @Option(
    help: """
      How a closed contour is drawn: outline (smooth, on the border the clicks lie on) or geodesic \
      (exactly through the clicks, along the edges). The other options here are the geodesic's.
      """)
  var model = ContourModel.outline

  @Option(help: "Smoothing before the gradient, standard deviation in voxels.")
  var sigma = EdgeMetricParameters().sigma

  @Option(help: "How fast the cost falls with edge strength.")
  var steepness = EdgeMetricParameters().steepness

  @Option(help: "Cost of the strongest edge; smaller allows longer detours along edges.")
  var floor = EdgeMetricParameters().floor

  @Option(
    help: """
      Move each click to the strongest edge within so many pixels, 0 to 2, before a geodesic or an \
      open path goes through it.
      """)
  var snap = 0.0

  var parameters: EdgeMetricParameters {
    EdgeMetricParameters(sigma: sigma, steepness: steepness, floor: floor)
  }

  func validate() throws {
    if let problem = parameters.problem { throw ValidationError(problem) }
    guard ContourRequest.snapRange.contains(snap) else {
      throw ValidationError(TracingError.snapOutOfRange(snap).description)
    }
  }
}

extension ContourModel: ExpressibleByArgument {}
extension DatasetLayout: ExpressibleByArgument {}
extension NeighbourRule: ExpressibleByArgument {}
extension NetworkRecipe.Norm: ExpressibleByArgument {}
extension NetworkRecipe.Activation: ExpressibleByArgument {}
extension NetworkRecipe.Upsampling: ExpressibleByArgument {}
extension NetworkRecipe.Encoder: ExpressibleByArgument {}

/// Whether an existing result may be replaced.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Replace files that exist.")
  var force = false

  /// - Throws: `DataError` when a file is there and may not be replaced, or is an input.
  func check(_ paths: String?..., inputs: [String?] = []) throws {
    let outputs = paths.compactMap { $0 }
    guard Set(outputs.map(resolved)).count == outputs.count else {
      throw DataError("\(outputs.joined(separator: " and ")): are one file; give two names")
    }
    for path in outputs {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      guard FileManager.default.fileExists(atPath: folder) else {
        throw DataError("\(path): there is no folder \(folder); make it first")
      }
      for input in inputs.compactMap({ $0 }).flatMap(imageFiles)
      where resolved(input) == resolved(path) {
        throw DataError("\(path): is an input and would be overwritten; choose another name")
      }
      if !force, FileManager.default.fileExists(atPath: path) {
        throw DataError("\(path): exists already; choose another name or give --force")
      }
    }
  }

  private func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}

/// The files an image consists of: a NIfTI pair is two, whichever was named.
func imageFiles(_ image: String) -> [String] {
  for (one, other) in [(".hdr", ".img"), (".img", ".hdr")] {
    for packed in ["", ".gz"] where image.lowercased().hasSuffix(one + packed) {
      return [image, image.dropLast((one + packed).count) + other + packed]
    }
  }
  return [image]
}

/// "NAME=VALUE" or "NAME=VALUE:#RRGGBB".
struct LabelArgument: ExpressibleByArgument {
  let name: String
  let value: UInt8
  let color: String?

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let tail = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = tail.first, let value = UInt8(first), value > 0 else { return nil }
    if tail.count == 2 {
      guard tail[1].count == 7, tail[1].first == "#", tail[1].dropFirst().allSatisfy(\.isHexDigit)
      else { return nil }
    }
    name = String(parts[0])
    self.value = value
    color = tail.count == 2 ? String(tail[1]) : nil
  }
}
