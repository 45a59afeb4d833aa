public import AnnotationServer
public import ArgumentParser
import Foundation
import Logging
import Terminal

extension Role: ExpressibleByArgument {}

struct ServeAccount: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Make an account, or give one a new password.",
    discussion: """
        contourist serve account --data studies/ --name anna --role administrator

      The password is read from standard input, so that it is in no list of processes. Of an account \
      that is there the password is changed, every browser signed out, and it is opened where it was \
      locked or shut.
      """)

  @OptionGroup var folder: ServerFolder
  @Option(help: "The name to sign in with; it stands in journals.") var name: String
  @Option(help: "annotator, reviewer or administrator; needed for a new account.") var role: Role?

  func run() async throws {
    let isTerminal = isatty(STDIN_FILENO) != 0
    if isTerminal { printError("Password (10 characters or more):") }
    guard let password = hiddenLine(isTerminal) else {
      throw DataError("standard input: give the password as one line")
    }
    let server = try await AnnotationServer(
      folder.configuration, logger: Logger(label: "contourist") { _ in JSONLogHandler() })
    let isNew = try await server.setAccount(name: name, role: role, password: password)
    print(isNew ? "account \(name)  made" : "account \(name)  has a new password")
  }

  /// A line that the terminal does not show.
  private func hiddenLine(_ isTerminal: Bool) -> String? {
    guard isTerminal else { return readLine() }
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    var hidden = settings
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
    return readLine()
  }
}
