import ArgumentParser
import Foundation
import MinimalPaths

/// Another outline model than the default, for experiments.
struct OutlineModelOptions: ParsableArguments {
  @Option(help: "A parameter of the outline model as NAME=VALUE, repeated.") var set: [String] = []
  @Option(help: "Weights of its two strips, as Tests/Peers/outline_weights.py writes them.")
  var weights: String?

  func parameters() throws -> OutlineModelParameters {
    var parameters = OutlineModelParameters()
    for field in set {
      let parts = field.split(separator: "=")
      guard parts.count == 2, let value = Double(parts[1]),
        let path = OutlineModelParameters.named[String(parts[0])]
      else { throw ValidationError("--set wants NAME=VALUE, not \(field)") }
      parameters[keyPath: path] = value
    }
    guard let weights else { return parameters }
    let lists = try JSONDecoder().decode(
      [[Double]].self, from: Data(contentsOf: URL(fileURLWithPath: weights)))
    let read = lists.compactMap(EvidenceWeights.init(list:))
    guard lists.count == 2, read.count == 2 else {
      throw ValidationError("\(weights): two lists of weights are wanted")
    }
    (parameters.wide, parameters.narrow) = (read[0], read[1])
    return parameters
  }
}
