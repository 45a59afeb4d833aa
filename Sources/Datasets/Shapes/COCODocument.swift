import MinimalPaths
import Volumes

/// COCO's file of instances, as far as it is read and written here.
struct COCODocument: Codable {
  var info: Info?
  var licences: [Licence]?
  let images: [Image]
  let annotations: [Annotation]
  let categories: [Category]

  enum CodingKeys: String, CodingKey {
    case info, images, annotations, categories
    case licences = "licenses"
  }

  struct Info: Codable {
    var description: String?
    var version: String?
    var contributor: String?
  }

  struct Licence: Codable {
    var id: Int?
    var name: String?
    var url: String?
  }

  struct Image: Codable {
    let id: Int
    let file: String
    let width: Int
    let height: Int
    var licence: Int?
    // Ours, which other readers pass over.
    var patient: String?
    var slice: Int?
    /// Intensities that are black and white.
    var window: [Double]?
    /// Millimetres along i and j.
    var spacing: [Double]?

    enum CodingKeys: String, CodingKey {
      case id, width, height, patient, slice, window
      case file = "file_name"
      case licence = "license"
      case spacing = "spacing_mm"
    }
  }

  struct Annotation: Codable {
    let id: Int
    let image: Int
    let category: Int
    let segmentation: Segmentation
    var area: Double?
    /// Left, top, width, height.
    var box: [Double]?
    var isCrowd: Int?

    enum CodingKeys: String, CodingKey {
      case id, segmentation, area
      case image = "image_id"
      case category = "category_id"
      case box = "bbox"
      case isCrowd = "iscrowd"
    }
  }

  struct Category: Codable {
    let id: Int
    let name: String
    var group: String?

    enum CodingKeys: String, CodingKey {
      case id, name
      case group = "supercategory"
    }
  }

  /// The region of an annotation.
  enum Segmentation: Codable {
    /// Lists of x, y, x, y, ..., pixels' corners at whole numbers.
    case polygons([[Double]])
    /// Height and width.
    case counts([Int], size: [Int])
    case compressed(String, size: [Int])

    private enum Key: String, CodingKey { case counts, size }

    init(from decoder: any Decoder) throws {
      guard let fields = try? decoder.container(keyedBy: Key.self) else {
        self = .polygons(try decoder.singleValueContainer().decode([[Double]].self))
        return
      }
      let size = try fields.decode([Int].self, forKey: .size)
      if let text = try? fields.decode(String.self, forKey: .counts) {
        self = .compressed(text, size: size)
      } else {
        self = .counts(try fields.decode([Int].self, forKey: .counts), size: size)
      }
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .polygons(let polygons):
        var container = encoder.singleValueContainer()
        try container.encode(polygons)
      case .counts(let counts, let size):
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(counts, forKey: .counts)
        try fields.encode(size, forKey: .size)
      case .compressed(let text, let size):
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(text, forKey: .counts)
        try fields.encode(size, forKey: .size)
      }
    }

    /// Polygons with pixel centres at whole numbers; nil where there are none, or one is no list of
    /// three points or more.
    var outlines: [[SlicePoint]]? {
      guard case .polygons(let polygons) = self, !polygons.isEmpty,
        polygons.allSatisfy({ $0.count >= 6 && $0.count.isMultiple(of: 2) })
      else { return nil }
      return polygons.map { numbers in
        stride(from: 0, to: numbers.count, by: 2).map {
          SlicePoint(numbers[$0] - 0.5, numbers[$0 + 1] - 0.5)
        }
      }
    }

    /// The pixels; nil where the region is not of this size or damaged.
    func mask(ni: Int, nj: Int) -> SliceMask? {
      switch self {
      case .polygons: return outlines.map { SliceMask(ni: ni, nj: nj, insideAny: $0) }
      case .counts(let counts, let size):
        guard size == [nj, ni] else { return nil }
        return RunLengths(width: ni, height: nj, counts: counts).mask
      case .compressed(let text, let size):
        guard size == [nj, ni], let counts = RunLengths.counts(text) else { return nil }
        return RunLengths(width: ni, height: nj, counts: counts).mask
      }
    }
  }
}

extension SliceMask {
  /// The pixels inside of one polygon or more.
  init(ni: Int, nj: Int, insideAny polygons: [[SlicePoint]]) {
    self.init(ni: ni, nj: nj)
    for polygon in polygons {
      let one = SliceMask(ni: ni, nj: nj, inside: polygon)
      for n in pixels.indices where one.pixels[n] { pixels[n] = true }
    }
  }
}
