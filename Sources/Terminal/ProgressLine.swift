import Foundation

/// A line on standard error that the next one replaces; on a terminal alone.
public struct ProgressLine: Sendable {
  private let isShown: Bool

  /// - Parameter isSilent: Whether nothing is shown on a terminal either.
  public init(isSilent: Bool = false) {
    isShown = !isSilent && isatty(STDERR_FILENO) != 0
  }

  /// Replaces the line; an empty text takes it away.
  public func show(_ text: String) {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }
}
