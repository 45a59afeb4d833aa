import ArgumentParser

/// The commands that work on whole folders, also by this name.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Do a command for every image of a folder.",
    subcommands: [PresegmentCommand.self])
}
