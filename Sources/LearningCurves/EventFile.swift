public import ImageFiles

/// A learning curve as TensorBoard reads it.
///
///     let name = EventFile.name(startTime: curve.startTime)
///     try EventFile.write(curve, to: folder + "/" + name)    // after each epoch
///
/// A file is a list of records; each holds an `Event`: first the format's version, then one for
/// each epoch with its scalars ("loss/training", "loss/validation", "dice/LV", "dice/mean", "rate").
/// The few fields are encoded here; a generated schema would be longer.
///
/// Source: https://www.tensorflow.org/tutorials/load_data/tfrecord (records),
/// https://github.com/tensorflow/tensorboard, compat/proto/event.proto and summary.proto (fields).
public enum EventFile {
  /// What TensorBoard knows an event file by, with the training's beginning.
  public static func name(startTime: Double) -> String {
    "events.out.tfevents.\(Int(startTime.rounded(.down))).contourist"
  }

  /// The whole file; that of a longer curve begins with the same bytes.
  public static func encode(_ curve: LearningCurve) -> [UInt8] {
    var version = Message()
    version.add(1, curve.startTime)
    version.add(3, bytes: "brain.Event:2".utf8)
    var file = record(version.bytes)
    for epoch in curve.epochs {
      var event = Message()
      event.add(1, curve.startTime + epoch.seconds)
      event.add(2, UInt64(epoch.epoch))
      event.add(5, bytes: summary(epoch, labels: curve.labels))
      file += record(event.bytes)
    }
    return file
  }

  /// Brings the file at `path` up to `curve`.
  ///
  /// A TensorBoard that looks on keeps the file open: what it holds already stays, and the rest is
  /// appended. A file with something else in it is replaced.
  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public static func write(_ curve: LearningCurve, to path: String) throws(ImageFileError) {
    try AtomicFile.extend(path, to: encode(curve))
  }

  /// An epoch's scalars as a `Summary`.
  private static func summary(_ epoch: LearningCurve.Epoch, labels: [String]) -> [UInt8] {
    var scalars: [(String, Double?)] = [
      ("loss/training", epoch.trainingLoss), ("loss/validation", epoch.validationLoss),
    ]
    scalars += labels.map { ("dice/" + $0, epoch.validationDice?[$0]) }
    scalars += [("dice/mean", epoch.meanDice), ("rate", epoch.learningRate)]
    var summary = Message()
    for case (let tag, let value?) in scalars {
      var entry = Message()
      entry.add(1, bytes: tag.utf8)
      entry.add(2, Float(value))
      summary.add(1, bytes: entry.bytes)
    }
    return summary.bytes
  }

  /// Length, its check, content, its check.
  private static func record(_ content: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(content.count))
    return length + littleEndian(CRC32C.masked(length)) + content
      + littleEndian(CRC32C.masked(content))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// Fields of a protocol buffer's message: a key (number << 3 | kind of content), then the content.
  private struct Message {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: UInt64, _ value: UInt64) {
      addVarint(number << 3)
      addVarint(value)
    }

    mutating func add(_ number: UInt64, _ value: Double) {
      addVarint(number << 3 | 1)
      bytes += littleEndian(value.bitPattern)
    }

    mutating func add(_ number: UInt64, _ value: Float) {
      addVarint(number << 3 | 5)
      bytes += littleEndian(value.bitPattern)
    }

    mutating func add(_ number: UInt64, bytes content: some Collection<UInt8>) {
      addVarint(number << 3 | 2)
      addVarint(UInt64(content.count))
      bytes += content
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private mutating func addVarint(_ value: UInt64) {
      var rest = value
      while rest > 0x7F {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }
}
