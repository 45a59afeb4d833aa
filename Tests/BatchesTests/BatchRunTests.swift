import Foundation
import Synchronization
import Terminal
import TestSupport
import Testing

@testable import Batches

/// Runs with a worker of a few lines of shell.
@Suite struct BatchRunTests {
  /// A worker that answers every case with its number, but for those that the script does otherwise.
  /// Each case that is begun is a line of the file "begun" in the folder.
  private func worker(_ folder: String, _ cases: String = "") throws -> URL {
    let path = folder + "/worker.sh"
    try """
    #!/bin/bash
    echo '{"outputs":[]}'
    while read -r n; do
      echo "$n" >> '\(folder)/begun'
      case $n in
    \(cases)
      *) echo "{\\"outputs\\":[],\\"row\\":$n}" ;;
      esac
    done
    """.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return URL(fileURLWithPath: path)
  }

  private func plan(_ count: Int, shards: Int = 1, identity: String = "one") -> BatchPlan {
    BatchPlan(
      identity: [identity], arguments: [], folder: "/",
      cases: (0..<count).map { BatchCase("case \($0)", inputs: []) }, shards: shards)
  }

  private func begun(_ folder: String) -> [Int] {
    let text = (try? String(contentsOfFile: folder + "/begun", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { Int($0) }.sorted()
  }

  private func begin(_ plan: BatchPlan, in folder: String) throws -> BatchFolder {
    let batch = BatchFolder(folder)
    try FileManager.default.createDirectory(
      atPath: batch.path, withIntermediateDirectories: true)
    try batch.begin(plan, replaces: false)
    return batch
  }

  @Test func `every case is worked on once, and what is done is not done again`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(20)
      let batch = try begin(plan, in: folder)
      var run = BatchRun(program: try worker(folder), folder: batch, plan: plan)
      run.workers = 3
      let last = Mutex(BatchRun.Progress?.none)
      try run.work(on: 0, progress: { progress in last.withLock { $0 = progress } })
      #expect(begun(folder) == Array(0..<20))
      #expect(last.withLock { $0?.done } == 20)
      let results = try batch.results(of: plan, as: Int.self)
      #expect(results.count == 20)
      for (n, item) in plan.cases.enumerated() {
        #expect(results[item.name]?.row == n && results[item.name]?.isDone(of: item) == true)
      }
      try run.work(on: 0)
      #expect(begun(folder).count == 20)
    }
  }

