/// Who agreed that their images are used: a table of names (of patients, sessions or cases) and
/// answers, "name,consent" a line.
struct Consent {
  private let path: String
  private let answers: [String: Bool]

  private static let yes: Set<String> = ["yes", "y", "true", "1", "granted", "given"]
  private static let no: Set<String> = ["no", "n", "false", "0", "refused", "withdrawn", ""]

  /// - Throws: `DatasetError.unreadable`, `.badDescription`.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    let rows = CSVRows(try fileText(path)).rows
    guard rows.first == ["name", "consent"] else {
      throw .badDescription(path: path, reason: "its first line is not \"name,consent\"")
    }
    var answers: [String: Bool] = [:]
    for (n, row) in rows.enumerated().dropFirst() {
      let answer = row.count == 2 ? row[1].lowercased() : "?"
      guard Self.yes.contains(answer) || Self.no.contains(answer) else {
        throw .badDescription(path: path, reason: "line \(n + 1) is no name with yes or no")
      }
      guard answers.updateValue(Self.yes.contains(answer), forKey: row[0]) == nil else {
        throw .badDescription(path: path, reason: "it names \(row[0]) twice")
      }
    }
    self.answers = answers
  }

  /// Makes sure that everybody agreed: some name of each case with yes, none with no.
  /// - Throws: `DatasetError.noConsent`.
  func require(_ cases: [[String]]) throws(DatasetError) {
    let refused = cases.filter { names in
      let given = names.compactMap { answers[$0] }
      return given.isEmpty || given.contains(false)
    }
    guard refused.isEmpty else {
      throw .noConsent(path: path, cases: refused.map { $0[0] })
    }
  }
}

/// The rows of a table of comma separated values; cells may stand in quotation marks, and have no
/// spaces around them. Empty lines are left out.
struct CSVRows {
  let rows: [[String]]

  init(_ text: String) {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var hasQuotes = false
    func ended(_ cell: String) -> String { hasQuotes ? cell : cell.trimmed }
    let characters = Array(text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...])
    var n = 0
    while n < characters.count {
      let character = characters[n]
      if isQuoted {
        if character == "\"", n + 1 < characters.count, characters[n + 1] == "\"" {
          cell.append("\"")
          n += 1
        } else if character == "\"" {
          isQuoted = false
        } else {
          cell.append(character)
        }
      } else if character == "\"" {
        (isQuoted, hasQuotes) = (true, true)
        cell = ""
      } else if character == "," {
        row.append(ended(cell))
        (cell, hasQuotes) = ("", false)
      } else if character.isNewline {
        row.append(ended(cell))
        (cell, hasQuotes) = ("", false)
        if row != [""] { rows.append(row) }
        row = []
      } else {
        cell.append(character)
      }
      n += 1
    }
    row.append(ended(cell))
    if row != [""] { rows.append(row) }
    self.rows = rows
  }
}
