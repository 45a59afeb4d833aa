public import Foundation
import Glibc

extension Process {
  /// Starts it with no signal blocked.
  ///
  /// Tests run on threads that block them all, a child inherits that, and could neither be
  /// interrupted nor hear of its own children's end.
  public func runWithSignals() throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}
