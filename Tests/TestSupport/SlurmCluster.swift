import Foundation
import Glibc

/// Slurm with two nodes of one processor each, both this machine, for one test.
public struct SlurmCluster: Sendable {
  /// Nodes start jobs as other users, which takes root.
  public static let canRun =
    geteuid() == 0
    && ["slurmctld", "slurmd", "munged"].allSatisfy { access("/usr/sbin/" + $0, X_OK) == 0 }
    && access("/usr/bin/sbatch", X_OK) == 0
  public static let whyNot =
    "Slurm is not installed (apt-get install slurmctld slurmd slurm-client munge), or the tests do "
    + "not run as root"

  /// What commands of Slurm need to find it.
  public let environment: [String: String]

  private struct NoCluster: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs `body` with a cluster, which is gone afterwards, however it ends.
  public static func running(_ body: (SlurmCluster) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("slurm_cluster.sh").path
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [script, folder]
      let (input, output, log) = (Pipe(), Pipe(), folder + "/cluster.log")
      try Data().write(to: URL(fileURLWithPath: log))
      process.standardInput = input
      process.standardOutput = output
      process.standardError = FileHandle(forWritingAtPath: log)
      try process.runWithSignals()
      defer {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
      }
      try output.fileHandleForWriting.close()
      guard output.fileHandleForReading.availableData == Data("ready\n".utf8) else {
        throw NoCluster(description: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
      }
      var environment = ProcessInfo.processInfo.environment
      environment["SLURM_CONF"] = folder + "/slurm.conf"
      try body(SlurmCluster(environment: environment))
    }
  }
}
