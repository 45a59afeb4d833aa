import ArgumentParser

@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contourist-bench",
    abstract: "Benchmarks of the engine, one line a case.",
    subcommands: [
      ArrivalTimeBench.self, TraceBench.self, PreviewBench.self, MoveSeedBench.self,
      RasteriseBench.self, AnisotropicBench.self, ClicksBench.self, StripsBench.self,
      ConfidenceBench.self, ExplainBench.self,
    ])
}