  @Test func `a case that crashes, hangs or is refused stops no other, and says why`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(8)
      let batch = try begin(plan, in: folder)
      var run = BatchRun(
        program: try worker(
          folder,
          """
          2) kill -SEGV $$ ;;
          3) kill -KILL $$ ;;
          4) sleep 600 ;;
          5) echo '{"outputs":[],"problem":"it is no image"}' ;;
          """), folder: batch, plan: plan)
      run.workers = 2
      run.attempts = 2
      run.timeLimit = 20
      try run.work(on: 0)
      let results = try batch.results(of: plan, as: Int.self)
      #expect(results.count == 8)
      func problem(_ n: Int) -> String { results["case \(n)"]?.problem ?? "" }
      #expect(problem(2).contains("signal 11") && problem(3).contains("memory"))
      #expect(problem(4).contains("20 seconds") && problem(5) == "it is no image")
      for n in [0, 1, 6, 7] { #expect(results["case \(n)"]?.row == n) }
      // What an answer refuses is not tried again, what a process died of is.
      #expect(begun(folder) == [0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7])
      #expect(results["case 2"]?.attempts == 2 && results["case 5"]?.attempts == 1)
    }
  }

  @Test func `a process that died once is forgiven`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(3)
      let batch = try begin(plan, in: folder)
      let run = BatchRun(
        program: try worker(
          folder,
          """
          1) if [ -e '\(folder)/died' ]; then echo '{"outputs":[],"row":1}'
             else touch '\(folder)/died'; exit 3; fi ;;
          """), folder: batch, plan: plan)
      try run.work(on: 0)
      let results = try batch.results(of: plan, as: Int.self)
      #expect(results["case 1"]?.row == 1 && results["case 1"]?.attempts == 2)
    }
  }

  @Test func `what a worker has begun ends with it`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(2)
      let batch = try begin(plan, in: folder)
      let child = "sleep 900 > /dev/null & echo $! >> '\(folder)/children'"
      var run = BatchRun(
        program: try worker(
          folder,
          """
          0) \(child); kill -SEGV $$ ;;
          1) \(child); sleep 900 ;;
          """), folder: batch, plan: plan)
      run.attempts = 1
      run.timeLimit = 20
      try run.work(on: 0)
      let results = try batch.results(of: plan, as: Int.self)
      #expect(results["case 0"]?.problem?.contains("signal 11") == true)
      #expect(results["case 1"]?.problem?.contains("20 seconds") == true)
      let children = try String(contentsOfFile: folder + "/children", encoding: .utf8)
        .split(separator: "\n")
      #expect(children.count == 2)
      for child in children {
        // Ended, be it that nobody has asked for its end yet; a moment passes until it is.
        func runs() -> Bool {
          let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
          return stat.map { !$0.contains(") Z ") } ?? false
        }
        for _ in 0..<600 where runs() { Thread.sleep(forTimeInterval: 0.05) }
        #expect(!runs(), "\(child) still runs")
      }
    }
  }

  @Test func `a worker that cannot begin ends the run in its own words`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(3)
      let batch = try begin(plan, in: folder)
      let path = folder + "/none.sh"
      try "#!/bin/bash\necho '{\"outputs\":[],\"problem\":\"there is no model\"}'; sleep 9\n"
        .write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      let run = BatchRun(program: URL(fileURLWithPath: path), folder: batch, plan: plan)
      #expect(throws: BatchError.worker("there is no model")) { try run.work(on: 0) }
      #expect(try batch.results(of: plan, as: Int.self).isEmpty)
    }
  }

  @Test func `a run that is cancelled ends its workers and goes on later`() throws {
    try withTemporaryFolder { folder in
      let plan = plan(30)
      let batch = try begin(plan, in: folder)
      var run = BatchRun(
        program: try worker(
          folder, "*) sleep 0.05; echo \"{\\\"outputs\\\":[],\\\"row\\\":$n}\" ;;"),
        folder: batch, plan: plan)
      run.workers = 2
      let done = Atomic(0)
      #expect(throws: CancellationError.self) {
        try run.work(on: 0, isCancelled: { done.load(ordering: .relaxed) >= 5 }) {
          done.store($0.done, ordering: .relaxed)
        }
      }
      let first = try batch.results(of: plan, as: Int.self)
      #expect((5..<30).contains(first.count) && first.values.allSatisfy { $0.problem == nil })
      try run.work(on: 0)
      #expect(try batch.results(of: plan, as: Int.self).count == 30)
      // What was under way is all that was begun twice.
      #expect(begun(folder).count <= 32)
    }
  }

  @Test func `results outlive other shards, torn lines and changed files`() throws {
    try withTemporaryFolder { folder in
      let program = try worker(folder)
      let image = folder + "/image"
      try "a".write(toFile: image, atomically: false, encoding: .utf8)
      func plan(shards: Int) -> BatchPlan {
        BatchPlan(
          identity: ["one"], arguments: [], folder: "/",
          cases: (0..<6).map { BatchCase("\($0)", inputs: $0 == 3 ? [image] : []) },
          shards: shards)
      }
      var batch = try begin(plan(shards: 3), in: folder)
      for shard in 0..<3 {
        try BatchRun(program: program, folder: batch, plan: plan(shards: 3)).work(on: shard)
      }
      let torn = try #require(FileHandle(forWritingAtPath: batch.path + "/results-0002.jsonl"))
      try torn.seekToEnd()
      try torn.write(contentsOf: Data("{\"name\":".utf8))
      try "bb".write(toFile: image, atomically: false, encoding: .utf8)
      batch = try begin(plan(shards: 2), in: folder)
      for shard in 0..<2 {
        try BatchRun(program: program, folder: batch, plan: plan(shards: 2)).work(on: shard)
      }
      #expect(begun(folder) == [0, 1, 2, 3, 3, 4, 5])
      #expect(try batch.results(of: plan(shards: 2), as: Int.self).count == 6)
    }
  }

  @Test func `another batch is not mixed in, and two processes do not share a shard`() throws {
    try withTemporaryFolder { folder in
      let batch = try begin(plan(2), in: folder)
      #expect(throws: BatchError.self) {
        try batch.begin(plan(2, identity: "other"), replaces: false)
      }
      let log = try batch.log(of: 0)
      #expect(throws: BatchError.inUse(path: batch.path + "/results-0001.jsonl")) {
        try BatchRun(program: try worker(folder), folder: batch, plan: plan(2)).work(on: 0)
      }
      log.end()
      #expect(throws: BatchError.noShard(2, of: 1)) {
        try BatchRun(program: try worker(folder), folder: batch, plan: plan(2)).work(on: 1)
      }
    }
  }
}
