internal import COpenVINO
import Foundation

/// A network as OpenVINO runs it on the processor, in float32. One thread at a time uses it.
final class OpenVINONetwork {
  /// An input or output.
  struct Port: Equatable {
    let name: String
    let isFloat32: Bool
    /// nil where the number of axes depends on the input; of an axis where its length is free.
    let lengths: [Int?]?
  }

  let inputs: [Port]
  let outputs: [Port]
  private let handle: OpaquePointer
  private var error = [CChar](repeating: 0, count: Int(CONTOURIST_OPENVINO_ERROR_BYTES))

  /// Reads an ONNX file and compiles it, which takes a fraction of a second.
  /// - Throws: `PresegmentationError.notRunnable`.
  init(path: String, threads: Int) throws(PresegmentationError) {
    var error = [CChar](repeating: 0, count: Int(CONTOURIST_OPENVINO_ERROR_BYTES))
    guard let handle = contourist_openvino_open(path, Int32(threads), &error) else {
      throw .notRunnable(path: path, reason: Self.reason(error))
    }
    func ports(_ isOutput: Bool, _ count: Int) throws(PresegmentationError) -> [Port] {
      var ports: [Port] = []
      for index in 0..<count {
        var port = contourist_openvino_port()
        guard contourist_openvino_port_at(handle, isOutput, index, &port, &error) else {
          throw .notRunnable(path: path, reason: Self.reason(error))
        }
        ports.append(Port(port))
      }
      return ports
    }
    do throws(PresegmentationError) {
      inputs = try ports(false, contourist_openvino_inputs(handle))
      outputs = try ports(true, contourist_openvino_outputs(handle))
    } catch {
      contourist_openvino_close(handle)
      throw error
    }
    self.handle = handle
  }

  deinit { contourist_openvino_close(handle) }

  /// What one output is for the only input.
  /// - Parameters:
  ///   - values: Row-major, as many as `shape` says.
  ///   - output: An index in `outputs`.
  /// - Returns: The output's values, row-major, and its shape.
  /// - Throws: `PresegmentationError.failed` for the image `name`.
  func run(
    _ values: [Float], shape: [Int], output: Int, name: String
  ) throws(PresegmentationError) -> (values: [Float], shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "the values fill the shape")
    let axes = Int(CONTOURIST_OPENVINO_MAX_AXES)
    var lengths = [Int64](repeating: 0, count: axes)
    var count: Int32 = 0
    var data: UnsafePointer<Float>?
    guard
      contourist_openvino_run(
        handle, values, shape.map { Int64($0) }, Int32(shape.count), output, &lengths, &count,
        &data, &error), let data
    else { throw .failed(name: name, reason: Self.reason(error)) }
    let found = lengths.prefix(Int(count)).map { Int($0) }
    return (
      Array(UnsafeBufferPointer(start: data, count: found.reduce(1, *))), found
    )
  }

  /// The part of OpenVINO's text that says what happened, without where in its sources.
  private static func reason(_ error: [CChar]) -> String {
    let text = String(
      decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map(String.init).filter { line in
      !line.hasPrefix("Exception from ") && !line.hasPrefix("FrontEnd API failed")
        && !(line.hasPrefix("Check '") && line.hasSuffix(":"))
    }
    let short = lines.prefix(3).joined(separator: " ").prefix(400)
    return short.isEmpty ? "OpenVINO does not say why" : String(short).droppingFinalStop
  }
}

extension OpenVINONetwork.Port {
  init(_ port: contourist_openvino_port) {
    name = withUnsafeBytes(of: port.name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    isFloat32 = port.is_float32
    let count = Int(port.axes)
    guard (0...Int(CONTOURIST_OPENVINO_MAX_AXES)).contains(count) else {
      lengths = nil
      return
    }
    lengths = withUnsafeBytes(of: port.lengths) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(count).map { $0 < 0 ? nil : Int($0) }
    }
  }
}
