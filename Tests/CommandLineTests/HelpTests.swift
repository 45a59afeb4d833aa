import Foundation
import Testing

/// The help of every command, as a terminal of 80 columns shows it.
@Suite struct HelpTests {
  private struct Tool: Decodable {
    let command: Command
  }

  private struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?

    struct Argument: Decodable {
      let valueName: String?
      let abstract: String?
      let shouldDisplay: Bool
    }
  }

  private static let commands: [(path: String, command: Command)] = {
    func below(_ command: Command, _ path: String) -> [(path: String, command: Command)] {
      let inner = (command.subcommands ?? []).filter {
        $0.commandName != "help" && $0.shouldDisplay != false
      }
      return [(path, command)] + inner.flatMap { below($0, path + " " + $0.commandName) }
    }
    guard let json = try? contourist("--experimental-dump-help"),
      let tool = try? JSONDecoder().decode(Tool.self, from: Data(json.output.utf8))
    else { return [] }
    return below(tool.command, tool.command.commandName)
  }()

  @Test func `every command says what it does, shows how, and explains what it takes`() {
    #expect(Self.commands.count > 40)
    // `train` hands its arguments to the program of that name, which has their help.
    for (path, command) in Self.commands where path != "contourist train" {
      #expect(command.abstract?.hasSuffix(".") == true, "\(path)")
      let hasOwn = command.subcommands?.allSatisfy { $0.commandName == "help" } ?? true
      if hasOwn {
        #expect(command.discussion?.contains(path) == true, "\(path) has no example")
      }
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        #expect(argument.abstract?.isEmpty == false, "\(path) \(argument.valueName ?? "")")
      }
    }
  }

  @Test func `examples and lists keep their lines`() {
    for (path, command) in Self.commands {
      for line in (command.discussion ?? "").split(separator: "\n") where line.hasPrefix("  ") {
        #expect(line.count <= 80, "\(path): \(line)")
      }
    }
  }
}
