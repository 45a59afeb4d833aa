#if Training
  import Foundation
  import Synchronization

  /// Whether somebody pressed Control-C: the epoch is then finished and the checkpoint written. Twice
  /// ends the program at once; the last checkpoint is still there.
  enum Interruption {
    private static let asked = Atomic(false)

    static var isAsked: Bool { asked.load(ordering: .relaxed) }

    static func watch() {
      for number in [SIGINT, SIGTERM] {
        signal(number) { number in
          if Interruption.asked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
        }
      }
    }
  }
#endif
