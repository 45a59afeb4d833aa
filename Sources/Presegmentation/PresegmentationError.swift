public import Networks
public import Preparation

/// What can be wrong with a model that is to label images, or with the images.
///
/// Paths are kept and printed as the caller gave them; `name` is the image's.
public enum PresegmentationError: Error, Equatable, Sendable {
  // The model
  /// No model has that name; `folders` were looked through.
  case modelNotFound(String, folders: [String])
  case unreadable(path: String, reason: String)
  /// A model file that is damaged or contradicts itself.
  case badModel(path: String, NetworkError)
  /// Another program's model, and nothing beside it that says how to use it.
  case noDescription(path: String, lookedFor: [String])
  case badDescription(path: String, reason: String)
  /// A model of this program's that does not say how images are prepared: nobody has trained it.
  case notTrained(path: String)
  /// OpenVINO cannot run the network; `reason` is its own text.
  case notRunnable(path: String, reason: String)
  /// The network is another one than its description says.
  case doesNotFit(path: String, reason: String)
  // The image
  case channelsDiffer(name: String, found: Int, expected: [String])
  case noSuchChannel(String, name: String, channels: [String])
  /// Every channel of a frame has one intensity throughout.
  case constant(name: String, frame: Int)
  case tooLarge(name: String, bytes: Double, available: Double, remedy: String)
  case preparation(PreparationError)
  // The run
  /// The network's answer to a part of the image holds infinities or NaN.
  case notFinite(name: String)
  case failed(name: String, reason: String)
  case cancelled
}

extension PresegmentationError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .modelNotFound(let name, let folders):
      "there is no model \"\(name)\": looked for \(name).onnx in "
        + folders.joined(separator: ", ") + ". Name a file, or set CONTOURIST_MODELS to the "
        + "folder of your models; 'contourist model list' shows those that are found."
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)). Check the path and its permissions."
    case .badModel(let path, let error):
      "\(path): \(error)"
    case .noDescription(let path, let lookedFor):
      "\(path): this is another program's model, which does not say what it labels or how images "
        + "are prepared for it. Say so in \(lookedFor.joined(separator: " or ")); the README of "
        + "Sources/Presegmentation shows how."
    case .badDescription(let path, let reason):
      "\(path): \(reason). Correct the file; the README of Sources/Presegmentation says what it "
        + "holds."
    case .notTrained(let path):
      "\(path): this model does not say how images are prepared for it, as one that nobody has "
        + "trained. Train it, or name another."
    case .notRunnable(let path, let reason):
      "\(path): the network cannot be run: \(reason). Export it again, as float32 and with a "
        + "common operator set such as 17."
    case .doesNotFit(let path, let reason):
      "\(path): the network is another one than its description says: \(reason). Correct the "
        + "description, or name the model that it belongs to."
    case .channelsDiffer(let name, let found, let expected):
      "\(name): the image has \(found == 1 ? "1 channel" : "\(found) channels"), but the model "
        + "takes \(expected.joined(separator: ", ")). Give as many images, one for each channel "
        + "in this order, or name the image's channels."
    case .noSuchChannel(let channel, let name, let channels):
      "\(name): the model takes \"\(channel)\", which is none of the image's channels "
        + "(\(channels.joined(separator: ", "))). Name the channels as the model does."
    case .constant(let name, let frame):
      "\(name): frame \(frame) has one intensity throughout, so there is nothing to find in it. "
        + "Look at the file; leave the frame or the image out if it is empty."
    case .tooLarge(let name, let bytes, let available, let remedy):
      "\(name): labelling this image takes \(gigabytes(bytes)) of memory, of which "
        + "\(gigabytes(available)) are free. \(remedy)"
    case .preparation(let error):
      "\(error)"
    case .notFinite(let name):
      "\(name): the network's answer holds values that are not finite. Its weights are damaged, "
        + "or the image is prepared in another way than in its training."
    case .failed(let name, let reason):
      "\(name): the network failed on this image: \(reason). Look whether the model's description "
        + "says all that the network needs, such as what its axes must be multiples of."
    case .cancelled:
      "the labelling was interrupted; nothing was written for this image."
    }
  }
}

private func gigabytes(_ bytes: Double) -> String {
  let tenths = (bytes / 1e8).rounded()
  return "\(tenths / 10) GB"
}
