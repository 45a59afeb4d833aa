import Foundation

/// A patient's height and weight, by which volumes of hearts of different people are compared.
public struct BodySize: Sendable, Equatable {
  public let centimetres: Double
  public let kilograms: Double

  public static let heights = 20.0...260
  public static let weights = 0.5...400

  /// nil for a height or a weight that nobody has.
  public init?(centimetres: Double, kilograms: Double) {
    guard Self.heights.contains(centimetres), Self.weights.contains(kilograms) else { return nil }
    self.centimetres = centimetres
    self.kilograms = kilograms
  }

  /// How the body's surface is estimated.
  public enum SurfaceFormula: String, Sendable, CaseIterable, Codable {
    /// Source: Du Bois and Du Bois, Arch. Intern. Med. 17 (1916) 863.
    case dubois
    /// Source: Mosteller, N. Engl. J. Med. 317 (1987) 1098.
    case mosteller

    public var title: String {
      switch self {
      case .dubois: "Du Bois"
      case .mosteller: "Mosteller"
      }
    }
  }

  /// Square metres.
  public func surface(_ formula: SurfaceFormula) -> Double {
    switch formula {
    case .dubois: 0.007184 * pow(kilograms, 0.425) * pow(centimetres, 0.725)
    case .mosteller: (centimetres * kilograms / 3600).squareRoot()
    }
  }
}
