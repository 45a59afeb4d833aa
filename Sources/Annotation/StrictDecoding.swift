internal import Foundation

/// Any value; only that it is there matters.
private struct Anything: Decodable {
  init(from decoder: any Decoder) {}
}

/// The parts of a line that are objects themselves.
private struct Parts: Decodable {
  let add: [[String: Anything]]?
  let model: [String: Anything]?
}

/// Reads a value from one line of JSON and refuses fields it does not have.
/// - Parameters:
///   - fields: Names of the fields it may have.
///   - what: For messages: "an action".
/// - Throws: `SessionError.badAction` saying which field is wrong.
func strictlyDecoded<Value: Decodable>(
  _ line: String, fields: Set<String>, of what: String
) throws(SessionError) -> Value {
  let data = Data(line.utf8)
  do {
    let decoder = JSONDecoder()
    func check(_ found: [String: Anything], _ known: Set<String>, _ what: String) throws {
      if let unknown = found.keys.sorted().first(where: { !known.contains($0) }) {
        throw SessionError.badAction("\"\(unknown)\" is no field of \(what)")
      }
    }
    try check(decoder.decode([String: Anything].self, from: data), fields, what)
    // Where a type is wrong, decoding the value says so.
    if let parts = try? decoder.decode(Parts.self, from: data) {
      let contour = Set(ContourReplacement.Addition.CodingKeys.allCases.map(\.rawValue))
      for addition in parts.add ?? [] { try check(addition, contour, "a contour to add") }
      try check(parts.model ?? [:], ["name", "sha256"], "a model")
    }
    return try decoder.decode(Value.self, from: data)
  } catch let error as SessionError {
    throw error
  } catch DecodingError.dataCorrupted(let context)
    where context.codingPath.isEmpty && (try? JSONSerialization.jsonObject(with: data)) != nil
  {
    // The decoder does not say which number.
    throw .badAction("a number is too large, or has decimals where a whole one is needed")
  } catch {
    throw .badAction(explanation(of: error))
  }
}

/// A type as the person who wrote the JSON knows it.
private func plainName(of type: any Any.Type) -> String {
  switch type {
  case is Double.Type: return "a number"
  case is Int.Type, is UInt8.Type: return "a whole number"
  case is String.Type: return "a text"
  case is Bool.Type: return "true or false"
  default: return String(describing: type).hasPrefix("Array") ? "a list" : "an object"
  }
}

/// A decoding error in words for the person who wrote the JSON.
func explanation(of error: any Error) -> String {
  guard let error = error as? DecodingError else { return String(describing: error) }
  func field(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "the line" : "\"" + path.map(\.stringValue).joined(separator: ".") + "\""
  }
  switch error {
  case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
  case .typeMismatch(let type, let context):
    return "\(field(context.codingPath)) must be \(plainName(of: type))"
  case .valueNotFound(_, let context): return "\(field(context.codingPath)) is null"
  case .dataCorrupted(let context):
    return context.codingPath.isEmpty
      ? "this is not JSON" : "\(field(context.codingPath)) \(context.debugDescription)"
  @unknown default: return String(describing: error)
  }
}

/// Whether a line is an object with "tool" and without "action".
func hasToolAlone(_ line: String) -> Bool {
  let fields = try? JSONDecoder().decode([String: Anything].self, from: Data(line.utf8))
  return fields.map { $0["tool"] != nil && $0["action"] == nil } ?? false
}
