import Foundation
import Labels
public import Networks
import Preparation
public import Volumes

/// Labels images by a network: prepared as in its training, in windows, back on their own grid.
///
///     let presegmenter = try Presegmenter(try SegmentationModel(path: "heart.onnx"))
///     let found = try presegmenter.segment([volume], name: "heart")
///     found.labels   // every frame of the volume
///
/// One thread at a time uses it; the network itself runs on several.
public final class Presegmenter {
  public let model: SegmentationModel
  private let prediction: ImagePrediction
  private let network: OpenVINONetwork
  private let output: Int
  /// Bytes that may be taken.
  var memory = availableMemory

  /// - Parameters:
  ///   - threads: The network's; nil for one per processor.
  ///   - flips: Axes of the image to average over mirror images; nil for the model's.
  /// - Throws: `PresegmentationError.notRunnable`, `.doesNotFit`.
  public init(
    _ model: SegmentationModel, threads: Int? = nil, flips: [ModelCard.FlipAxis]? = nil
  ) throws(PresegmentationError) {
    let flips = flips ?? model.flips
    if model.preparation.dimensions == 2, flips.contains(.k) {
      throw .doesNotFit(
        path: model.path,
        reason: "it labels slice by slice, and a slice has no axis k to be flipped")
    }
    self.model = model
    network = try OpenVINONetwork(
      path: model.path, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    output = try model.output(of: network)
    prediction = ImagePrediction(
      model.preparation, answer: model.answer, classes: model.classes, divisors: model.divisors,
      flips: model.networkFlips(flips), window: try model.window(of: network))
  }

  /// Labels every frame of an image.
  /// - Parameters:
  ///   - channels: As many as the model takes, all on one grid and with as many frames.
  ///   - name: The image's, for messages.
  ///   - keepsProbabilities: Whether the probabilities come back too.
  ///   - isCancelled: Asked before each run of the network.
  ///   - progress: Told how many of how many runs of the network are done.
  /// - Throws: `PresegmentationError`.
  public func segment(
    _ channels: [Volume], name: String, keepsProbabilities: Bool = false,
    isCancelled: () -> Bool = { false }, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(PresegmentationError) -> Presegmentation {
    guard channels.count == model.inputChannels else {
      throw .channelsDiffer(name: name, found: channels.count, expected: model.channelNames)
    }
    let (first, frames) = (channels[0].geometry, channels[0].frames)
    for (n, channel) in channels.enumerated()
    where channel.size != first.size || channel.frames != frames {
      throw .preparation(
        .geometriesDiffer(
          name: name, part: "channel \(n + 1)", first: first.size, other: channel.size))
    }
    let axes = model.axes(of: first)
    let geometry = axes.applied(to: first)
    try checkMemory(
      geometry, channels: channels.count, frames: frames, keepsProbabilities, name: name)
    var result = Presegmentation(LabelVolume(geometry: first, frames: frames))
    let runs = try runs(of: geometry, name: name)
    for frame in 0..<frames {
      let images = channels.map { axes.applied(to: $0.frame(frame)) }
      result.warnings += try Self.warnings(images, name: name, frame: frame, of: frames)
      let begin = ContinuousClock.now
      let prepared: PreparedImage
      do throws(PreparationError) {
        prepared = try model.preparation.prepare(name: name, channels: images, labels: nil)
      } catch {
        throw .preparation(error)
      }
      var done = 0
      let found = try prediction.segment(
        prepared, on: geometry, keepsProbabilities: keepsProbabilities
      ) { (values, window) throws(PresegmentationError) in
        if isCancelled() { throw .cancelled }
        let start = ContinuousClock.now
        var answer = try run(values, window, name: name)
        result.networkSeconds += (ContinuousClock.now - start) / .seconds(1)
        model.answer.makeProbabilities(&answer, classes: model.classes)
        done += 1
        progress(frame * runs + done, frames * runs)
        return answer
      }
      result.expectedErrors.append(found.expectedError)
      let labels = axes.inverse.applied(to: cleaned(found.labels))
      result.labels.voxels.replaceSubrange(
        frame * first.size.count..<(frame + 1) * first.size.count, with: labels.voxels)
      if keepsProbabilities {
        result.probabilities.append(
          found.probabilities.map { axes.inverse.applied(to: $0, size: geometry.size) })
      }
      result.seconds += (ContinuousClock.now - begin) / .seconds(1)
    }
    return result
  }

  /// Logits of one window, shape (classes, window).
  private func run(
    _ values: [Float], _ window: [Int], name: String
  ) throws(PresegmentationError) -> [Float] {
    let found = try network.run(
      values, shape: [1, model.inputChannels] + window, output: output, name: name)
    let expected = [1, model.classes] + window
    guard found.shape == expected else {
      throw .doesNotFit(
        path: model.path,
        reason: "it answers \(expected.text) values by \(found.shape.text)")
    }
    guard found.values.allSatisfy(\.isFinite) else { throw .notFinite(name: name) }
    return found.values
  }

  private func cleaned(_ labels: LabelVolume) -> LabelVolume {
    var labels = labels
    for rule in model.postprocessing {
      guard let value = model.labels.first(where: { $0.name == rule.label })?.value else {
        continue
      }
      if rule.keepsLargestComponent { labels.keepLargestComponent(of: value) }
      if let minimum = rule.minimumMillilitres {
        labels.removeComponents(of: value, smallerThan: minimum)
      }
      if rule.fillsHoles { labels.fillHoles(of: value) }
    }
    return labels
  }

  private func runs(of geometry: Geometry, name: String) throws(PresegmentationError) -> Int {
    do throws(PreparationError) {
      let size = try model.preparation.preparedSize(
        of: geometry, channels: model.inputChannels, name: name)
      return prediction.runs(of: size)
    } catch {
      throw .preparation(error)
    }
  }

  /// - Throws: `PresegmentationError.constant` where there is nothing to see in any channel.
  private static func warnings(
    _ channels: [Volume], name: String, frame: Int, of frames: Int
  ) throws(PresegmentationError) -> [String] {
    let constant = channels.indices.filter { n in
      let voxels = channels[n].voxels
      return voxels.allSatisfy { $0 == voxels[0] || !$0.isFinite && !voxels[0].isFinite }
    }
    if constant.count == channels.count { throw .constant(name: name, frame: frame) }
    let place = frames > 1 ? " of frame \(frame)" : ""
    return constant.map {
      "Channel \($0 + 1)\(place) has one intensity throughout; the labels rest on the others."
    }
  }

  /// - Throws: `PresegmentationError.tooLarge`, before any of the memory is taken.
  private func checkMemory(
    _ geometry: Geometry, channels: Int, frames: Int, _ keepsProbabilities: Bool, name: String
  ) throws(PresegmentationError) {
    let frame: Double
    do throws(PreparationError) {
      frame = try prediction.bytes(
        for: geometry, inputChannels: channels, keepsProbabilities: keepsProbabilities, name: name)
    } catch {
      throw .preparation(error)
    }
    let voxels = Double(geometry.size.count)
    let whole =
      voxels * Double(frames)
      * (1 + (keepsProbabilities ? 4 * Double(prediction.channels) : 0))
    // A frame of its own, turned, beside the whole image.
    let bytes = frame + whole + 8 * voxels * Double(channels)
    let available = memory()
    guard bytes <= available else {
      throw .tooLarge(
        name: name, bytes: bytes, available: available,
        remedy: "Cut the image into parts, "
          + (keepsProbabilities ? "leave the probabilities out, " : "")
          + (frames > 1 ? "choose one frame, " : "")
          + "use a model that works slice by slice or at a coarser spacing, or a larger machine.")
    }
  }
}

/// What was found in an image.
public struct Presegmentation: Sendable, Equatable {
  /// On the image's grid.
  public var labels: LabelVolume
  /// Of each frame, of the background and then of each label: shape (ni, nj, nk), i fastest; empty
  /// where they were not kept.
  public var probabilities: [[[Float]]] = []
  /// Of each frame the share of voxels expected to be wrong (`SegmentedImage.expectedError`).
  public var expectedErrors: [Double] = []
  /// Sentences on what is odd about the image.
  public var warnings: [String] = []
  /// From the image in memory to the labels.
  public var seconds = 0.0
  /// Of these within the network.
  public var networkSeconds = 0.0

  init(_ labels: LabelVolume) { self.labels = labels }
}
