import Networks
import Preparation
import Volumes

// How a model's description and its network fit together, and an image to both.
extension SegmentationModel {
  /// What its channels are called in messages.
  var channelNames: [String] {
    channels.isEmpty ? (1...inputChannels).map { "channel \($0)" } : channels
  }

  /// Which of an image's channels the network takes, in its order: by name where both name them,
  /// otherwise as they come.
  /// - Parameter names: Of the image's channels; empty where they have none.
  /// - Throws: `PresegmentationError.channelsDiffer`, `.noSuchChannel`.
  public func channelIndices(
    of count: Int, names: [String], image: String
  ) throws(PresegmentationError) -> [Int] {
    let found = channels.map { names.firstIndex(of: $0) }
    if !found.isEmpty, !found.contains(nil) { return found.compactMap { $0 } }
    if count == inputChannels { return Array(0..<count) }
    if !names.isEmpty, let missing = channels.first(where: { !names.contains($0) }) {
      throw .noSuchChannel(missing, name: image, channels: names)
    }
    throw .channelsDiffer(name: image, found: count, expected: channelNames)
  }

  /// From the axes of an image to those of the network.
  func axes(of geometry: Geometry) -> AxisOrder {
    let oriented = orientation.flatMap { AxisOrder(from: geometry, to: $0) } ?? .same
    return oriented.then(networkAxes ?? .same)
  }

  /// Axes to flip in the network's order.
  func networkFlips(_ flips: [ModelCard.FlipAxis]) -> [ModelCard.FlipAxis] {
    let names = (networkAxes ?? .same).applied(to: ModelCard.FlipAxis.allCases)
    return zip(ModelCard.FlipAxis.allCases, names).filter { flips.contains($0.1) }.map(\.0)
  }

  /// The index of the output that answers.
  /// - Throws: `PresegmentationError.doesNotFit`.
  func output(of network: OpenVINONetwork) throws(PresegmentationError) -> Int {
    guard network.inputs.count == 1 else {
      throw misfit("it has \(network.inputs.count) inputs instead of one")
    }
    guard network.inputs[0].isFloat32 else { throw misfit("its input is no float32") }
    try check(network.inputs[0], "input", channels: inputChannels, of: "channels")
    let names = network.outputs.map(\.name)
    guard let index = output.map({ names.firstIndex(of: $0) }) ?? (names.isEmpty ? nil : 0) else {
      throw misfit(
        "it has no output \"\(output ?? "")\", but " + names.joined(separator: ", "))
    }
    guard network.outputs[index].isFloat32 else { throw misfit("its output is no float32") }
    try check(
      network.outputs[index], "output", channels: classes,
      of: answer == .softmax ? "labels, the background among them," : "labels")
    return index
  }

  /// The only window that the network takes, nil where the size of its images is free.
  /// - Throws: `PresegmentationError.doesNotFit`.
  func window(of network: OpenVINONetwork) throws(PresegmentationError) -> [Int]? {
    let lengths = (network.inputs[0].lengths ?? []).dropFirst(2)
    let known = lengths.compactMap { $0 }
    if known.isEmpty { return nil }
    guard known.count == preparation.dimensions else {
      throw misfit("the size of its images is fixed along some axes and free along others")
    }
    // A patch of ones stands for none.
    guard preparation.patch == known || preparation.patch.allSatisfy({ $0 == 1 }) else {
      throw misfit(
        "it takes images of \(known.text) voxels, but the patch is \(preparation.patch.text)")
    }
    return known
  }

  private func check(
    _ port: OpenVINONetwork.Port, _ what: String, channels: Int, of names: String
  ) throws(PresegmentationError) {
    guard let lengths = port.lengths else { return }
    let axes = preparation.dimensions + 2
    guard lengths.count == axes else {
      throw misfit(
        "its \(what) has \(lengths.count) axes instead of \(axes): one image, channels, and "
          + "\(preparation.dimensions) in space")
    }
    guard lengths[0] ?? 1 == 1 else {
      throw misfit("its \(what) is \(lengths[0] ?? 0) images at a time instead of one")
    }
    guard lengths[1] ?? channels == channels else {
      throw misfit(
        "its \(what) has \(lengths[1] ?? 0) channels, but \(channels) \(names) are named")
    }
  }

  private func misfit(_ reason: String) -> PresegmentationError {
    .doesNotFit(path: path, reason: reason)
  }
}

extension AxisOrder {
  /// Axes as they are.
  static let same = AxisOrder("ijk") ?? { preconditionFailure("ijk is an order") }()
}

extension [Int] {
  /// "128 x 128".
  var text: String { map(String.init).joined(separator: " x ") }
}
