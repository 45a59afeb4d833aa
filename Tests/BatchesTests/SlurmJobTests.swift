import Foundation
import TestSupport
import Testing

@testable import Batches

@Suite struct SlurmJobTests {
  private func job(_ output: String, _ change: (inout SlurmJob.Request) -> Void = { _ in })
    -> SlurmJob
  {
    var request = SlurmJob.Request()
    change(&request)
    return SlurmJob(
      program: URL(fileURLWithPath: "/opt/contourist"), folder: BatchFolder(output),
      name: "contourist-evaluate", shards: 7, request: request)
  }

  @Test func `what is asked for stands in both scripts`() {
    let job = job("/data/out") {
      $0.processors = 4
      $0.memory = "8G"
      $0.time = "12:00:00"
      $0.atOnce = 3
      $0.options = ["--partition=long"]
    }
    for line in [
      "--array=1-7%3", "--cpus-per-task=4", "--mem=8G", "--time=12:00:00", "--partition=long",
      "--requeue",
    ] { #expect(job.array.contains("#SBATCH \(line)\n"), "\(line)") }
    #expect(job.merge.contains("#SBATCH --partition=long\n"))
    #expect(job.array.contains("--workers 4") && !job.merge.contains("--array"))
  }

  @Test(arguments: ["/data/it's $HOME here", "/data/50 %a", "/plain/path_1.2"])
  func `any path is one word of the scripts`(_ path: String) throws {
    let job = job(path)
    for (script, call) in [(job.array, "batch work "), (job.merge, "batch merge ")] {
      let line = try #require(script.split(separator: "\n").first { $0.contains(call) })
      let start = try #require(line.range(of: call))
      // As bash reads it.
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      let words = line[start.upperBound...]
      let whole = words.hasSuffix(" \\") ? words.dropLast() : words
      process.arguments = ["-c", "set -- \(whole); echo \"$1\""]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(said == path + "\n")
      // Slurm would put the number of the job in the place of %a.
      #expect(!script.contains("50 %a/batch") && script.contains("#SBATCH --output="))
    }
  }
}
