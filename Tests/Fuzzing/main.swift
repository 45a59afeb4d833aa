import CFuzzer
import Foundation

// READER=nifti FOLDER=/dev/shm/x contourist-fuzz [options of libFuzzer] CORPUS...
// READER=nifti FOLDER=/dev/shm/x contourist-fuzz --seeds CORPUS
//
// Gives every input that libFuzzer makes up to one reader. An error that the reader throws is well; a
// trap, a crash, and what takes too long or too much memory is a finding. Reader and folder come by the
// environment, since libFuzzer begins processes of its own with its own arguments alone.

let environment = ProcessInfo.processInfo.environment
guard let folder = environment["FOLDER"],
  let chosen = FuzzedReader(rawValue: environment["READER"] ?? "")
else {
  print("readers: " + FuzzedReader.allCases.map(\.rawValue).joined(separator: ", "))
  exit(64)
}

/// The reader with its folder: a callback of C has no room for them.
nonisolated(unsafe) let bench = try FuzzBench(
  chosen, folder: "\(folder)/\(ProcessInfo.processInfo.processIdentifier)")

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seeds" {
  for (n, seed) in try bench.seeds().enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: "\(CommandLine.arguments[2])/own\(n)"))
  }
  exit(0)
}

var count = CommandLine.argc
var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(
  LLVMFuzzerRunDriver(&count, &list) { data, size in
    bench.take(UnsafeBufferPointer(start: data, count: size))
    return 0
  })
