/// What computes.
public enum Device: String, Codable, Sendable, CaseIterable {
  case cpu
  /// The first one that libtorch finds.
  case gpu

  var isGPU: Bool { self == .gpu }
}

/// In which numbers convolutions are computed in training; weights, losses and norms are always in
/// 32-bit floats.
public enum Precision: String, Codable, Sendable, CaseIterable {
  case float32
  /// Half the digits, about twice as fast where the processor has instructions for them.
  case bfloat16
}

#if Training
  internal import CTorch
  import Foundation

  extension Device {
    /// - Throws: `TrainingError.noGPU`.
    func check() throws(TrainingError) {
      if isGPU, !ctorch_has_gpu() { throw .noGPU }
    }
  }

  extension Precision {
    /// bfloat16 where the processor (or a GPU) has instructions for it.
    public static func fastest(on device: Device) -> Precision {
      if device.isGPU { return .bfloat16 }
      let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let flags = processor.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
      return flags.contains("avx512_bf16") || flags.contains("amx_bf16") ? .bfloat16 : .float32
    }

    /// Runs `body` with convolutions in this precision.
    func compute<Result>(
      on device: Device, _ body: () throws(TrainingError) -> Result
    ) throws(TrainingError) -> Result {
      ctorch_set_bfloat16(self == .bfloat16, device.isGPU)
      defer { ctorch_set_bfloat16(false, device.isGPU) }
      return try body()
    }
  }

  /// Runs `body` without remembering anything for gradients.
  func withoutGradients<Result>(
    _ body: () throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result {
    ctorch_set_recording(false)
    defer { ctorch_set_recording(true) }
    return try body()
  }
#endif
