import ArgumentParser
import Batches
import Foundation
import Terminal

extension BatchFolder {
  /// The plan, its command, and the folder both were made in as the current one, so that paths mean
  /// what they meant there.
  /// - Throws: `BatchError`; `DataError` where the folder is gone.
  func resumed() throws -> (plan: BatchPlan, command: any BatchTaskCommand) {
    guard let plan = try plan() else { throw BatchError.noPlan(output: output) }
    guard FileManager.default.changeCurrentDirectoryPath(plan.folder) else {
      throw DataError(
        "\(plan.folder): the batch was begun in this folder, which cannot be entered from here. "
          + "All machines must see the same paths.")
    }
    guard
      let command = try Contourist.parseAsRoot(plan.arguments) as? any BatchTaskCommand
    else { throw BatchError.brokenPlan(path: path) }
    return (plan, command)
  }
}

extension String {
  /// As seen from everywhere.
  var absolutePath: String { URL(fileURLWithPath: self).standardizedFileURL.path }
}
