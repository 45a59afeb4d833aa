import Annotation
import ArgumentParser
import Foundation
import ImageFiles
import Labels
import LearningCurves
import Presegmentation
import Terminal
import Volumes

/// Labelling of images by one network: what is the same for all of them.
struct ImageLabelling {
  let model: SegmentationModel
  /// Read once: a model's file is large.
  let identity: ModelIdentity
  let frame: Int?
  let isSilent: Bool
  let channelNames: [String]

  /// Labels an image and writes its mask.
  /// - Parameters:
  ///   - probabilities: Where to write those, of one frame.
  ///   - session: To begin with the labels as contours.
  func label(
    _ input: PresegmentInput, by presegmenter: Presegmenter, mask: String,
    probabilities: String? = nil, session: PresegmentSession? = nil
  ) async throws -> PresegmentReport.Image {
    let content = try input.read()
    guard session == nil || content.image != nil else {
      throw DataError(
        "\(input.path): a session is about one image file, which a case of a data set need not be; "
          + "name the file")
    }
    let chosen = try choose(content, input)
    let channels = try frames(chosen.map { content.channels[$0] }, input.path)
    let frames = channels[0].frames
    guard probabilities == nil || frames == 1 else {
      throw DataError(
        "\(input.path): has \(frames) frames, but probabilities are written of one; choose it by "
          + "--frame")
    }
    let found = try segment(
      channels, input, by: presegmenter, probabilities != nil || session?.isGuided == true)
    try ImageFiles.writeLabels(found.labels, to: mask, like: content.image)
    if let probabilities, let first = found.probabilities.first {
      try ImageFiles.writeVolume(
        Volume(
          geometry: found.labels.geometry, frames: first.count, voxels: first.flatMap { $0 }),
        to: probabilities, like: content.image)
    }
    let contours = try await session?.write(
      found, of: input.path, channel: content.sessionChannel(chosen), series: content.image?.series,
      frame: frame ?? 0, by: model, identity)
    var warnings = content.warnings + found.warnings
    if let orientation = model.orientation, !content.isOriented {
      warnings.append(
        "The model wants images that lie \(orientation), but the file does not say how it lies; "
          + "its geometry was taken for right.")
    }
    let truth = content.truth.map { frame == nil ? $0 : $0.frame(frame ?? 0) }
    return PresegmentReport.Image(
      name: input.name, path: input.path, mask: mask, found, model: model, truth: truth,
      session: session?.path, contours: contours, warnings: warnings)
  }

  /// With a bar and the time that is left, unless it is soon over.
  private func segment(
    _ channels: [Volume], _ input: PresegmentInput, by presegmenter: Presegmenter,
    _ keepsProbabilities: Bool
  ) throws -> Presegmentation {
    let line = ProgressLine(isSilent: isSilent)
    defer { line.show("") }
    let begin = ContinuousClock.now
    func show(_ done: Int, of all: Int) {
      let seconds = (ContinuousClock.now - begin) / .seconds(1)
      guard seconds > 2 else { return }
      let bar = String(repeating: "#", count: 20 * done / all)
      let parts = [
        input.name, bar.padding(toLength: 20, withPad: ".", startingAt: 0),
        "\(durationText(seconds / Double(done) * Double(all - done))) left",
      ]
      line.show(parts.joined(separator: "  "))
    }
    do {
      return try presegmenter.segment(
        channels, name: input.path, keepsProbabilities: keepsProbabilities,
        isCancelled: { Interruption.isAsked }, progress: show)
    } catch {
      guard error == .cancelled else { throw error }
      printError("contourist: \(error)")
      throw ExitCode.interrupted
    }
  }

  /// Indices of the channels that the model takes.
  private func choose(
    _ content: PresegmentInput.Content, _ input: PresegmentInput
  ) throws -> [Int] {
    let names = channelNames.isEmpty ? content.channelNames : channelNames
    guard names.isEmpty || names.count == content.channels.count else {
      throw DataError(
        "\(input.path): has \(counted(content.channels.count, "channel")), but \(names.count) are "
          + "named")
    }
    if content.isGrey, names.isEmpty, model.inputChannels == 1 { return [0] }
    return try model.channelIndices(
      of: content.channels.count, names: names, image: input.path)
  }

  private func frames(_ channels: [Volume], _ path: String) throws -> [Volume] {
    guard let frame else { return channels }
    guard channels.allSatisfy({ frame < $0.frames }) else {
      throw DataError(
        "\(path): there is no frame \(frame); it has frames 0 to \(channels[0].frames - 1)")
    }
    return channels.map { $0.frame(frame) }
  }
}
