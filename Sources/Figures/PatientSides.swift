/// Which sides of the patient the borders of a drawn slice are.
public struct PatientSides: Sendable, Hashable {
  /// One letter each: L, R, A (front), P (back), S (head) or I (feet).
  public let left: String
  public let right: String
  public let top: String
  public let bottom: String

  /// - Parameter orientation: What i, j and k increase towards, such as "LPS"; i is drawn to the
  ///   right and j down. Nil for other texts.
  public init?(orientation: String) {
    let opposite: [Character: Character] = [
      "L": "R", "R": "L", "A": "P", "P": "A", "S": "I", "I": "S",
    ]
    let letters = Array(orientation)
    guard letters.count == 3, let left = opposite[letters[0]], let top = opposite[letters[1]] else {
      return nil
    }
    self.left = String(left)
    right = String(letters[0])
    self.top = String(top)
    bottom = String(letters[1])
  }
}
