/// A JSON file of labelme's, as far as it is read and written here.
struct LabelmeDocument: Codable {
  var version: String?
  var flags: [String: Bool]?
  let shapes: [Shape]
  var imagePath: String?
  /// The picture's file in base 64; nil where it lies beside.
  var imageData: String?
  var imageHeight: Int?
  var imageWidth: Int?
  // Ours, which labelme keeps and passes over.
  var patient: String?
  /// Intensities that are black and white.
  var window: [Double]?

  struct Shape: Codable {
    let label: String
    /// x, y; pixels' corners at whole numbers.
    let points: [[Double]]
    var kind: String?
    var flags: [String: Bool]?
    var group: Int?

    enum CodingKeys: String, CodingKey {
      case label, points, flags
      case kind = "shape_type"
      case group = "group_id"
    }

    init(label: String, points: [[Double]], kind: String) {
      self.label = label
      self.points = points
      self.kind = kind
      flags = [:]
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(label, forKey: .label)
      try fields.encode(points, forKey: .points)
      try fields.encode(kind ?? "polygon", forKey: .kind)
      try fields.encode(flags ?? [:], forKey: .flags)
      // labelme wants the field, if only as null.
      try fields.encode(group, forKey: .group)
    }
  }

  enum CodingKeys: String, CodingKey {
    case version, flags, shapes, imagePath, imageData, imageHeight, imageWidth, patient, window
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(version, forKey: .version)
    try fields.encode(flags ?? [:], forKey: .flags)
    try fields.encode(shapes, forKey: .shapes)
    try fields.encode(imagePath, forKey: .imagePath)
    try fields.encode(imageData, forKey: .imageData)
    try fields.encode(imageHeight, forKey: .imageHeight)
    try fields.encode(imageWidth, forKey: .imageWidth)
    try fields.encodeIfPresent(patient, forKey: .patient)
    try fields.encodeIfPresent(window, forKey: .window)
  }
}
