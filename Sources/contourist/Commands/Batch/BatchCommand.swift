import ArgumentParser

/// Whole cohorts.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Work through thousands of images, masks or sessions, here or on a cluster.",
    discussion: """
        contourist batch presegment images/ --model cardiac-cine -o masks/
        contourist batch evaluate masks/ truths/ -o scores/
        contourist batch presegment images/ --model cardiac-cine -o masks/ --slurm \\
          --shards 64 --memory 8G --sbatch --partition=long

      Each case is worked on in a process of its own or after others in one; a case that fails, \
      crashes it or takes too long is reported and stops no other. What is done stays done: the same \
      command goes on where it was ended, does again what failed, and takes new files in. At the end \
      there are report.json and report.csv in the folder of --output. With --slurm an array of jobs \
      works on shards of about equal size and another job merges the results; all nodes must see the \
      program and the files under the same paths.

      Exit code 0: every case is done. 65: some are not; the report says which and why.
      """,
    subcommands: [
      BatchPresegment.self, BatchEvaluate.self, BatchMeasure.self, BatchExport.self,
      BatchReplay.self, BatchStatus.self, BatchMergeCommand.self, BatchWorkCommand.self,
      BatchWorker.self,
    ])
}
