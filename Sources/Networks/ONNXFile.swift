import Foundation
import SwiftProtobuf

/// A model file: a network's answer with its weights, to be run anywhere ONNX is known.
///
/// Its input is "image" (N, inputChannels, spatial), its output "logits" (N, classes, spatial), both
/// float32 with N and the spatial sizes free. Operator set 17.
///
///     let bytes = try ONNXFile.encode(network, weights: weights, metadata: ["licence": "CC0"])
///     let file = try ONNXFile.decode(bytes)
///     let weights = try file.weights(of: network)
///
/// Source: https://onnx.ai/onnx/operators, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
public struct ONNXFile: Sendable, Equatable {
  /// By name; what ONNX wants beside the network's own is left out.
  public let tensors: [String: WeightTensor]
  public let metadata: [String: String]

  /// The metadata's key for the recipe as JSON.
  public static let recipeKey = ModelCard.Key.recipe.rawValue
  /// The file's input and output.
  public static let inputName = "image"
  public static let outputName = "logits"
  static let operatorSet: Int64 = 17
  /// Before the names of tensors that are no weights.
  static let constantPrefix = "constant."

  /// The file of `network`'s answer; outputs that only training needs are left out.
  ///
  /// - Parameters:
  ///   - weights: By the names in `network.parameters`; others are not written.
  ///   - metadata: Becomes `metadata_props`, sorted by key.
  /// - Throws: `NetworkError.weightMissing`, `.weightCount`, `.weightNotFinite`.
  public static func encode(
    _ network: Network, weights: [String: [Float]], metadata: [String: String]
  ) throws(NetworkError) -> [UInt8] {
    let answer = try network.pruned(to: network.outputs.count)
    var graph = ONNXGraph(answer)
    for parameter in answer.parameters {
      graph.addTensor(
        parameter.name, shape: parameter.shape, try parameter.checked(weights[parameter.name]))
    }
    for index in answer.nodes.indices { graph.addNode(index) }

    var model = Onnx_ModelProto()
    model.irVersion = 8
    model.producerName = "contourist"
    var operators = Onnx_OperatorSetIdProto()
    operators.domain = ""
    operators.version = operatorSet
    model.opsetImport = [operators]
    model.metadataProps = metadata.sorted { $0.key < $1.key }.map { key, value in
      var entry = Onnx_StringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    model.graph = graph.proto
    do {
      return try model.serializedBytes()
    } catch {
      throw .malformed(reason: "it would be larger than 2 GB")
    }
  }

  /// Reads what `encode` wrote, or another program's file that keeps float32 tensors as raw data.
  ///
  /// Every size is checked against the bytes there are before memory is taken for it.
  /// - Throws: `NetworkError.malformed`.
  public static func decode(_ bytes: [UInt8]) throws(NetworkError) -> ONNXFile {
    let model = try Onnx_ModelProto(model: bytes)
    var tensors: [String: WeightTensor] = [:]
    for tensor in model.graph.initializer
    where !tensor.name.hasPrefix(constantPrefix)
      && tensor.dataType == Onnx_TensorProto.DataType.float.rawValue
    {
      guard tensors[tensor.name] == nil else {
        throw .malformed(reason: "it has \(tensor.name) twice")
      }
      tensors[tensor.name] = try read(tensor)
    }
    return ONNXFile(tensors: tensors, metadata: try model.metadata())
  }

  private static func read(_ tensor: Onnx_TensorProto) throws(NetworkError) -> WeightTensor {
    let data = tensor.rawData
    let count = try tensor.count()
    guard data.count % 4 == 0, count == data.count / 4 else {
      throw .malformed(
        reason: "\(tensor.name) has the shape \(tensor.dims) but \(data.count) bytes")
    }
    let values = data.withUnsafeBytes { raw in
      (0..<count).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
    return WeightTensor(shape: tensor.dims.map { Int($0) }, values: values)
  }

  /// The file's weights as `network` wants them.
  ///
  /// - Throws: `NetworkError.weightMissing`, `.weightShape`, `.weightNotFinite`.
  public func weights(of network: Network) throws(NetworkError) -> [String: [Float]] {
    try network.weights(in: tensors)
  }
}

extension Onnx_ModelProto {
  /// - Throws: `NetworkError.malformed` for bytes that are no model.
  init(model bytes: [UInt8]) throws(NetworkError) {
    do {
      try self.init(serializedBytes: bytes)
    } catch {
      throw .malformed(reason: "its bytes are no protocol buffer (\(error))")
    }
    guard irVersion > 0, hasGraph, !graph.node.isEmpty, !opsetImport.isEmpty else {
      throw .malformed(reason: "it holds no network")
    }
  }

  /// - Throws: `NetworkError.malformed` where a key is there twice.
  func metadata() throws(NetworkError) -> [String: String] {
    var metadata: [String: String] = [:]
    for entry in metadataProps {
      guard metadata.updateValue(entry.value, forKey: entry.key) == nil else {
        throw .malformed(reason: "its metadata have \"\(entry.key)\" twice")
      }
    }
    return metadata
  }
}

extension Onnx_TensorProto {
  /// How many numbers its shape stands for.
  ///
  /// - Throws: `NetworkError.malformed` where that is none.
  func count() throws(NetworkError) -> Int {
    var count = 1
    for dimension in dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(dimension))
      guard dimension >= 0, !overflow else {
        throw .malformed(reason: "\(name) has the shape \(dims)")
      }
      count = product
    }
    return count
  }
}
