import ArgumentParser

@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contourist-bench",
    abstract: "Benchmarks of the engine, one line a case.",
    subcommands: [
      ArrivalTimeBench.self, TraceBench.self, PreviewBench.self, MoveSeedBench.self,
      RasteriseBench.self, AnisotropicBench.self, ClicksBench.self, StripsBench.self,
      ConfidenceBench.self, ExplainBench.self, SeedsBench.self,
    ] + networkBenches)

  #if Training
    private static let networkBenches: [any ParsableCommand.Type] = [
      LogitsBench.self, GradientsBench.self, TrainingStepBench.self,
    ]
  #else
    private static let networkBenches: [any ParsableCommand.Type] = []
  #endif
}
