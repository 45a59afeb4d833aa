import Annotation
import Crypto
import Foundation

/// Random text that cannot be guessed: 256 bits in base 64 for addresses.
func newSecret() -> String {
  SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
    .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

/// What is kept of a secret, so that whoever reads the database cannot use it.
func secretHash(_ secret: String) -> String {
  sha256Hex(secret.utf8)
}

/// Names a study cannot be guessed by: 12 characters of 0 to 9 and a to z.
func newStudyName() -> String {
  let characters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
  var generator = SystemRandomNumberGenerator()
  return String((0..<12).map { _ in characters.randomElement(using: &generator) ?? "0" })
}
