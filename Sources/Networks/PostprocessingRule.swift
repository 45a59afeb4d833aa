/// What is done to one label after the network has answered, in this order; saved with the model.
public struct PostprocessingRule: Codable, Sendable, Equatable {
  /// The label's name.
  public var label: String
  /// The largest connected component alone stays.
  public var keepsLargestComponent: Bool
  /// Connected components smaller than so many millilitres go; nil keeps all.
  public var minimumMillilitres: Double?
  /// Background that the label encloses becomes the label.
  public var fillsHoles: Bool

  enum CodingKeys: String, CodingKey {
    case label
    case keepsLargestComponent = "largest_component"
    case minimumMillilitres = "minimum_ml"
    case fillsHoles = "fill_holes"
  }

  public init(
    label: String, keepsLargestComponent: Bool = false, minimumMillilitres: Double? = nil,
    fillsHoles: Bool = false
  ) {
    self.label = label
    self.keepsLargestComponent = keepsLargestComponent
    self.minimumMillilitres = minimumMillilitres
    self.fillsHoles = fillsHoles
  }

  /// What is left out is not done.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    label = try container.decode(String.self, forKey: .label)
    keepsLargestComponent =
      try container.decodeIfPresent(Bool.self, forKey: .keepsLargestComponent) ?? false
    minimumMillilitres = try container.decodeIfPresent(Double.self, forKey: .minimumMillilitres)
    fillsHoles = try container.decodeIfPresent(Bool.self, forKey: .fillsHoles) ?? false
  }

  /// What is wrong with rules for these labels; nil where nothing is.
  public static func problem(_ rules: [PostprocessingRule], labels: [String]) -> String? {
    for (n, rule) in rules.enumerated() {
      if !labels.contains(rule.label) {
        return "has a rule for \"\(rule.label)\", which is none of the labels"
      }
      if rules[..<n].contains(where: { $0.label == rule.label }) {
        return "has two rules for \"\(rule.label)\""
      }
      if let minimum = rule.minimumMillilitres, !(minimum >= 0 && minimum.isFinite) {
        return "has a minimum of \(minimum) mL for \"\(rule.label)\""
      }
    }
    return nil
  }
}
