import Foundation

/// Prints a value as JSON: one object, sorted keys.
public func printJSON(_ value: some Encodable, pretty: Bool = true) throws {
  print(try jsonText(value, pretty: pretty))
}

public func jsonText(_ value: some Encodable, pretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    pretty
    ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    : [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Prints a line for the user that is no result.
public func warn(_ text: String) { printError("warning: \(text)") }

/// Writes a line to standard error; where nobody can read it, it is lost.
public func printError(_ line: String) {
  try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
}

extension Double {
  /// With a fixed number of decimals and a thin gap between thousands: "1 602.5".
  public func text(_ decimals: Int) -> String {
    let plain = String(format: "%.\(decimals)f", self)
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == "-" }
    var grouped = ""
    for (n, digit) in whole.enumerated() {
      if n > 0, (whole.count - n) % 3 == 0 { grouped.append(" ") }
      grouped.append(digit)
    }
    return (self < 0 ? "-" : "") + grouped + (parts.count > 1 ? "." + parts[1] : "")
  }
}

/// A table of aligned columns: the first left, the others right.
public func table(_ header: [String], _ rows: [[String]]) -> String {
  let all = [header] + rows
  let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  return all.map { row in
    row.indices.map { column in
      let gap = String(repeating: " ", count: widths[column] - row[column].count)
      return column == 0 ? row[column] + gap : gap + row[column]
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

/// How often a word stands for: "1 slice", "3 slices".
public func counted(_ n: Int, _ word: String) -> String { "\(n) \(word)\(n == 1 ? "" : "s")" }
