extension SafetensorsFile {
  /// What a file says of its tensors.
  struct Header: Codable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    /// How many names the header was read from.
    private(set) var keys = 0

    static let metadataKey = "__metadata__"

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      keys = container.allKeys.count
      for key in container.allKeys {
        if key.stringValue == Self.metadataKey {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: Key(Self.metadataKey)) }
      for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
    }

    /// A name that is only known from the file.
    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }

      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    /// One tensor.
    struct Entry: Codable {
      let type: ElementType
      let shape: [Int]
      let offsets: Offsets

      enum CodingKeys: String, CodingKey {
        case type = "dtype"
        case shape
        case offsets = "data_offsets"
      }

      /// How many numbers the tensor has.
      ///
      /// - Throws: `NetworkError.malformedSafetensors` where shape and bytes disagree.
      func count(name: String) throws(NetworkError) -> Int {
        var bytes = type.size
        for length in shape {
          let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
          guard length >= 0, !overflow else { throw malformed("\(name) has the shape \(shape)") }
          bytes = product
        }
        guard bytes == offsets.end - offsets.begin else {
          throw malformed(
            "\(name) has the shape \(shape) of \(type.rawValue) but "
              + "\(offsets.end - offsets.begin) bytes")
        }
        return bytes / type.size
      }
    }

    /// Bytes of a tensor, counted from the header's end.
    struct Offsets: Codable, Comparable {
      let begin: Int
      let end: Int

      init(begin: Int, end: Int) {
        self.begin = begin
        self.end = end
      }

      init(from decoder: any Decoder) throws {
        let pair = try decoder.singleValueContainer().decode([Int].self)
        guard pair.count == 2, pair[0] >= 0, pair[0] <= pair[1] else {
          throw DecodingError.dataCorrupted(
            DecodingError.Context(
              codingPath: decoder.codingPath,
              debugDescription: "\(pair) are no begin and end"))
        }
        self.init(begin: pair[0], end: pair[1])
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([begin, end])
      }

      static func < (a: Offsets, b: Offsets) -> Bool { (a.begin, a.end) < (b.begin, b.end) }
    }
  }

  /// What a number of a tensor is.
  enum ElementType: String, Codable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case uint64 = "U64"
    case int32 = "I32"
    case uint32 = "U32"
    case int16 = "I16"
    case uint16 = "U16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes.
    var size: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }

    /// Takes one number out of a tensor's bytes; nil for whole numbers, which no weight is.
    var read: ((UnsafeRawBufferPointer, Int) -> Float)? {
      switch self {
      case .float64: { Float(Double(bitPattern: Self.load($0, $1))) }
      case .float32: { Float(bitPattern: Self.load($0, $1)) }
      case .float16: { Float(Float16(bitPattern: Self.load($0, $1))) }
      case .bfloat16: { Float(bitPattern: UInt32(Self.load($0, $1) as UInt16) << 16) }
      default: nil
      }
    }

    private static func load<Bits: FixedWidthInteger & BitwiseCopyable>(
      _ raw: UnsafeRawBufferPointer, _ index: Int
    ) -> Bits {
      Bits(
        littleEndian: raw.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self))
    }
  }
}
