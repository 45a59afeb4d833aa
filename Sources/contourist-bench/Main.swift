import ArgumentParser

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contourist-bench",
    abstract: "Benchmarks of the engine, one line a case.",
    subcommands: [ArrivalTimeBench.self, AnisotropicBench.self])
}
