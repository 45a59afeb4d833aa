import Foundation

/// The files in JSON that describe folders: dataset.json of nnU-Net's and the Medical Segmentation
/// Decathlon's, and others.
enum DatasetDescription {
  static let name = "dataset.json"
  /// MONAI's name of the Decathlon's list.
  static let listName = "datalist.json"

  /// Whether a folder's description has a field of this name.
  static func has(_ field: String, in folder: DatasetFolder, file: String = name) -> Bool {
    guard folder.contains(file),
      let data = FileManager.default.contents(atPath: folder.path(of: file)),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return false }
    return object[field] != nil
  }

  /// - Throws: `DatasetError.missing`, `.unreadable`, `.badDescription`.
  static func read<Content: Decodable>(
    _ type: Content.Type, in folder: DatasetFolder, file: String = name
  ) throws(DatasetError) -> Content {
    try read(type, at: folder.file(file, neededBy: folder.name))
  }

  /// - Throws: `DatasetError.unreadable`, `.badDescription`.
  static func read<Content: Decodable>(
    _ type: Content.Type, at path: String
  ) throws(DatasetError) -> Content {
    let text = try fileText(path)
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw .badDescription(path: path, reason: reason(error))
    } catch {
      throw .badDescription(path: path, reason: "it cannot be read: \(error)")
    }
  }

  /// The values of a table whose keys count from 0; at least one.
  /// - Throws: `DatasetError.badDescription`.
  static func list(
    _ table: [String: String], _ field: String, in folder: DatasetFolder, file: String = name
  ) throws(DatasetError) -> [String] {
    guard !table.isEmpty else {
      throw .badDescription(path: folder.path(of: file), reason: "\"\(field)\" is empty")
    }
    var names = [String](repeating: "", count: table.count)
    for (key, value) in table {
      guard let n = Int(key), names.indices.contains(n) else {
        throw .badDescription(
          path: folder.path(of: file),
          reason: "the keys of \"\(field)\" do not count from 0 to \(table.count - 1)")
      }
      names[n] = value
    }
    return names
  }

  /// What numbers in masks mean; labels are numbered anew where the numbers have gaps.
  /// - Throws: `DatasetError.badDescription`.
  static func values(
    _ names: [Int: String], in folder: DatasetFolder, file: String = name
  ) throws(DatasetError) -> LabelValues {
    let path = folder.path(of: file)
    guard names[0] != nil else {
      throw .badDescription(path: path, reason: "no label is 0, which is the background's number")
    }
    var labels: [(number: UInt8, name: String)] = []
    for (number, name) in names.sorted(by: { $0.key < $1.key }) where number != 0 {
      guard let value = UInt8(exactly: number) else {
        throw .badDescription(
          path: path, reason: "label \"\(name)\" has number \(number), which is not 1 to 255")
      }
      labels.append((value, name))
    }
    guard !labels.isEmpty else {
      throw .badDescription(path: path, reason: "it names no label besides the background")
    }
    return LabelValues(
      labels.map(\.name), stored: labels.enumerated().map { ($1.number, UInt8($0 + 1)) })
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\"\(place(context.codingPath + [key]))\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\"\(place(context.codingPath))\" holds something of another kind than it should"
    default:
      return "it is no valid JSON"
    }
  }
}
