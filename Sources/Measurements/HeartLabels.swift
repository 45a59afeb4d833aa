public import Volumes

/// Which values of a mask are a heart's structures.
public struct HeartLabels: Sendable, Equatable {
  /// The left ventricle's cavity.
  public let left: UInt8
  /// The left ventricle's wall.
  public let wall: UInt8?
  /// The right ventricle's cavity.
  public let right: UInt8?

  public init(left: UInt8, wall: UInt8?, right: UInt8?) {
    self.left = left
    self.wall = wall
    self.right = right
  }

  /// Finds them by their names, in any case: LV or left ventricle, MYO or myocardium, RV or right
  /// ventricle. nil where there is no left ventricle, without which nothing else is measured.
  public init?(named labels: [NamedLabel]) {
    func value(_ names: String...) -> UInt8? {
      labels.first { label in
        let words = label.name.lowercased().split { " _-".contains($0) }
        return names.contains(words.joined(separator: " "))
      }?.value
    }
    guard let left = value("lv", "left ventricle", "lv cavity", "lvc") else { return nil }
    self.init(
      left: left, wall: value("myo", "myocardium", "lv myocardium", "lv wall"),
      right: value("rv", "right ventricle", "rv cavity"))
  }
}
