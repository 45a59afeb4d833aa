import Crypto
import CryptoExtras
import Foundation

/// A password as it is kept: scrypt (RFC 7914) with a salt of its own.
///
/// As text: `scrypt$N$r$p$salt$key`, the last two in base 64.
public struct PasswordHash: Sendable, Equatable {
  /// Of OWASP's list for scrypt, with r 8 and p 1: 128 MiB and about a third of a second.
  public static let recommendedCost = 1 << 17
  private static let blockSize = 8
  private static let parallelism = 1
  private static let keyBytes = 32

  private let cost: Int
  private let salt: [UInt8]
  private let key: [UInt8]

  /// - Parameter cost: scrypt's N, a power of two.
  public init(_ password: String, cost: Int) throws {
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    self.init(cost: cost, salt: salt, key: try Self.key(password, salt, cost))
  }

  /// - Returns: nil where `text` is no hash of this kind.
  public init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]),
      (1 << 4...1 << 20).contains(cost), parts[2] == "\(Self.blockSize)",
      parts[3] == "\(Self.parallelism)", let salt = Data(base64Encoded: String(parts[4])),
      let key = Data(base64Encoded: String(parts[5])), key.count == Self.keyBytes
    else { return nil }
    self.init(cost: cost, salt: Array(salt), key: Array(key))
  }

  private init(cost: Int, salt: [UInt8], key: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.key = key
  }

  public var text: String {
    let texts = [salt, key].map { Data($0).base64EncodedString() }
    return "scrypt$\(cost)$\(Self.blockSize)$\(Self.parallelism)$\(texts[0])$\(texts[1])"
  }

  /// Takes the same time whatever is wrong.
  public func matches(_ password: String) throws -> Bool {
    let other = try Self.key(password, salt, cost)
    return zip(key, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func key(_ password: String, _ salt: [UInt8], _ cost: Int) throws -> [UInt8] {
    // Characters that look the same are the same, however a keyboard composes them.
    let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
    return try KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: keyBytes, rounds: cost, blockSize: blockSize,
      parallelism: parallelism, maxMemory: 256 * cost * blockSize
    ).withUnsafeBytes { Array($0) }
  }

  /// Why a password is too weak; nil where it will do.
  static func problem(_ password: String, name: String) -> String? {
    if password.count < 10 { return "A password has at least 10 characters." }
    if password.utf8.count > 200 { return "A password has at most 200 bytes." }
    if Set(password).count < 5 { return "The password repeats too few characters." }
    if password.lowercased() == name.lowercased() { return "The password is the name." }
    return nil
  }
}
