import Foundation
import SwiftProtobuf
import Volumes

@testable import Networks

/// The file of a network of one convolution, as another program might write it.
/// - Parameters:
///   - weights: Shape (outputs, inputs, kernel).
///   - size: Of its images, nil where it is free; as many as it has dimensions.
func convolution(
  _ weights: [Float], bias: [Float], inputs: Int = 1, kernel: [Int], size: [Int]? = nil,
  operation: String = "Conv", operatorSet: Int64 = 17
) throws -> [UInt8] {
  func value(_ name: String, _ channels: Int) -> Onnx_ValueInfoProto {
    var shape = Onnx_TensorShapeProto()
    for (n, length) in ([1, channels] + (size ?? kernel.map { _ in -1 })).enumerated() {
      var dimension = Onnx_TensorShapeProto.Dimension()
      dimension.value = length < 0 ? .dimParam("axis\(n)") : .dimValue(Int64(length))
      shape.dim.append(dimension)
    }
    var tensor = Onnx_TypeProto.Tensor()
    tensor.elemType = 1
    tensor.shape = shape
    var value = Onnx_ValueInfoProto()
    value.name = name
    value.type.tensorType = tensor
    return value
  }
  func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = 1
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }
  func numbers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.ints = values.map { Int64($0) }
    attribute.type = .ints
    return attribute
  }
  var node = Onnx_NodeProto()
  node.opType = operation
  node.input = ["x", "weight", "bias"]
  node.output = ["y"]
  node.attribute = [
    numbers("kernel_shape", kernel), numbers("pads", (kernel + kernel).map { $0 / 2 }),
  ]
  var graph = Onnx_GraphProto()
  graph.name = "convolution"
  graph.node = [node]
  graph.input = [value("x", inputs)]
  graph.output = [value("y", bias.count)]
  graph.initializer = [
    tensor("weight", [bias.count, inputs] + kernel, weights), tensor("bias", [bias.count], bias),
  ]
  var operators = Onnx_OperatorSetIdProto()
  operators.domain = ""
  operators.version = operatorSet
  var model = Onnx_ModelProto()
  model.irVersion = 8
  model.graph = graph
  model.opsetImport = [operators]
  return try model.serializedBytes()
}

/// One voxel's network: label 1 where the intensity is above `threshold`; its logit is the excess.
func threshold(_ threshold: Float = 0.5, dimensions: Int = 2, size: [Int]? = nil) throws
  -> [UInt8]
{
  try convolution(
    [0, 1], bias: [0, -threshold], kernel: [Int](repeating: 1, count: dimensions), size: size)
}

/// Writes a model and its description into a folder; returns the model's path.
func write(_ model: [UInt8], _ description: [String: Any]?, in folder: String) throws -> String {
  let path = folder + "/model.onnx"
  try Data(model).write(to: URL(fileURLWithPath: path))
  if let description {
    try JSONSerialization.data(withJSONObject: description)
      .write(to: URL(fileURLWithPath: path + ".json"))
  }
  return path
}

/// A description of `threshold`: intensities from 0 to 1 stay as they are.
func description(_ changes: [String: Any?] = [:]) -> [String: Any] {
  var entries: [String: Any] = [
    "labels": ["bright"], "channels": ["grey"], "dimensions": 2,
    "normalisation": ["range": ["low": 0, "high": 1]],
  ]
  for (key, value) in changes { entries[key] = value }
  return entries
}

/// Intensities from 0 to 1 that repeat with the seed.
func noise(_ size: GridSize, frames: Int = 1, seed: UInt64 = 3) -> Volume {
  var random = SplitMix64(seed: seed)
  return Volume(
    geometry: Geometry(size: size, spacing: SIMD3(1.5, 1.25, 4)), frames: frames,
    voxels: (0..<size.count * frames).map { _ in Float(random.uniform()) })
}
