import Glibc

/// What the texts of a data set are written in.
///
/// ASCII, Latin-1 and UTF-8 are decoded here, other tables by the system's `iconv`; letters that
/// cannot be decoded become U+FFFD.
/// Source: DICOM PS3.3, C.12.1.1.2; PS3.5, section 6.1.
struct DICOMCharacterSet: Sendable, Equatable {
  /// As the header states them; the first is in force at the start of each text.
  private let names: [String]

  /// Where nothing is stated. Texts that break the rule and hold more than ASCII are taken for UTF-8
  /// where they are valid UTF-8, else for Latin-1.
  static let standard = DICOMCharacterSet([])
  static let utf8 = DICOMCharacterSet(["ISO_IR 192"])

  init(_ names: [String]) { self.names = names }

  func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.allSatisfy({ $0 < 0x80 && $0 != DICOMCharacterSet.escape }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    let first = names.first ?? ""
    switch first {
    case "ISO_IR 192": return String(decoding: bytes, as: UTF8.self)
    case "ISO_IR 100", "ISO 2022 IR 100": return latin1(bytes)
    case "", "ISO_IR 6", "ISO 2022 IR 6":
      if names.count > 1 { return escaped(bytes, from: "ISO-8859-1") }
      return String(validating: bytes, as: UTF8.self) ?? latin1(bytes)
    default: return escaped(bytes, from: DICOMCharacterSet.tables[first] ?? "ASCII")
    }
  }

  /// The bytes of a text; nil where the character set has none for it. Nothing but ASCII, Latin-1 and
  /// UTF-8 is written.
  func encoded(_ text: String) -> [UInt8]? {
    if text.utf8.allSatisfy({ $0 < 0x80 }) || names == DICOMCharacterSet.utf8.names {
      return Array(text.utf8)
    }
    guard names == ["ISO_IR 100"] else { return nil }
    let letters = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    return letters.count == text.unicodeScalars.count ? letters : nil
  }

  private static let escape: UInt8 = 0x1B

  /// The system's names of the tables.
  private static let tables: [String: String] = {
    let latin = [
      101: "ISO-8859-2", 109: "ISO-8859-3", 110: "ISO-8859-4", 126: "ISO-8859-7",
      127: "ISO-8859-6", 138: "ISO-8859-8", 144: "ISO-8859-5", 148: "ISO-8859-9",
      203: "ISO-8859-15", 166: "TIS-620", 13: "SHIFT_JIS", 87: "ISO-2022-JP", 159: "ISO-2022-JP-2",
      149: "EUC-KR", 58: "GB2312",
    ]
    var tables = ["GB18030": "GB18030", "GBK": "GBK"]
    for (number, name) in latin {
      tables["ISO_IR \(number)"] = name
      tables["ISO 2022 IR \(number)"] = name
    }
    return tables
  }()

  /// What an escape sequence switches to, by its letters.
  private static let switches: [(letters: String, table: String)] = [
    ("(B", "ASCII"), ("(J", "SHIFT_JIS"), (")I", "SHIFT_JIS"), ("$B", "ISO-2022-JP"),
    ("$(D", "ISO-2022-JP-2"), ("$)C", "EUC-KR"), ("$)A", "GB2312"), ("-A", "ISO-8859-1"),
    ("-B", "ISO-8859-2"), ("-C", "ISO-8859-3"), ("-D", "ISO-8859-4"), ("-F", "ISO-8859-7"),
    ("-G", "ISO-8859-6"), ("-H", "ISO-8859-8"), ("-L", "ISO-8859-5"), ("-M", "ISO-8859-9"),
    ("-T", "TIS-620"),
  ]

  /// Decodes run after run: each escape sequence names the table of what follows it.
  private func escaped(_ bytes: ArraySlice<UInt8>, from first: String) -> String {
    var result = ""
    var (table, run) = (first, [UInt8]())
    var rest = bytes
    while let byte = rest.first {
      if byte == DICOMCharacterSet.escape,
        let found = DICOMCharacterSet.switches.first(where: {
          rest.dropFirst().starts(with: $0.letters.utf8)
        })
      {
        result += DICOMCharacterSet.converted(run, from: table)
        table = found.table
        // ISO-2022-JP's decoder wants to see the switch.
        run = table.hasPrefix("ISO-2022") ? Array(rest.prefix(1 + found.letters.utf8.count)) : []
        rest = rest.dropFirst(1 + found.letters.utf8.count)
      } else {
        // A new part of the value begins with the first table again.
        if [0x5C, 0x5E, 0x3D].contains(byte), !table.hasPrefix("ISO-2022"), table != first {
          result += DICOMCharacterSet.converted(run, from: table)
          (table, run) = (first, [])
        }
        run.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result + DICOMCharacterSet.converted(run, from: table)
  }

  private func latin1(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  private static func converted(_ bytes: [UInt8], from table: String) -> String {
    guard !bytes.isEmpty else { return "" }
    let converter = iconv_open("UTF-8", table)
    guard converter != iconv_t(bitPattern: -1) else {
      return String(decoding: bytes.map { $0 < 0x80 ? $0 : 0xFF }, as: UTF8.self)
    }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    // A letter of two bytes may become four.
    var output = [CChar](repeating: 0, count: 4 * input.count + 16)
    var (inputLeft, outputLeft) = (input.count, output.count)
    input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var (from, to) = (source.baseAddress, target.baseAddress)
        while inputLeft > 0, iconv(converter, &from, &inputLeft, &to, &outputLeft) == -1 {
          guard inputLeft > 0, outputLeft >= 3 else { break }
          // Not in the table: U+FFFD, and on with the next byte.
          for byte in [0xEF, 0xBF, 0xBD] as [UInt8] {
            to?.pointee = CChar(bitPattern: byte)
            to = to.map { $0 + 1 }
          }
          outputLeft -= 3
          from = from.map { $0 + 1 }
          inputLeft -= 1
        }
      }
    }
    return String(
      decoding: output.dropLast(outputLeft).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
