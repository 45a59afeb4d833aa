import CFuzzer
import Foundation

// contourist-fuzz READER FOLDER [options of libFuzzer] CORPUS...
// contourist-fuzz READER FOLDER --seeds CORPUS
//
// Gives every input that libFuzzer makes up to one reader. An error that the reader throws is well; a
// trap, a crash, and what takes too long or too much memory is a finding.

let arguments = CommandLine.arguments
guard arguments.count > 2, let chosen = FuzzedReader(rawValue: arguments[1]) else {
  let names = FuzzedReader.allCases.map(\.rawValue).joined(separator: ", ")
  print("usage: contourist-fuzz READER FOLDER [options] CORPUS...\nreaders: \(names)")
  exit(64)
}

/// The reader with its folder: a callback of C has no room for them.
nonisolated(unsafe) let bench = try FuzzBench(chosen, folder: arguments[2])

if arguments.count == 5, arguments[3] == "--seeds" {
  for (n, seed) in try bench.seeds().enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: "\(arguments[4])/own\(n)"))
  }
  exit(0)
}

/// libFuzzer keeps its arguments for good.
func copied(_ arguments: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
  let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: arguments.count + 1)
  for (n, argument) in arguments.enumerated() { list[n] = strdup(argument) }
  list[arguments.count] = nil
  return list
}

var rest = [arguments[0]] + arguments.dropFirst(3)
var count = Int32(rest.count)
var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = copied(rest)
exit(
  LLVMFuzzerRunDriver(&count, &list) { data, size in
    bench.take(UnsafeBufferPointer(start: data, count: size))
    return 0
  })
