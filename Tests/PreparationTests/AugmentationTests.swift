import Foundation
import Testing

@testable import Preparation

@Suite struct AugmentationTests {
  private let all = Augmentation(
    rotation: .init(probability: 0.5, degrees: -30...30, tiltDegrees: -10...10),
    scaling: .init(probability: 0.5, factor: 0.75...1.25),
    shift: .init(probability: 0.25, fraction: -0.5...0.5), flips: .init(i: 0.5, j: 0.25, k: 1),
    elastic: .init(probability: 0.5, controlSpacing: 32, standardDeviation: 0...4),
    biasField: .init(probability: 0.5, order: 3, strength: 0...0.5),
    blur: .init(probability: 0.25, sigma: 0.5...1),
    ricianNoise: .init(probability: 0.25, sigma: 0...0.5),
    gaussianNoise: .init(probability: 0.25, sigma: 0...0.25),
    contrast: .init(probability: 0.25, factor: 0.75...1.25),
    brightness: .init(probability: 0.25, offset: -0.25...0.25),
    gamma: .init(probability: 0.25, exponent: 0.75...1.5, invertedProbability: 0.5))

  @Test func `its JSON has these keys and comes back`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(all)
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"bias_field":{"order":3,"probability":0.5,"strength":[0,0.5]},"#
        + #""blur":{"probability":0.25,"sigma":[0.5,1]},"#
        + #""brightness":{"offset":[-0.25,0.25],"probability":0.25},"#
        + #""contrast":{"factor":[0.75,1.25],"probability":0.25},"#
        + #""elastic":{"control_spacing":32,"probability":0.5,"standard_deviation":[0,4]},"#
        + #""flips":{"i":0.5,"j":0.25,"k":1},"#
        + #""gamma":{"exponent":[0.75,1.5],"inverted_probability":0.5,"probability":0.25},"#
        + #""gaussian_noise":{"probability":0.25,"sigma":[0,0.25]},"#
        + #""rician_noise":{"probability":0.25,"sigma":[0,0.5]},"#
        + #""rotation":{"degrees":[-30,30],"probability":0.5,"tilt_degrees":[-10,10]},"#
        + #""scaling":{"factor":[0.75,1.25],"probability":0.5},"#
        + #""shift":{"fraction":[-0.5,0.5],"probability":0.25}}"#)
    #expect(try JSONDecoder().decode(Augmentation.self, from: json) == all)
    #expect(throws: Never.self) { try all.validate() }
  }

  @Test func `what its JSON leaves out does nothing`() throws {
    let empty = try JSONDecoder().decode(Augmentation.self, from: Data("{}".utf8))
    #expect(empty == .none)
    let json =
      #"{"flips": {"j": 0.5}, "gamma": {"probability": 1, "exponent": [1, 2]}, "#
      + #""rotation": {"probability": 1, "degrees": [0, 5]}}"#
    let some = try JSONDecoder().decode(Augmentation.self, from: Data(json.utf8))
    #expect(
      some
        == Augmentation(
          rotation: .init(probability: 1, degrees: 0...5), flips: .init(j: 0.5),
          gamma: .init(probability: 1, exponent: 1...2)))
  }

  @Test func `a range that goes backwards is no JSON of it`() {
    let json = #"{"rotation": {"probability": 1, "degrees": [5, 0]}}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Augmentation.self, from: Data(json.utf8))
    }
  }

  @Test func `parts out of bounds are refused by name`() {
    let bad: [(String, Augmentation)] = [
      ("rotation", .init(rotation: .init(probability: 1.5, degrees: 0...1))),
      ("scaling", .init(scaling: .init(probability: .nan, factor: 1...1))),
      ("scaling.factor", .init(scaling: .init(probability: 1, factor: 0...1))),
      ("shift.fraction", .init(shift: .init(probability: 1, fraction: -2...1))),
      ("flips along k", .init(flips: .init(k: -0.5))),
      (
        "elastic.control_spacing",
        .init(elastic: .init(probability: 1, controlSpacing: 0, standardDeviation: 1...1))
      ),
      (
        "elastic.standard_deviation",
        .init(elastic: .init(probability: 1, controlSpacing: 8, standardDeviation: -1...1))
      ),
      ("bias_field.order", .init(biasField: .init(probability: 1, order: 4, strength: 0...1))),
      ("blur.sigma", .init(blur: .init(probability: 1, sigma: -1...1))),
      ("rician_noise.sigma", .init(ricianNoise: .init(probability: 1, sigma: -1...1))),
      ("gaussian_noise.sigma", .init(gaussianNoise: .init(probability: 1, sigma: 0...(.infinity)))),
      ("contrast.factor", .init(contrast: .init(probability: 1, factor: -1...1))),
      ("brightness.offset", .init(brightness: .init(probability: 1, offset: 0...1e9))),
      ("gamma.exponent", .init(gamma: .init(probability: 1, exponent: 0...1))),
      (
        "gamma's inverted",
        .init(gamma: .init(probability: 1, exponent: 1...1, invertedProbability: 2))
      ),
    ]
    for (name, augmentation) in bad {
      #expect {
        try augmentation.validate()
      } throws: {
        "\($0)".contains(name) && "\($0)".contains("the augmentation cannot be used")
      }
    }
  }
}
