import ArgumentParser
import ImageFiles
import Networks
import Terminal

struct NetworksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "networks",
    abstract: "List the U-Nets that can be trained, or write one with random weights.",
    discussion: """
      Examples:

        contourist networks
        contourist networks --network resunet --classes 4 --onnx resunet.onnx

      A channels list is finest level first; another number of levels than usual has strides of 2 \
      and kernels of 3.
      """)

  @Option(help: "One network of the list.")
  var network: String?

  @Option(help: "2 or 3; the network's usual number by default.")
  var dimensions: Int?

  @Option(help: "Channels of the image.")
  var inputChannels = 1

  @Option(help: "Channels of the answer, one for each label and one for the background.")
  var classes = 2

  @Option(help: "Channels of each level, separated by commas.")
  var channels: String?

  @Option(help: "batch or instance.")
  var norm: NetworkRecipe.Norm?

  @Option(help: "relu, leaky or prelu.")
  var activation: NetworkRecipe.Activation?

  @Option(help: "transposed_convolution, linear or nearest.")
  var upsampling: NetworkRecipe.Upsampling?

  @Option(help: "plain or resnet18; only unet++ has the choice.")
  var encoder: NetworkRecipe.Encoder?

  @Option(help: "Prune the network to this level, unet++ only.")
  var level: Int?

  @Option(help: "Seed of the random weights.")
  var seed: UInt64 = 1

  @Option(help: "Write the network to this file; needs --network.")
  var onnx: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    for (option, isGiven) in [
      ("--onnx", onnx != nil), ("--level", level != nil), ("--channels", channels != nil),
      ("--encoder", encoder != nil),
    ] where isGiven && network == nil {
      throw ValidationError("\(option) needs --network")
    }
    if onnx?.isEmpty ?? false { throw ValidationError("--onnx is empty") }
    if let channels, wholeNumbers(channels) == nil {
      throw ValidationError("--channels are whole numbers separated by commas")
    }
  }

  func run() throws {
    try existing.check(onnx)
    let names = network.map { [$0] } ?? Network.catalogue.map(\.name)
    let reports = try names.map { name in
      let recipe = try recipe(name)
      let whole = try Network(recipe)
      let network = try level.map { try whole.pruned(to: $0) } ?? whole
      if let onnx { try write(network, of: whole, recipe, to: onnx) }
      return NetworkReport(network, recipe)
    }
    if json {
      try printJSON(reports)
    } else {
      print(NetworkReport.text(reports))
      if let onnx { print("model \(onnx)") }
    }
  }

  private func recipe(_ name: String) throws -> NetworkRecipe {
    var recipe = try NetworkRecipe(
      network: name, dimensions: dimensions, encoder: encoder, inputChannels: inputChannels,
      classes: classes)
    if let channels = channels.flatMap(wholeNumbers) { recipe.setChannels(channels) }
    if let norm { recipe.norm = norm }
    if let activation { recipe.activation = activation }
    if let upsampling { recipe.upsampling = upsampling }
    return recipe
  }

  /// With the whole network's random weights, so that a pruned one computes the same.
  private func write(
    _ network: Network, of whole: Network, _ recipe: NetworkRecipe, to path: String
  ) throws {
    let bytes = try ONNXFile.encode(
      network, weights: whole.initialWeights(seed: seed),
      metadata: [ONNXFile.recipeKey: try jsonText(recipe, pretty: false)])
    try AtomicFile.write(bytes, to: path)
  }
}

/// What `networks` says of one.
private struct NetworkReport: Encodable {
  let name: String
  let dimensions: Int
  let parameters: Int
  let levels: Int
  let outputs: Int
  /// In the order of the tensor's axes, (j, i) or (k, j, i).
  let divisors: [Int]
  /// For a slice of 256 x 256 voxels, or one of 16 of them.
  let multiplyAddsPerSlice: Int
  let source: String
  let recipe: NetworkRecipe

  enum CodingKeys: String, CodingKey {
    case name, dimensions, parameters, levels, outputs, divisors, source, recipe
    case multiplyAddsPerSlice = "multiply_adds_per_slice"
  }

  init(_ network: Network, _ recipe: NetworkRecipe) {
    name = network.name
    dimensions = network.dimensions
    parameters = network.parameterCount
    levels = recipe.channels.count
    outputs = network.outputs.count
    divisors = network.divisors
    // As near to 256 x 256, and in depth to 16, as the divisors allow.
    let wanted = [16, 256, 256].suffix(network.dimensions)
    let size = zip(wanted, network.divisors).map { ($0 + $1 - 1) / $1 * $1 }
    let slices = network.dimensions == 3 ? size[0] : 1
    multiplyAddsPerSlice = network.cost(size: size) / slices
    source = Network.catalogue.first { $0.name == network.name }?.source ?? ""
    self.recipe = recipe
  }

  static func text(_ reports: [NetworkReport]) -> String {
    let rows = reports.map { report in
      [
        report.name, "\(report.dimensions)", Double(report.parameters).text(0),
        "\(report.levels)", report.divisors.map(String.init).joined(separator: " x "),
        (Double(report.multiplyAddsPerSlice) / 1e9).text(1) + " G",
      ]
    }
    let header = ["network", "axes", "parameters", "levels", "divisors", "multiply-adds a slice"]
    return ([table(header, rows), ""] + reports.map { "\($0.name): \($0.source)" })
      .joined(separator: "\n")
  }
}
