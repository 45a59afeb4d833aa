import Foundation

/// Tensors by name, as pretrained weights are handed on and training checkpoints are kept.
///
///     let file = try SafetensorsFile.decode(bytes)
///     let weights = try network.weights(fromTorchvision: file.tensors)
///
/// The file is the length of a header (64 bits, little endian), the header as JSON, and the tensors'
/// bytes, which the header's offsets divide without gap or overlap.
///
/// Source: https://github.com/huggingface/safetensors, README, "Format".
public struct SafetensorsFile: Sendable, Equatable {
  /// Of floating point; tensors of other whole numbers than bytes, such as counters, are left out.
  public let tensors: [String: WeightTensor]
  /// Tensors of bytes, whatever their shape.
  public let blobs: [String: [UInt8]]
  public let metadata: [String: String]

  /// - Precondition: No tensor and blob have one name.
  public init(
    tensors: [String: WeightTensor], blobs: [String: [UInt8]] = [:],
    metadata: [String: String] = [:]
  ) {
    precondition(blobs.keys.allSatisfy { tensors[$0] == nil }, "each name is given once")
    self.tensors = tensors
    self.blobs = blobs
    self.metadata = metadata
  }

  /// As the format's own implementation has it.
  static let longestHeader = 100_000_000

  /// Reads float32, float16, bfloat16 and float64 as Float.
  ///
  /// Every size is checked against the bytes there are before memory is taken for it.
  /// - Throws: `NetworkError.malformedSafetensors`.
  public static func decode(_ bytes: [UInt8]) throws(NetworkError) -> SafetensorsFile {
    guard bytes.count >= 8 else { throw malformed("it has \(bytes.count) bytes") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= min(bytes.count - 8, longestHeader) else {
      throw malformed(
        "its header is said to have \(length) bytes, but \(bytes.count - 8) follow, and more than "
          + "\(longestHeader) are not read")
    }
    let start = 8 + Int(length)
    let header = try readHeader(Array(bytes[8..<start]))
    var tensors: [String: WeightTensor] = [:]
    var blobs: [String: [UInt8]] = [:]
    var end = 0
    let inOrder = header.entries.sorted {
      ($0.value.offsets, $0.key) < ($1.value.offsets, $1.key)
    }
    for (name, entry) in inOrder {
      guard entry.offsets.begin == end, entry.offsets.end <= bytes.count - start else {
        throw malformed(
          "\(name) is said to be in bytes \(entry.offsets.begin) to \(entry.offsets.end), but "
            + "\(end) is the next free one of \(bytes.count - start)")
      }
      end = entry.offsets.end
      let count = try entry.count(name: name)
      let data = bytes[start + entry.offsets.begin..<start + end]
      if entry.type == .uint8 { blobs[name] = Array(data) }
      guard let read = entry.type.read else { continue }
      let values = data.withUnsafeBytes { raw in (0..<count).map { read(raw, $0) } }
      tensors[name] = WeightTensor(shape: entry.shape, values: values)
    }
    guard end == bytes.count - start else {
      throw malformed("its tensors end at byte \(end) of \(bytes.count - start)")
    }
    return SafetensorsFile(tensors: tensors, blobs: blobs, metadata: header.metadata)
  }

  private static func readHeader(_ bytes: [UInt8]) throws(NetworkError) -> Header {
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes))
    } catch {
      throw malformed("its header is no JSON of tensors (\(text(error)))")
    }
    // The decoder keeps one of two equal names without a word.
    guard outerStrings(bytes) == header.keys else { throw malformed("it has a name twice") }
    return header
  }

  /// How many strings an object of objects has outside of the inner ones: its names.
  private static func outerStrings(_ json: [UInt8]) -> Int {
    var depth = 0
    var isString = false
    var isEscaped = false
    var count = 0
    for byte in json {
      if isString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""):
          isString = true
          if depth == 1 { count += 1 }
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    return count
  }

  private static func text(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      return place.isEmpty ? context.debugDescription : "\(place): \(context.debugDescription)"
    default: return "\(error)"
    }
  }

  static func malformed(_ reason: String) -> NetworkError { .malformedSafetensors(reason: reason) }

  /// The file as float32, tensors in the order of their names; the same for the same content.
  ///
  /// - Precondition: No tensor is called "__metadata__".
  public func encode() -> [UInt8] {
    var header = Header()
    header.metadata = metadata
    var end = 0
    func add(_ name: String, _ type: ElementType, _ shape: [Int]) {
      precondition(name != Header.metadataKey, "this name is the metadata's")
      let next = end + type.size * shape.reduce(1, *)
      header.entries[name] = Header.Entry(
        type: type, shape: shape, offsets: Header.Offsets(begin: end, end: next))
      end = next
    }
    let tensors = tensors.sorted { $0.key < $1.key }
    let blobs = blobs.sorted { $0.key < $1.key }
    for (name, tensor) in tensors { add(name, .float32, tensor.shape) }
    for (name, blob) in blobs { add(name, .uint8, [blob.count]) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json: [UInt8]
    do {
      json = Array(try encoder.encode(header))
    } catch {
      preconditionFailure("texts and whole numbers can be written as JSON")
    }
    // Spaces behind the header align the tensors for readers that map them into memory.
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
    bytes.reserveCapacity(8 + json.count + end)
    bytes += json
    for (_, tensor) in tensors {
      tensor.values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { bytes += $0 }
    }
    for (_, blob) in blobs { bytes += blob }
    return bytes
  }

  /// The file's weights as `network` wants them.
  ///
  /// - Throws: `NetworkError.weightMissing`, `.weightShape`, `.weightNotFinite`.
  public func weights(of network: Network) throws(NetworkError) -> [String: [Float]] {
    try network.weights(in: tensors)
  }
}
