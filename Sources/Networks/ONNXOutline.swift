/// What any ONNX file says of itself, whoever wrote it; its weights are not read.
public struct ONNXOutline: Sendable, Equatable {
  /// An input or output.
  public struct Value: Sendable, Equatable {
    public let name: String
    /// As numpy calls it, such as "float32"; nil for what is no tensor.
    public let type: String?
    /// Numbers, names of free sizes, or "?"; nil where the file does not say.
    public let shape: [String]?
  }

  /// The program that wrote it and its version; empty where it does not say.
  public let producer: String
  /// Version of ONNX's own operators; nil where others are used alone.
  public let operatorSet: Int?
  /// Without those that the file has values for.
  public let inputs: [Value]
  public let outputs: [Value]
  /// How many nodes there are of each operator.
  public let operators: [String: Int]
  /// Tensors in the file, and how many numbers they have together.
  public let tensors: Int
  public let numbers: Int
  public let metadata: [String: String]

  /// - Throws: `NetworkError.malformed`.
  public static func decode(_ bytes: [UInt8]) throws(NetworkError) -> ONNXOutline {
    let model = try Onnx_ModelProto(model: bytes)
    var numbers = 0
    for tensor in model.graph.initializer {
      let (sum, overflow) = numbers.addingReportingOverflow(try tensor.count())
      guard !overflow else { throw .malformed(reason: "\(tensor.name) has too many numbers") }
      numbers = sum
    }
    let given = Set(model.graph.initializer.map(\.name))
    return ONNXOutline(
      producer: [model.producerName, model.producerVersion].filter { !$0.isEmpty }
        .joined(separator: " "),
      operatorSet: model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }
        .map { Int($0.version) },
      inputs: model.graph.input.filter { !given.contains($0.name) }.map(Value.init),
      outputs: model.graph.output.map(Value.init),
      operators: model.graph.node.reduce(into: [:]) { $0[$1.opType, default: 0] += 1 },
      tensors: model.graph.initializer.count, numbers: numbers, metadata: try model.metadata())
  }
}

extension ONNXOutline.Value {
  init(_ value: Onnx_ValueInfoProto) {
    name = value.name
    guard case .tensorType(let tensor)? = value.type.value else {
      type = nil
      shape = nil
      return
    }
    type = Self.types[tensor.elemType] ?? "type \(tensor.elemType)"
    shape =
      tensor.hasShape
      ? tensor.shape.dim.map { dimension in
        switch dimension.value {
        case .dimValue(let length): "\(length)"
        case .dimParam(let name): name
        case nil: "?"
        }
      } : nil
  }

  /// Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, TensorProto.DataType.
  private static let types: [Int32: String] = [
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    8: "string", 9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64",
    14: "complex64", 15: "complex128", 16: "bfloat16",
  ]
}
