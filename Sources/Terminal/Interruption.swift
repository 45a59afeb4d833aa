public import ArgumentParser
import Foundation
import Synchronization

/// Whether somebody pressed Control-C: long work then ends where nothing is lost. Twice ends the
/// program at once.
public enum Interruption {
  private static let asked = Atomic(false)

  public static var isAsked: Bool { asked.load(ordering: .relaxed) }

  public static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.asked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }
}

extension ExitCode {
  /// After Control-C, as shells have it: what is whole stays, nothing half-written does.
  public static let interrupted = ExitCode(130)
}
