#if Training
  import ArgumentParser
  import Foundation
  import Terminal

  /// `contourist train`, as a program of its own: libtorch takes a third of a second to load, which
  /// the other commands need not wait for.
  @main
  enum Main {
    static func main() {
      // A file that may not grow further is an error to be reported, not a death.
      signal(SIGXFSZ, SIG_IGN)
      do {
        var command = try TrainCommand.parseAsRoot()
        try command.run()
        guard fflush(nil) == 0 else { throw DataError("the output could not be written") }
      } catch let error where isBadData(error) {
        printError("contourist: \(error)")
        Foundation.exit(65)
      } catch {
        TrainCommand.exit(withError: error)
      }
    }
  }
#endif
