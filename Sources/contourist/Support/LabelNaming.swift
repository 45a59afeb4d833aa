import ArgumentParser
import Terminal
import Volumes

/// Which labels are looked at, and what they are called.
struct LabelOptions: ParsableArguments {
  @Option(
    name: .customLong("label"), parsing: .unconditionalSingleValue,
    help: "NAME=VALUE of a label that counts; repeat. All that occur, unless given.")
  var given: [LabelArgument] = []

  func validate() throws {
    guard Set(given.map(\.value)).count == given.count else {
      throw ValidationError("--label gives one value twice")
    }
    guard Set(given.map(\.name)).count == given.count else {
      throw ValidationError("--label gives one name twice")
    }
  }

  /// As they were given.
  var text: String {
    given.isEmpty ? "all" : given.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }

  /// Labels by value, named by the options, else by a data set, else by their numbers.
  /// - Parameter known: What a data set calls its labels.
  func names(of values: some Sequence<UInt8>, known: [NamedLabel]) -> [NamedLabel] {
    guard given.isEmpty else { return given.map { NamedLabel(value: $0.value, name: $0.name) } }
    let all = Set(values).union(known.map(\.value)).sorted()
    return all.map { value in
      known.first { $0.value == value } ?? NamedLabel(value: value, name: "label \(value)")
    }
  }
}
