import Annotation
public import ArgumentParser
import DICOMWeb
import Datasets
import Foundation
import MinimalPaths
import Networks
package import TraceRequests
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
extension ProbabilitiesArgument: ExpressibleByArgument {}
extension FillingRequest.Axis: ExpressibleByArgument {}
extension DatasetLayout: ExpressibleByArgument {}
extension SessionImport.Standing: ExpressibleByArgument {}
extension COCOSegmentation: ExpressibleByArgument {}
extension NeighbourRule: ExpressibleByArgument {}
extension SearchLevel: ExpressibleByArgument {}
extension NetworkRecipe.Norm: ExpressibleByArgument {}
extension NetworkRecipe.Activation: ExpressibleByArgument {}
extension NetworkRecipe.Upsampling: ExpressibleByArgument {}
extension NetworkRecipe.Encoder: ExpressibleByArgument {}

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
