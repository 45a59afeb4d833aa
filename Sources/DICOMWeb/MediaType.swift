/// What the header Content-Type says: a type and its parameters.
///
/// Source: RFC 9110, 8.3.
struct MediaType: Equatable {
  /// In small letters: "multipart/related".
  let name: String
  /// Names in small letters.
  let parameters: [String: String]

  init(_ text: String) {
    var rest = text[...]
    name = Self.word(&rest, until: ";").lowercased()
    var parameters: [String: String] = [:]
    while rest.popFirst() != nil {
      let key = Self.word(&rest, until: "=;").lowercased()
      guard rest.first == "=" else { continue }
      rest.removeFirst()
      rest = rest.drop { $0 == " " || $0 == "\t" }
      let value = rest.first == "\"" ? Self.quoted(&rest) : Self.word(&rest, until: ";")
      if parameters[key] == nil { parameters[key] = value }
      rest = rest.drop { $0 != ";" }
    }
    self.parameters = parameters
  }

  private static func word(_ rest: inout Substring, until ends: String) -> String {
    let word = rest.prefix { !ends.contains($0) }
    rest = rest[word.endIndex...]
    return String(
      word.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }

  private static func quoted(_ rest: inout Substring) -> String {
    rest.removeFirst()
    var value = ""
    while let letter = rest.popFirst(), letter != "\"" {
      // A backslash takes the next letter as it is.
      guard let taken = letter == "\\" ? rest.popFirst() : letter else { break }
      value.append(taken)
    }
    return value
  }
}
