import Networks
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  /// A file of this header and these bytes.
  func file(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let json = Array(header.utf8)
    let size = length ?? UInt64(json.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + json + data
  }

  func entry(_ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    ##"{"dtype": "\##(type)", "shape": \##(shape), "data_offsets": [\##(begin), \##(end)]}"##
  }

  @Test func `tensors and metadata come back as they were`() throws {
    let file = SafetensorsFile(
      tensors: [
        "b.weight": WeightTensor(
          shape: [2, 3], values: [1, -2, 3.5, 0, .infinity, .leastNonzeroMagnitude]),
        "a": WeightTensor(shape: [], values: [7]),
        "none": WeightTensor(shape: [0, 5], values: []),
        "\u{FC}\"\\/": WeightTensor(shape: [1], values: [-0.0]),
      ], metadata: ["epoch": "3", "what": "a \"checkpoint\"\n"])
    let bytes = file.encode()
    #expect(try SafetensorsFile.decode(bytes) == file)
    #expect(bytes == file.encode())
    let empty = SafetensorsFile(tensors: [:])
    #expect(try SafetensorsFile.decode(empty.encode()) == empty)
  }

  @Test func `the bytes are those of the format`() {
    let file = SafetensorsFile(
      tensors: ["w": WeightTensor(shape: [1], values: [1])], metadata: ["k": "v"])
    let header =
      ##"{"__metadata__":{"k":"v"},"w":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}} "##
    #expect(file.encode() == self.file(header, [0, 0, 0x80, 0x3F]))
  }

  @Test func `a network's weights survive`() throws {
    let network = try Network(tinyRecipe("unet"))
    let weights = network.initialWeights(seed: 3)
    let bytes = SafetensorsFile(tensors: try network.tensors(weights)).encode()
    #expect(try SafetensorsFile.decode(bytes).weights(of: network) == weights)
    #expect(throws: NetworkError.weightMissing(name: "head.bias")) {
      try network.tensors(weights.filter { $0.key != "head.bias" })
    }
  }

  @Test func `each kind of floating point is read, whole numbers are left out`() throws {
    // 1.5 and -2 in each; the counter lies between.
    let data: [UInt8] =
      [0, 0x3E, 0, 0xC0] + [0xC0, 0x3F, 0, 0xC0] + [9, 0, 0, 0, 0, 0, 0, 0]
      + [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0]
      + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F] + [0, 0, 0, 0, 0, 0, 0, 0xC0]
    let header = [
      "\"half\": " + entry("F16", "[2]", 0, 4), "\"brain\": " + entry("BF16", "[2]", 4, 8),
      "\"counter\": " + entry("I64", "[]", 8, 16), "\"single\": " + entry("F32", "[2]", 16, 24),
      "\"double\": " + entry("F64", "[2]", 24, 40),
    ].joined(separator: ", ")
    let tensors = try SafetensorsFile.decode(file("{\(header)}  ", data)).tensors
    #expect(tensors.keys.sorted() == ["brain", "double", "half", "single"])
    for (name, tensor) in tensors {
      #expect(tensor == WeightTensor(shape: [2], values: [1.5, -2]), "\(name)")
    }
  }

  @Test func `a header that is cut off or claims too much is refused`() {
    let good = file("{\"w\": \(entry("F32", "[1]", 0, 4))}", [0, 0, 0, 0])
    #expect(throws: Never.self) { try SafetensorsFile.decode(good) }
    for length in 0..<good.count {
      #expect(throws: NetworkError.self, "\(length) bytes") {
        try SafetensorsFile.decode(Array(good[..<length]))
      }
    }
    for length: UInt64 in [1 << 63, .max, 1 << 32, 3] {
      #expect(throws: NetworkError.self, "header of \(length)") {
        try SafetensorsFile.decode(file("{}", length: length))
      }
    }
  }

  @Test func `a header that is no list of tensors is refused`() {
    for header in [
      "", "[]", "null", "{", ##"{"w": 1}"##, ##"{"w": {}}"##, ##"{"__metadata__": {"a": 1}}"##,
      ##"{"w": {"dtype": "F32", "shape": [], "data_offsets": [0]}}"##,
      ##"{"w": {"dtype": "F32", "shape": [], "data_offsets": [0, 4, 8]}}"##,
      ##"{"w": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}"##,
      String(repeating: "{\"a\":", count: 100_000),
    ] {
      #expect(throws: NetworkError.self, "\(header.prefix(60))") {
        try SafetensorsFile.decode(file(header, [0, 0, 0, 0]))
      }
    }
  }

  @Test(arguments: [
    ("F32", "[1]", 0, 5), ("F32", "[1]", 4, 8), ("F32", "[2]", 0, 8), ("F32", "[1]", 4, 0),
    ("F32", "[1]", -4, 0), ("F32", "[1]", 0, Int.max), ("F32", "[2]", 0, 4), ("F32", "[-1]", 0, 4),
    ("F32", "[-1, -1]", 0, 4), ("F32", "[4611686018427387904, 4]", 0, 4),
    ("F32", "[9223372036854775807, 9223372036854775807]", 0, 4),
    ("F32", "[18446744073709551616]", 0, 4), ("F8_E4M3", "[4]", 0, 4), ("f32", "[1]", 0, 4),
    ("F16", "[1]", 0, 2),
  ])
  func `offsets, shape and type have to agree with four bytes`(
    _ type: String, _ shape: String, _ begin: Int, _ end: Int
  ) {
    let error = #expect(throws: NetworkError.self) {
      try SafetensorsFile.decode(
        file("{\"w\": \(entry(type, shape, begin, end))}", [0, 0, 0, 0]))
    }
    #expect(error?.description.contains("this is no safetensors file") == true)
  }

  @Test func `tensors that overlap, leave a gap or have one name are refused`() {
    let first = entry("F32", "[1]", 0, 4)
    for (names, second) in [
      (["a", "b"], first), (["a", "b"], entry("F32", "[1]", 2, 6)),
      (["a", "b"], entry("F32", "[0]", 8, 8)), (["a", "a"], first),
      (["a", "a"], entry("F32", "[1]", 4, 8)), (["a", "\\u0061"], first),
    ] {
      #expect(throws: NetworkError.self, "\(names) \(second)") {
        try SafetensorsFile.decode(
          file(
            "{\"\(names[0])\": \(first), \"\(names[1])\": \(second)}",
            [0, 0, 0, 0, 0, 0, 0, 0]))
      }
    }
    #expect(throws: NetworkError.self, "bytes that no tensor has") {
      try SafetensorsFile.decode(file("{\"a\": \(first)}", [0, 0, 0, 0, 0]))
    }
  }

  @Test func `damaged bytes give an error or a file, never a crash`() throws {
    let bytes = SafetensorsFile(
      tensors: try Network(tinyRecipe("unet")).tensors(
        Network(tinyRecipe("unet")).initialWeights(seed: 1))
    ).encode()
    var random = SeededRandom(seed: 23)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<600, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do { _ = try SafetensorsFile.decode(damaged) } catch { #expect(!error.description.isEmpty) }
    }
  }
}
