import Foundation
import Glibc

/// Where a DICOMweb server answers, such as https://pacs.example.org/dicom-web.
public struct ServerAddress: Sendable, Equatable {
  /// Without a slash at the end.
  public let root: String
  /// Named in errors: host, and port where one is given.
  public let host: String
  /// Whether host and network are this machine's own.
  public let isLoopback: Bool
  /// Whether nobody on the way can read along.
  public let isSecure: Bool

  /// - Parameter allowsInsecure: Whether plain HTTP may leave this machine: images, names and
  ///   passwords can then be read on the way.
  /// - Throws: `DICOMWebError.badAddress`.
  public init(_ text: String, allowsInsecure: Bool = false) throws(DICOMWebError) {
    guard let parts = URLComponents(string: text), let name = parts.host, !name.isEmpty,
      let scheme = parts.scheme?.lowercased()
    else {
      throw .badAddress(
        reason: "give it in full, such as https://pacs.example.org/dicom-web")
    }
    guard scheme == "http" || scheme == "https" else {
      throw .badAddress(
        reason: "it begins with \(shown(scheme))://; only https:// and http:// are known")
    }
    guard parts.user == nil, parts.password == nil else {
      throw .badAddress(
        reason: "it holds a name or a password, which others could read; use --user and a file")
    }
    guard parts.query == nil, parts.fragment == nil else {
      throw .badAddress(reason: "it holds a ? or #; give the root of the service alone")
    }
    isSecure = scheme == "https"
    isLoopback = Self.isLoopback(name)
    guard isSecure || isLoopback || allowsInsecure else {
      throw .badAddress(
        reason: "plain http can be read by everybody on the way; use https, or give --insecure")
    }
    host = shown(name) + (parts.port.map { ":\($0)" } ?? "")
    root = String(text.reversed().drop { $0 == "/" }.reversed())
  }

  /// The address of a resource below the root.
  /// - Parameters:
  ///   - path: Parts that need no escaping: words of the standard and identifiers.
  ///   - query: Escaped here.
  /// - Throws: `DICOMWebError.badAddress`.
  func url(_ path: [String], query: [(String, String)] = []) throws(DICOMWebError) -> URL {
    var text = ([root] + path).joined(separator: "/")
    if !query.isEmpty {
      text += "?" + query.map { "\(Self.escaped($0))=\(Self.escaped($1))" }.joined(separator: "&")
    }
    guard let url = URL(string: text) else {
      throw .badAddress(reason: "it holds letters that an address cannot have")
    }
    return url
  }

  /// Everything but RFC 3986's unreserved letters is escaped.
  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        return String(UnicodeScalar(byte))
      default:
        return String(format: "%%%02X", byte)
      }
    }.joined()
  }

  /// Numbers are read as such: "127.example.org" is somewhere else.
  private static func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased().filter { $0 != "[" && $0 != "]" }
    if name == "localhost" || name == "::1" { return true }
    var address = in_addr()
    guard inet_pton(AF_INET, name, &address) == 1 else { return false }
    return UInt32(bigEndian: address.s_addr) >> 24 == 127
  }
}

/// Whether a text can be an identifier (PS3.5, 9.1); what stands in an address has to be one.
public func isIdentifier(_ text: String) -> Bool {
  1...64 ~= text.utf8.count && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2E }
    && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
}

func checkIdentifiers(_ texts: String?...) throws(DICOMWebError) {
  for case let text? in texts where !isIdentifier(text) { throw .badIdentifier(shown(text)) }
}
