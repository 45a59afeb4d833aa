public import ArgumentParser
import Foundation

/// Whether an existing result may be replaced.
public struct OutputOptions: ParsableArguments {
  @Flag(help: "Replace files that exist.")
  public var force = false

  public init() {}

  /// - Throws: `DataError` when a file is there and may not be replaced, or is an input.
  public func check(_ paths: String?..., inputs: [String?] = []) throws {
    let outputs = paths.compactMap { $0 }
    guard Set(outputs.map(Self.resolved)).count == outputs.count else {
      throw DataError("\(outputs.joined(separator: " and ")): are one file; give two names")
    }
    for path in outputs {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      guard FileManager.default.fileExists(atPath: folder) else {
        throw DataError("\(path): there is no folder \(folder); make it first")
      }
      try Self.checkInputs([path], inputs: inputs.compactMap { $0 })
      if !force, FileManager.default.fileExists(atPath: path) {
        throw DataError("\(path): exists already; choose another name or give --force")
      }
    }
  }

  /// - Throws: `DataError` when one of the outputs is an input.
  public static func checkInputs(_ outputs: [String], inputs: [String]) throws {
    let taken = Set(inputs.flatMap(imageFiles).map(resolved))
    for path in outputs where taken.contains(resolved(path)) {
      throw DataError("\(path): is an input and would be overwritten; choose another name")
    }
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}

/// The files an image consists of: a NIfTI pair is two, whichever was named.
public func imageFiles(_ image: String) -> [String] {
  for (one, other) in [(".hdr", ".img"), (".img", ".hdr")] {
    for packed in ["", ".gz"] where image.lowercased().hasSuffix(one + packed) {
      return [image, image.dropLast((one + packed).count) + other + packed]
    }
  }
  return [image]
}
