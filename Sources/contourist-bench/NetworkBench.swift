#if Training
  public import ArgumentParser
  import Foundation
  import ImageFiles
  import Networks
  import Terminal
  public import Training

  /// A model file and a batch of images for it, as other programs hand them over.
  struct NetworkInput: ParsableArguments {
    @Argument(help: "The model: .onnx of this program.")
    var model: String

    @Option(help: "Shape of the images: N,C,J,I or N,C,K,J,I.")
    var shape: String

    @Option(help: "Threads to compute with.")
    var threads = 2

    func validate() throws {
      guard let shape = lengths, [4, 5].contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
        throw ValidationError("--shape is four or five whole numbers above 0")
      }
    }

    var lengths: [Int]? { wholeNumbers(shape) }

    func computation() throws -> (Network, NetworkComputation) {
      let file = try ModelFile.decode(Array(try Data(contentsOf: URL(fileURLWithPath: model))))
      return (
        file.network,
        try NetworkComputation(file.network, weights: file.weights, threads: threads)
      )
    }

    /// 32-bit floats, little endian.
    static func floats(_ path: String) throws -> [Float] {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return data.withUnsafeBytes { bytes in
        (0..<data.count / 4).map {
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      }
    }

    static func bytes(_ values: [Float]) -> [UInt8] {
      values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
    }
  }

  struct LogitsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "logits", abstract: "What libtorch computes for a batch of images.")

    @OptionGroup var input: NetworkInput
    @Option(help: "Raw 32-bit floats, little endian.") var images: String
    @Option(help: "Where to write the logits, likewise.") var output: String

    func run() throws {
      let (_, computation) = try input.computation()
      let logits = try computation.logits(
        try NetworkInput.floats(images), shape: input.lengths ?? [])
      try AtomicFile.write(NetworkInput.bytes(logits), to: output)
    }
  }

  struct GradientsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gradients", abstract: "Loss and gradients of a batch of labelled images.")

    @OptionGroup var input: NetworkInput
    @Option(help: "Raw 32-bit floats, little endian.") var images: String
    @Option(help: "Raw bytes.") var labels: String
    @Option(help: "The loss's name.") var loss = "cross_entropy_dice"
    @Option(help: "softmax or sigmoid.") var answer = "softmax"
    @Option(help: "Where to write the gradients: safetensors.") var output: String

    func run() throws {
      let (network, computation) = try input.computation()
      guard let kind = LossRecipe.Kind(rawValue: loss), let answer = Answer(rawValue: answer) else {
        throw ValidationError("there is no such loss or answer")
      }
      let (value, gradients) = try computation.gradients(
        try NetworkInput.floats(images), shape: input.lengths ?? [],
        labels: Array(try Data(contentsOf: URL(fileURLWithPath: labels))),
        loss: LossRecipe(kind: kind, answer: answer))
      var tensors: [String: WeightTensor] = [:]
      for parameter in network.parameters {
        if let gradient = gradients[parameter.name] {
          tensors[parameter.name] = WeightTensor(shape: parameter.shape, values: gradient)
        }
      }
      try AtomicFile.write(
        SafetensorsFile(tensors: tensors, metadata: ["loss": "\(value)"]).encode(), to: output)
    }
  }

  struct TrainingStepBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "training-step", abstract: "Times of a training step and of an inference.")

    @OptionGroup var input: NetworkInput
    @Option(help: "float32 or bfloat16.") var precision = Precision.float32
    @Option(name: .customLong("repeat"), help: "How often; the fastest counts.") var count = 10

    func run() throws {
      let (_, computation) = try input.computation()
      let (step, inference) = try computation.times(
        shape: input.lengths ?? [], repeats: count, loss: LossRecipe(kind: .crossEntropyDice),
        optimizer: OptimizerRecipe(method: .adamw, rate: 1e-4), precision: precision)
      try printJSON(["step_seconds": step, "inference_seconds": inference], pretty: false)
    }
  }

  extension Precision: ExpressibleByArgument {}
#endif
