import ImageFiles

/// A table as comma separated values: a line of names, then the rows.
struct CSVTable {
  private var text: String

  init(_ header: [String]) { text = Self.line(header) }

  mutating func append(_ cells: [String]) { text += Self.line(cells) }

  func write(to path: String) throws { try AtomicFile.write(Array(text.utf8), to: path) }

  /// All digits of a number; nothing where there is none.
  static func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func line(_ cells: [String]) -> String {
    cells.map { cell in
      cell.contains { ",\"\r\n".contains($0) }
        ? "\""
          + cell.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\"" : cell
    }.joined(separator: ",") + "\n"
  }
}
