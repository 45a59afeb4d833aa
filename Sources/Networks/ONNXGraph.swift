import Foundation

/// Collects a network's nodes and tensors as ONNX wants them.
struct ONNXGraph {
  private(set) var proto = Onnx_GraphProto()
  private let network: Network
  private var constants: Set<String> = []

  init(_ network: Network) {
    self.network = network
    proto.name = network.name
    let output = network.outputs[0]
    proto.input = [value(0, channels: network.inputChannels)]
    proto.output = [value(output, channels: network.classes)]
  }

  /// What the result of a node is called in the file.
  private func valueName(_ index: Int) -> String {
    if index == 0 { return ONNXFile.inputName }
    if index == network.outputs[0] { return ONNXFile.outputName }
    return network.nodes[index].name
  }

  /// A float32 input or output whose batch and spatial sizes are free.
  private func value(_ index: Int, channels: Int) -> Onnx_ValueInfoProto {
    let axes = ["depth", "height", "width"].suffix(network.dimensions)
    var shape = Onnx_TensorShapeProto()
    for name in ["batch", ""] + axes {
      var dimension = Onnx_TensorShapeProto.Dimension()
      dimension.value = name.isEmpty ? .dimValue(Int64(channels)) : .dimParam(name)
      shape.dim.append(dimension)
    }
    var tensor = Onnx_TypeProto.Tensor()
    tensor.elemType = Int32(Onnx_TensorProto.DataType.float.rawValue)
    tensor.shape = shape
    var value = Onnx_ValueInfoProto()
    value.name = valueName(index)
    value.type.tensorType = tensor
    return value
  }

  /// - Parameter values: As many as `shape` says.
  mutating func addTensor(_ name: String, shape: [Int], _ values: [Float]) {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
    tensor.rawData = values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    proto.initializer.append(tensor)
  }

  /// The name of a tensor that ONNX wants and the network does not have; written once.
  private mutating func constant(_ what: String, _ values: [Float]) -> String {
    let name = ONNXFile.constantPrefix + what
    if constants.insert(name).inserted { addTensor(name, shape: [values.count], values) }
    return name
  }

  /// Appends the operator of node `index`; the input is none.
  mutating func addNode(_ index: Int) {
    let node = network.nodes[index]
    let parameters = node.parameters.map(\.name)
    var operation = Onnx_NodeProto()
    operation.name = node.name
    operation.input = node.inputs.map(valueName) + parameters
    operation.output = [valueName(index)]
    switch node.operation {
    case .input:
      return
    case .convolution(_, _, let kernel, let stride, let padding, _):
      operation.opType = "Conv"
      operation.attribute = windows(kernel, stride, padding)
    case .transposedConvolution(_, _, let kernel, let stride, let padding, let outputPadding, _):
      operation.opType = "ConvTranspose"
      operation.attribute =
        windows(kernel, stride, padding) + [attribute("output_padding", outputPadding)]
    case .batchNorm(_, let epsilon, _):
      operation.opType = "BatchNormalization"
      operation.attribute = [attribute("epsilon", Float(epsilon))]
    case .instanceNorm(let channels, let epsilon, let isAffine):
      operation.opType = "InstanceNormalization"
      operation.attribute = [attribute("epsilon", Float(epsilon))]
      if !isAffine {
        operation.input += [
          constant("ones.\(channels)", Array(repeating: 1, count: channels)),
          constant("zeros.\(channels)", Array(repeating: 0, count: channels)),
        ]
      }
    case .relu:
      operation.opType = "Relu"
    case .leakyReLU(let slope):
      operation.opType = "LeakyRelu"
      operation.attribute = [attribute("alpha", Float(slope))]
    case .prelu:
      operation.opType = "PRelu"
    case .maxPool(let kernel, let stride, let padding):
      operation.opType = "MaxPool"
      operation.attribute = windows(kernel, stride, padding)
    case .upsample(let scale, let mode):
      let scales = ([1, 1] + scale).map { Float($0) }
      let name = constant("scales." + scale.map(String.init).joined(separator: "."), scales)
      operation.opType = "Resize"
      // The region of interest between image and scales is for cropping alone.
      operation.input += ["", name]
      operation.attribute =
        mode == .linear
        ? [attribute("mode", "linear"), attribute("coordinate_transformation_mode", "half_pixel")]
        : [
          attribute("mode", "nearest"), attribute("nearest_mode", "floor"),
          attribute("coordinate_transformation_mode", "asymmetric"),
        ]
    case .concatenation:
      operation.opType = "Concat"
      operation.attribute = [attribute("axis", 1)]
    case .sum:
      operation.opType = node.inputs.count == 2 ? "Add" : "Sum"
    }
    proto.node.append(operation)
  }

  private func windows(
    _ kernel: [Int], _ stride: [Int], _ padding: [Int]
  ) -> [Onnx_AttributeProto] {
    [
      attribute("kernel_shape", kernel), attribute("strides", stride),
      // Before the first voxel of each axis, then behind the last.
      attribute("pads", padding + padding),
    ]
  }

  private func attribute(_ name: String, _ numbers: [Int]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = numbers.map { Int64($0) }
    return attribute
  }

  private func attribute(_ name: String, _ number: Int) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(number)
    return attribute
  }

  private func attribute(_ name: String, _ number: Float) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .float
    attribute.f = number
    return attribute
  }

  private func attribute(_ name: String, _ text: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .string
    attribute.s = Data(text.utf8)
    return attribute
  }
}
