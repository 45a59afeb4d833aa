/// Takes a multipart body apart as it arrives, holding back no more than a boundary's length.
///
///     var reader = try MultipartReader(contentType: head.contentType, what: "the series")
///     while let piece = try exchange.next() {
///       try reader.take(Array(piece)) { event in … }
///     }
///     try reader.finish()
///
/// A part counts as whole once the boundary behind it was seen. Preamble and epilogue are skipped.
/// Source: RFC 2046, 5.1.
struct MultipartReader {
  enum Event: Equatable {
    /// A part begins; its Content-Type, empty where it has none.
    case begin(type: String)
    case bytes(ArraySlice<UInt8>)
    /// The part that began is whole.
    case end
  }

  private enum Place: Equatable {
    case preamble
    /// Behind a boundary, where the line's end or the closing dashes stand.
    case behindBoundary
    case header
    case part
    case epilogue
  }

  private let what: String
  /// CR LF - - boundary.
  private let mark: [UInt8]
  private var place = Place.preamble
  private var held: [UInt8]
  private var skipped = 0

  /// Bytes of a part's headers, and before the first part; no server comes near it.
  private static let mostHeader = 1 << 14

  /// - Throws: `DICOMWebError.malformed` for a type that is not multipart or lacks its boundary.
  init(contentType: String, what: String) throws(DICOMWebError) {
    let type = MediaType(contentType)
    guard type.name == "multipart/related" else {
      let kind = type.name.isEmpty ? "something without a type" : shown(type.name)
      throw .malformed(
        what: what,
        reason:
          "it is \(kind) and not multipart/related; is this the address of a DICOMweb service?")
    }
    // The standard has 70 letters at most; some servers take more.
    guard let boundary = type.parameters["boundary"], 1...200 ~= boundary.utf8.count else {
      throw .malformed(what: what, reason: "it does not say what its parts are divided by")
    }
    self.what = what
    mark = Array("\r\n--\(boundary)".utf8)
    // The first boundary may stand at the very beginning, where no line ends before it.
    held = [0x0D, 0x0A]
  }

  /// - Throws: `DICOMWebError.malformed`, and what `handle` throws.
  mutating func take(_ bytes: [UInt8], _ handle: (Event) throws -> Void) throws {
    held += bytes
    while try step(handle) {}
  }

  /// - Throws: `DICOMWebError.malformed` where the closing boundary has not come.
  func finish() throws(DICOMWebError) {
    guard place == .epilogue else {
      throw .malformed(what: what, reason: "it ends before its last part does")
    }
  }

  /// Goes as far as the next change of place; false where more bytes are needed for it.
  private mutating func step(_ handle: (Event) throws -> Void) throws -> Bool {
    switch place {
    case .preamble:
      if let start = firstMark() {
        held.removeFirst(start + mark.count)
        place = .behindBoundary
        return true
      }
      let surplus = max(0, held.count - mark.count + 1)
      skipped += surplus
      held.removeFirst(surplus)
      guard skipped <= Self.mostHeader else {
        throw malformed("no part of it begins where it should")
      }
      return false
    case .behindBoundary:
      guard held.count >= 2 else { return false }
      if held[0] == 0x2D, held[1] == 0x2D {
        place = .epilogue
        return true
      }
      // Spaces may stand behind a boundary.
      guard let end = held.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else {
        return try waitForHeader()
      }
      guard held.count >= end + 2 else { return false }
      guard held[end] == 0x0D, held[end + 1] == 0x0A else {
        throw malformed("a boundary between its parts is followed by something else")
      }
      // The line's end stays: where there are no headers it is the first half of the empty line.
      held.removeFirst(end)
      place = .header
      return true
    case .header:
      guard let end = firstPlace(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { return try waitForHeader() }
      let type = contentType(held[..<end])
      held.removeFirst(end + 4)
      place = .part
      try handle(.begin(type: type))
      return true
    case .part:
      if let start = firstMark() {
        if start > 0 { try handle(.bytes(held[..<start])) }
        held.removeFirst(start + mark.count)
        place = .behindBoundary
        try handle(.end)
        return true
      }
      let surplus = held.count - mark.count + 1
      if surplus > 0 {
        try handle(.bytes(held[..<surplus]))
        held.removeFirst(surplus)
      }
      return false
    case .epilogue:
      held = []
      return false
    }
  }

  private func waitForHeader() throws(DICOMWebError) -> Bool {
    guard held.count <= Self.mostHeader else {
      throw malformed("the headers of a part are longer than \(Self.mostHeader) bytes")
    }
    return false
  }

  private func malformed(_ reason: String) -> DICOMWebError {
    .malformed(what: what, reason: reason)
  }

  private func contentType(_ header: ArraySlice<UInt8>) -> String {
    for line in String(decoding: header, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-type" {
        return MediaType(String(parts[1])).name
      }
    }
    return ""
  }

  private func firstMark() -> Int? { firstPlace(of: mark) }

  /// Most bytes of pixels are no CR: only behind one is looked further.
  private func firstPlace(of wanted: [UInt8]) -> Int? {
    held.withUnsafeBufferPointer { held in
      wanted.withUnsafeBufferPointer { wanted in
        let last = held.count - wanted.count
        guard last >= 0 else { return nil }
        var start = 0
        while start <= last {
          guard held[start] == wanted[0] else {
            start += 1
            continue
          }
          var n = 1
          while n < wanted.count, held[start + n] == wanted[n] { n += 1 }
          if n == wanted.count { return start }
          start += 1
        }
        return nil
      }
    }
  }
}
