import Annotation
import ArgumentParser
import Foundation
import ImageFiles
import Networks
import Terminal

struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model of weights that were trained elsewhere.",
    discussion: """
      The weights are a safetensors file with the tensors of one of this program's networks, by \
      their names and in their shapes, which 'contourist networks --onnx' shows. What the network \
      is and how images are prepared says --card, a JSON object with the entries that \
      'contourist model info --json' prints as "metadata", or --like, a model of the same network: \
      of that one training, scores and date are left out, as they belong to its own weights.

        contourist model import heart.safetensors --like cardiac-cine.onnx \\
          -o heart.onnx
      """)

  @Argument(help: "The weights, a safetensors file.")
  var weights: String

  @Option(help: "What the model is, a JSON file.")
  var card: String?

  @Option(help: "A model of the same network, whose recipe is taken.")
  var like: String?

  @Option(name: .shortAndLong, help: "The model to write, ending in .onnx.")
  var output: String

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard (card == nil) != (like == nil) else {
      throw ValidationError("give either --card or --like")
    }
    guard output.lowercased().hasSuffix(".onnx") else {
      throw ValidationError("--output ends in .onnx")
    }
  }

  func run() throws {
    try existing.check(output, inputs: [weights, card, like])
    guard let modelCard = try card.map(readCard) ?? like.map(cardOfModel) else { return }
    let bytes = try readFile(weights)
    let model: [UInt8]
    do throws(NetworkError) {
      let network = try Network(modelCard.recipe)
      let file = try SafetensorsFile.decode(bytes)
      let known = Set(network.parameters.map(\.name))
      let unknown = file.tensors.keys.filter { !known.contains($0) }.sorted()
      guard unknown.isEmpty else {
        throw .unknownWeights(names: unknown, network: network.name)
      }
      let answer = try network.pruned(to: network.outputs.count)
      model = try ONNXFile.encode(
        answer, weights: file.weights(of: answer), metadata: modelCard.metadata())
    } catch {
      throw DataError("\(weights): \(error)")
    }
    try AtomicFile.write(model, to: output)
    print("model   \(output)  (\(modelCard.recipe.network), \(byteText(model.count)))")
  }

  /// A card whose entries are JSON, as `model info --json` prints them.
  private func readCard(_ path: String) throws -> ModelCard {
    let entries: [String: JSONValue]
    do {
      entries = try JSONDecoder().decode(
        [String: JSONValue].self, from: Data(try readFile(path)))
    } catch is DecodingError {
      throw DataError(
        "\(path): this is no JSON object with a model's entries; 'contourist model info --json' "
          + "prints one as \"metadata\"")
    }
    let metadata = try entries.mapValues { value in
      if case .string(let text) = value { return text }
      return try jsonText(value, pretty: false)
    }
    do {
      return try ModelCard(metadata: metadata)
    } catch {
      throw DataError("\(path): \(error)")
    }
  }

  private func cardOfModel(_ path: String) throws -> ModelCard {
    let bytes = try readFile(path)
    do {
      var card = try ModelFile.decode(bytes).card
      card.name = URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent
      card.scores = [:]
      card.training = [:]
      card.trainingSet = nil
      card.created = nil
      card.engine = contouristVersion
      return card
    } catch {
      throw DataError("\(path): \(error)")
    }
  }
}
