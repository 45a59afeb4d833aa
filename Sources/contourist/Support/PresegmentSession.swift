import Annotation
import Datasets
import Foundation
import ImageFiles
import Networks
import Presegmentation
import Terminal
import Volumes

/// The session in which an annotator corrects what a network drew.
struct PresegmentSession {
  let path: String
  /// Whether the network's probabilities guide the contours.
  let isGuided: Bool

  /// Beside the session: "heart.probabilities.nii.gz" of "heart.session.jsonl".
  var probabilitiesPath: String {
    let ending = Session.fileEnding
    return (path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path)
      + ".probabilities.nii.gz"
  }

  /// - Throws: `SessionError.alreadyExists`: before the work, not after it.
  func check() throws {
    for file in [path] + (isGuided ? [probabilitiesPath] : [])
    where FileManager.default.fileExists(atPath: file) {
      throw SessionError.alreadyExists(path: file)
    }
  }

  /// Turns the labels of an image into contours and writes the session, its probabilities first.
  /// - Parameters:
  ///   - image: The file; of several channels `channel` is the one to draw on.
  ///   - frame: The image's frame that the labels begin at.
  /// - Returns: What the contours are like, for people.
  func write(
    _ found: Presegmentation, of image: String, channel: Int?, series: String?, frame: Int,
    by model: SegmentationModel, _ identity: ModelIdentity
  ) async throws -> String {
    let file = try ImageFiles.read(image, channel: channel, series: series)
    let probabilities =
      isGuided ? guiding(found, frames: file.volume.frames, from: frame, model) : nil
    let header = SessionHeader(
      image: .init(
        path: OpenedSession.pathToStore(image, besides: path), channel: channel, series: series,
        of: file.volume),
      labels: try LabelTable(model.labels.map { .init(value: $0.value, name: $0.name) }),
      guidance: probabilities.map {
        .init(
          path: OpenedSession.pathToStore(probabilitiesPath, besides: path), of: $0,
          model: identity)
      })
    let contours = try await MaskContours(
      of: found.labels, on: file.volume, header: header, probabilities: probabilities,
      firstFrame: frame)
    if let probabilities {
      try ImageFiles.writeVolume(probabilities, to: probabilitiesPath, like: file)
    }
    do {
      try JournalWriter.create(
        path, header: header,
        actions: contours.contours.map(\.addition).replacements(.model, model: identity),
        author: model.name)
    } catch {
      // Without its session nobody would find the file again.
      if isGuided { try? FileManager.default.removeItem(atPath: probabilitiesPath) }
      throw error
    }
    return try FittedMaskReport(
      contours, found.labels, firstFrame: frame, on: file.volume, header: header,
      probabilities: probabilities
    ).text
  }

  /// Of each frame of the image one volume for each label, in 255 steps, which a file keeps small
  /// and exact; nothing but zeros in frames that were not labelled.
  private func guiding(
    _ found: Presegmentation, frames: Int, from first: Int, _ model: SegmentationModel
  ) -> Volume {
    let count = found.labels.size.count
    let empty = [Float](repeating: 0, count: count * model.labels.count)
    var voxels: [Float] = []
    voxels.reserveCapacity(frames * empty.count)
    for frame in 0..<frames {
      guard (first..<first + found.probabilities.count).contains(frame) else {
        voxels += empty
        continue
      }
      // The first channel is the background's.
      for channel in found.probabilities[frame - first].dropFirst() {
        for value in channel { voxels.append((value * 255).rounded() / 255) }
      }
    }
    return Volume(
      geometry: found.labels.geometry, frames: frames * model.labels.count, voxels: voxels)
  }
}
