public import Foundation
import Glibc
import ImageFiles

/// A batch as jobs of Slurm: an array with a task for each shard, and a job after it that puts the
/// results together.
///
/// Every node must see the program, the batch's folder and its files under the same paths.
public struct SlurmJob: Sendable {
  /// What is asked of the cluster.
  public struct Request: Sendable {
    /// Processors and workers of a task.
    public var processors = 1
    /// Memory of a task, as sbatch takes it, such as "8G"; nil for the cluster's default.
    public var memory: String?
    /// Longest time of a task, as sbatch takes it, such as "12:00:00"; nil for the cluster's default.
    public var time: String?
    /// Tasks that may run at a time; nil for all.
    public var atOnce: Int?
    /// How often a task is put into the queue again that did not end well, as where its node failed.
    public var retries = 2
    /// Further options, such as "--partition=long", for both jobs.
    public var options: [String] = []
    /// Of a worker.
    public var attempts = 2
    public var timeLimit = 3600

    public init() {}
  }

  let program: URL
  let folder: BatchFolder
  /// Of the jobs.
  let name: String
  let shards: Int
  let request: Request

  /// - Parameter folder: Of an absolute path.
  public init(
    program: URL, folder: BatchFolder, name: String, shards: Int, request: Request
  ) {
    self.program = program
    self.folder = folder
    self.name = name
    self.shards = shards
    self.request = request
  }

  private var arrayPath: String { folder.path + "/array.sh" }
  private var mergePath: String { folder.path + "/merge.sh" }

  private func head(_ lines: [String?]) -> String {
    let all = lines.compactMap { $0 } + request.options
    return "#!/bin/bash\n" + all.map { "#SBATCH \($0)\n" }.joined()
  }

  private var call: String { "\(quoted(program.path)) batch" }

  /// The script of the array's tasks.
  public var array: String {
    head([
      "--job-name=\(name)",
      "--array=1-\(shards)" + (request.atOnce.map { "%\($0)" } ?? ""),
      "--cpus-per-task=\(request.processors)",
      request.memory.map { "--mem=\($0)" }, request.time.map { "--time=\($0)" },
      "--requeue", "--open-mode=append", "--output=\(outputPattern("shard-%a.txt"))",
    ]) + """
      \(call) work \(quoted(folder.output)) --shard "$SLURM_ARRAY_TASK_ID" \\
        --workers \(request.processors) --attempts \(request.attempts) \\
        --time-limit \(request.timeLimit) && exit
      code=$?
      # What was done before is not done again.
      if [ "${SLURM_RESTART_COUNT:-0}" -lt \(request.retries) ]; then
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
      fi
      exit $code

      """
  }

  /// The script of the job that puts the results together.
  public var merge: String {
    head([
      "--job-name=\(name)-merge", "--cpus-per-task=1",
      "--output=\(outputPattern("merge.txt"))", "--open-mode=append",
    ]) + """
      exec \(call) merge \(quoted(folder.output))

      """
  }

  /// sbatch replaces what follows a percent sign in names of files.
  private func outputPattern(_ name: String) -> String {
    quoted(folder.path.replacing("%", with: "%%") + "/" + name)
  }

  /// What a person would type, for those who want to see it first.
  public var commands: String {
    """
    job=$(sbatch --parsable \(quoted(arrayPath)))
    sbatch --dependency=afterany:$job \(quoted(mergePath))
    """
  }

  /// Writes the scripts and puts both jobs into the queue.
  /// - Parameter waits: Whether to come back only when the results are together.
  /// - Returns: The numbers of both jobs.
  /// - Throws: `BatchError.slurm`, `ImageFileError`.
  public func submit(waits: Bool) throws -> (array: String, merge: String) {
    try AtomicFile.write(Array(array.utf8), to: arrayPath)
    try AtomicFile.write(Array(merge.utf8), to: mergePath)
    let job = try sbatch(["--parsable", arrayPath])
    let after = ["--parsable", "--dependency=afterany:\(job)"]
    let merging = try sbatch(after + (waits ? ["--wait"] : []) + [mergePath])
    return (job, merging)
  }

  /// - Returns: The number of the job.
  private func sbatch(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sbatch"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // "1234" or, where there are several clusters, "1234;cluster".
    let job = said.split(whereSeparator: { $0 == ";" || $0.isWhitespace }).first.map(String.init)
    guard let job, process.terminationStatus == 0 || arguments.contains("--wait") else {
      let text = words.trimmingCharacters(in: .whitespacesAndNewlines)
      throw BatchError.slurm(
        process.terminationStatus == 127
          ? "sbatch is not found: log in to a node of the cluster that jobs are submitted from, or "
            + "look at the scripts with --dry-run."
          : "sbatch refused the job: \(text)")
    }
    return job
  }
}

/// As one word of a shell.
private func quoted(_ text: String) -> String {
  let isPlain =
    !text.isEmpty
    && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-%".contains($0)) }
  return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
