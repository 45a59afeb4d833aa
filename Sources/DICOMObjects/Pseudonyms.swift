import Crypto
import Foundation

/// New names for old ones, the same for the same key: what belongs together stays together, and
/// without the key nobody finds the way back.
///
/// All come from HMAC-SHA256 of the old name.
public struct Pseudonyms: Sendable {
  private let key: SymmetricKey

  /// - Parameter key: 16 bytes or more that nobody else knows.
  /// - Precondition: There are so many.
  public init(key: [UInt8]) {
    precondition(key.count >= Pseudonyms.shortestKey, "a key has 16 bytes or more")
    self.key = SymmetricKey(data: key)
  }

  /// Bytes of a key.
  public static let shortestKey = 16

  /// Bytes that nobody has seen before.
  public static func randomKey() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  /// An identifier of 2.25. and a UUID that stands for `uid` (PS3.5, B.2).
  public func uid(_ uid: String) -> String {
    identifier(made: number("uid", uid))
  }

  /// "P-" and ten letters and digits.
  public func patient(_ id: String) -> String {
    // Without those that are taken for others.
    let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    var number = self.number("patient", id)
    var name = "P-"
    for _ in 0..<10 {
      name.append(letters[Int(number % UInt128(letters.count))])
      number /= UInt128(letters.count)
    }
    return name
  }

  /// By how many days the dates of a patient are moved back: 1 to 3 652.
  public func days(_ patient: String) -> Int { 1 + Int(number("days", patient) % 3652) }

  private func number(_ use: String, _ name: String) -> UInt128 {
    let code = HMAC<SHA256>.authenticationCode(for: Data("\(use)\u{0}\(name)".utf8), using: key)
    return code.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
  }
}

/// An identifier of 2.25. and a UUID made of a hash.
private func identifier(made hash: UInt128) -> String {
  // Version 8, variant 1 of RFC 9562.
  var number = hash
  number &= ~(UInt128(0xF000) << 64)
  number &= ~(UInt128(3) << 62)
  number |= UInt128(8) << 76
  number |= UInt128(2) << 62
  return "2.25.\(number)"
}

/// The identifier by which a structure of an image is known however often it is drawn: the same for
/// the same voxels and name.
public func trackingUID(of name: String, in voxelsSHA256: String) -> String {
  let hash = SHA256.hash(data: Data("\(voxelsSHA256)\u{0}\(name)".utf8))
  return identifier(made: hash.prefix(16).reduce(0) { $0 << 8 | UInt128($1) })
}
