import Annotation
import Foundation
import Terminal

/// The sessions of a batch by their names.
struct NamedSessions {
  /// Sorted by the arguments and within a folder by name.
  let names: [String]
  private let paths: [String: String]

  /// - Parameter arguments: Session files, and folders of them.
  /// - Throws: `DataError` where two have one name.
  init(_ arguments: [String]) throws {
    let all = try TrainingSetArguments.sessions(in: arguments)
    var paths: [String: String] = [:]
    for path in all {
      let name = Session.name(ofFile: path)
      if let other = paths.updateValue(path, forKey: name) {
        throw DataError("\(other) and \(path): have one name; rename one of them")
      }
    }
    names = all.map(Session.name(ofFile:))
    self.paths = paths
  }

  subscript(_ name: String) -> String? { paths[name] }
}
