/// Terms and what they mean, for the help of a command: texts indented below their terms and broken
/// within 80 columns, as the parser breaks long lines without their indentation.
func helpList(_ entries: [(term: String, text: String)]) -> String {
  entries.map { entry in
    var lines = [String](), line = ""
    for word in entry.text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count > 72 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (["  " + entry.term] + (lines + [line]).map { "      " + $0 }).joined(separator: "\n")
  }.joined(separator: "\n")
}
