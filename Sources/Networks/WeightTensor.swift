/// A tensor as a model file holds it.
public struct WeightTensor: Sendable, Equatable {
  public let shape: [Int]
  /// The last axis fastest.
  public let values: [Float]

  /// - Precondition: `values` are as many as `shape` says.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "a tensor's values fill its shape")
    self.shape = shape
    self.values = values
  }
}

extension Network {
  /// The network's weights among `tensors`, by the same names.
  ///
  /// - Throws: `NetworkError.weightMissing`, `.weightShape`, `.weightNotFinite`.
  func weights(in tensors: [String: WeightTensor]) throws(NetworkError) -> [String: [Float]] {
    var weights: [String: [Float]] = [:]
    for parameter in parameters {
      let tensor = tensors[parameter.name]
      if let tensor, tensor.shape != parameter.shape {
        throw .weightShape(
          name: parameter.name, expected: parameter.shape, found: tensor.shape)
      }
      weights[parameter.name] = try parameter.checked(tensor?.values)
    }
    return weights
  }

  /// `weights` with the shapes of the network's parameters, to be written.
  ///
  /// - Throws: `NetworkError.weightMissing`, `.weightCount`, `.weightNotFinite`.
  public func tensors(_ weights: [String: [Float]]) throws(NetworkError) -> [String: WeightTensor] {
    var tensors: [String: WeightTensor] = [:]
    for parameter in parameters {
      tensors[parameter.name] = WeightTensor(
        shape: parameter.shape, values: try parameter.checked(weights[parameter.name]))
    }
    return tensors
  }
}

extension Parameter {
  /// `values`, where they can be this parameter's.
  ///
  /// - Throws: `NetworkError.weightMissing`, `.weightCount`, `.weightNotFinite`.
  func checked(_ values: [Float]?) throws(NetworkError) -> [Float] {
    guard let values else { throw .weightMissing(name: name) }
    guard values.count == count else {
      throw .weightCount(name: name, expected: count, found: values.count)
    }
    guard values.allSatisfy({ $0.isFinite }) else { throw .weightNotFinite(name: name) }
    return values
  }
}
