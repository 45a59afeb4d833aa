import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import MinimalPaths
import Volumes

/// What annotations.xml of CVAT for images 1.1 says.
struct CVATDocument {
  /// In the order of the task's list.
  let labels: [String]
  let task: String?
  let images: [Image]

  struct Image {
    let name: String
    let width: Int
    let height: Int
    var shapes: [Shape] = []
    var warnings: [String] = []
  }

  struct Shape {
    let label: String
    /// Later ones lie over earlier ones.
    let order: Int
    let region: Region
  }

  enum Region {
    /// Pixel centres at whole numbers.
    case outline([SlicePoint])
    case mask(MaskBox)
  }

  /// A mask within a box of pixels.
  struct MaskBox {
    let left: Int
    let top: Int
    let width: Int
    let height: Int
    /// Row by row, beginning with pixels outside.
    let counts: [Int]

    func mask(ni: Int, nj: Int) -> SliceMask? {
      guard left >= 0, top >= 0, width > 0, height > 0, width <= ni - left, height <= nj - top,
        counts.allSatisfy({ $0 >= 0 && $0 <= width * height }),
        counts.reduce(0, +) == width * height
      else { return nil }
      var mask = SliceMask(ni: ni, nj: nj)
      var place = 0
      for (n, count) in counts.enumerated() {
        if n % 2 == 1 {
          for p in place..<place + count { mask[left + p % width, top + p / width] = true }
        }
        place += count
      }
      return mask
    }
  }

  /// - Throws: `DatasetError.unreadable`, `.badDescription`.
  init(_ path: String) throws(DatasetError) {
    let text = try fileText(path)
    // Nothing of CVAT's has a document type, and entities are how XML harms its reader.
    guard !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY") else {
      throw .badDescription(path: path, reason: "it defines entities, which CVAT never does")
    }
    // What the text is encoded in was found out already. Any other instruction to a program is none of
    // CVAT's, and one without content ends the process in Foundation's parser.
    let content = text.trimmingPrefix(#/\u{FEFF}?\s*<\?xml\s[^>]*\?>/#)
    guard !content.contains("<?") else {
      throw .badDescription(
        path: path, reason: "it has processing instructions, which CVAT never has")
    }
    let parser = XMLParser(data: Data(content.utf8))
    parser.shouldResolveExternalEntities = false
    let reader = CVATReader()
    parser.delegate = reader
    // libxml2 forgives an end that is missing.
    let isWhole = parser.parse() && reader.isClosed
    if let problem = reader.problem {
      throw .badDescription(path: path, reason: problem)
    }
    guard isWhole, reader.isCVAT else {
      throw .badDescription(
        path: path,
        reason: isWhole
          ? "it is no file of CVAT for images" : "it is no valid XML (line \(parser.lineNumber))")
    }
    (labels, task, images) = (reader.labels, reader.task, reader.images)
  }
}

extension CVATDocument.Shape {
  func drawn(_ label: UInt8) -> DrawnShape {
    switch region {
    case .outline(let points): DrawnShape(label: label, outlines: [points])
    case .mask(let box): DrawnShape(label: label) { box.mask(ni: $0, nj: $1) }
    }
  }
}

extension CVATDocument.MaskBox: Sendable {}

/// Collects what the elements say; the first problem ends it.
private final class CVATReader: NSObject, XMLParserDelegate {
  private(set) var isCVAT = false
  private(set) var labels: [String] = []
  private(set) var task: String?
  private(set) var images: [CVATDocument.Image] = []
  private(set) var problem: String?
  private var path: [String] = []
  var isClosed: Bool { path.isEmpty }
  private var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if path.isEmpty { isCVAT = name == "annotations" }
    path.append(name)
    text = ""
    do throws(Problem) {
      try start(name, attributes)
    } catch {
      problem = error.text
      parser.abortParsing()
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "name", path.count >= 2 {
      let parent = path[path.count - 2]
      if parent == "label", !labels.contains(text.trimmed) { labels.append(text.trimmed) }
      if parent == "task" || parent == "project" { task = text.trimmed }
    }
    path.removeLast()
    text = ""
  }

  private struct Problem: Error {
    let text: String
  }

  private func start(_ name: String, _ attributes: [String: String]) throws(Problem) {
    func text(_ key: String) throws(Problem) -> String {
      guard let value = attributes[key] else {
        throw Problem(text: "an element <\(name)> lacks \"\(key)\"")
      }
      return value
    }
    func number(_ key: String) throws(Problem) -> Double {
      guard let value = Double(try text(key)), value.isFinite else {
        throw Problem(text: "\"\(key)\" of an element <\(name)> is no number")
      }
      return value
    }
    func whole(_ key: String) throws(Problem) -> Int {
      guard let value = Int(try text(key)) else {
        throw Problem(text: "\"\(key)\" of an element <\(name)> is no whole number")
      }
      return value
    }
    func point(_ x: Double, _ y: Double) throws(Problem) -> SlicePoint {
      guard let point = picturePoint(x, y) else {
        throw Problem(text: "an element <\(name)> has a point far outside of its picture")
      }
      return point
    }
    if name == "track" {
      throw Problem(text: "it is of CVAT for video; export the task as \"CVAT for images 1.1\"")
    }
    if name == "image" {
      images.append(
        .init(name: try text("name"), width: try whole("width"), height: try whole("height")))
    }
    guard path.count >= 2, path[path.count - 2] == "image" else { return }
    let region: CVATDocument.Region
    switch name {
    case "polygon":
      var points: [SlicePoint] = []
      for pair in try text("points").split(separator: ";") {
        let numbers = pair.split(separator: ",").compactMap { Double($0.trimmed) }
        guard numbers.count == 2 else {
          throw Problem(text: "a polygon has a point that is no pair of numbers")
        }
        points.append(try point(numbers[0], numbers[1]))
      }
      guard points.count >= 3 else {
        throw Problem(text: "a polygon has fewer than three points")
      }
      region = .outline(points)
    case "box":
      if attributes["rotation"] != nil, try number("rotation") != 0 {
        throw Problem(text: "a box is rotated; turn it into a polygon in CVAT")
      }
      let a = try point(number("xtl"), number("ytl"))
      let b = try point(number("xbr"), number("ybr"))
      region = .outline([a, SlicePoint(b.x, a.y), b, SlicePoint(a.x, b.y)])
    case "mask":
      let parts = try text("rle").split(separator: ",").map { Int($0.trimmed) }
      guard !parts.contains(nil) else {
        throw Problem(text: "a mask's \"rle\" holds something that is no whole number")
      }
      region = .mask(
        .init(
          left: try whole("left"), top: try whole("top"), width: try whole("width"),
          height: try whole("height"), counts: parts.compactMap { $0 }))
    case "tag", "attribute": return
    default:
      images[images.count - 1].warnings.append(
        "\(images[images.count - 1].name): an element <\(name)> was left out.")
      return
    }
    images[images.count - 1].shapes.append(
      .init(
        label: try text("label"),
        order: attributes["z_order"] == nil ? 0 : try whole("z_order"), region: region))
  }
}
