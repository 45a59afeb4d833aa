import Foundation

/// Who asks. Its text shows neither password nor token, wherever it is printed.
public struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// What the header Authorization says; nil for nobody.
  let header: String?
  public let description: String

  public var debugDescription: String { description }

  /// Nobody in particular.
  public static let none = Credentials(header: nil, description: "nobody")

  /// A name and a password (RFC 7617).
  /// - Throws: `DICOMWebError.badCredentials` for a colon in the name, and line ends.
  public static func basic(user: String, password: String) throws(DICOMWebError) -> Credentials {
    guard !user.contains(":") else {
      throw .badCredentials(reason: "the user's name holds a colon, which HTTP cannot carry")
    }
    guard !(user + password).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else {
      throw .badCredentials(
        reason: "the user's name or password holds a line end or another control character")
    }
    let encoded = Data("\(user):\(password)".utf8).base64EncodedString()
    return Credentials(header: "Basic \(encoded)", description: "a user with a password")
  }

  /// A token (RFC 6750).
  /// - Throws: `DICOMWebError.badCredentials` for letters that no token has.
  public static func bearer(_ token: String) throws(DICOMWebError) -> Credentials {
    guard !token.isEmpty, token.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw .badCredentials(
        reason: "the token is empty or holds spaces or other letters that no token has")
    }
    return Credentials(header: "Bearer \(token)", description: "a token")
  }
}
