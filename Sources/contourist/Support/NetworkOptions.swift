import Annotation
import ArgumentParser
import Foundation
import Networks
import Presegmentation
import Terminal

/// How a network labels images: of one image and of many alike.
struct NetworkOptions: ParsableArguments {
  @Option(help: "A model's name, or its file (.onnx).")
  var model: String

  @Option(help: "What the channels show, separated by commas, to choose those the model takes.")
  var channelNames: String?

  @Flag(help: "Leave the session's contours to clicks and image, without the probabilities.")
  var noGuidance = false

  @Option(help: "Average over mirror images along these axes, such as i,j; the model's by default.")
  var flips: String?

  @Flag(help: "No mirror images.")
  var noFlips = false

  @Option(help: "Label this frame alone, counted from 0.")
  var frame: Int?

  func validate() throws {
    if noFlips && flips != nil {
      throw ValidationError("--flips and --no-flips exclude each other")
    }
    if flips != nil, axes == nil {
      throw ValidationError("--flips are axes of i, j and k, separated by commas, each once")
    }
    if let frame, frame < 0 { throw ValidationError("--frame counts from 0") }
  }

  /// nil leaves the choice to the model.
  private var axes: [ModelCard.FlipAxis]? {
    if noFlips { return [] }
    guard let flips else { return nil }
    let axes = flips.split(separator: ",", omittingEmptySubsequences: false)
      .map { ModelCard.FlipAxis(rawValue: String($0)) }
    let known = axes.compactMap { $0 }
    return known.count == axes.count && Set(known).count == known.count ? known : nil
  }

  /// Loads the model.
  /// - Parameter isSilent: Whether there is no bar.
  func labelling(isSilent: Bool) throws -> ImageLabelling {
    let model = try SegmentationModel(path: ModelFolders.path(of: model))
    return ImageLabelling(
      model: model,
      identity: ModelIdentity(name: model.name, sha256: sha256Hex(try readFile(model.path))),
      frame: frame, isSilent: isSilent,
      channelNames: channelNames?.split(separator: ",").map(String.init) ?? [])
  }

  func presegmenter(_ model: SegmentationModel, threads: Int?) throws -> Presegmenter {
    try Presegmenter(model, threads: threads, flips: axes)
  }

  /// What masks depend on besides the images.
  func identity(of model: ModelIdentity) -> [String] {
    [
      "the network \(model.sha256.prefix(16))",
      "--channel-names \(channelNames ?? "as they are")",
      "--flips \(noFlips ? "none" : flips ?? "the model's")",
      "--frame \(frame.map(String.init) ?? "all")",
    ]
  }
}
