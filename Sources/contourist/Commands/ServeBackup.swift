import AnnotationServer
import ArgumentParser
import Foundation
import Terminal

struct ServeBackup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy everything a server keeps; it may go on running.",
    discussion: """
        contourist serve backup --data studies/ --output backups/2026-11-22/

      The folder holds the database, the studies and the exports, and a list of their SHA-256. It \
      holds patients' images and hashes of passwords: keep it as safe as the server. Uploads that \
      still wait to be read are not in it.
      """)

  @OptionGroup var folder: ServerFolder
  @Option(name: .shortAndLong, help: "The folder to make.") var output: String

  func run() throws {
    let made = try Backup.make(
      of: URL(fileURLWithPath: folder.data, isDirectory: true),
      to: URL(fileURLWithPath: output, isDirectory: true))
    print("backup  \(output)  (\(counted(made.files, "file")), \(made.bytes >> 20) MB)")
  }
}

struct ServeRestore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make a server's folder of a backup.",
    discussion: """
        contourist serve restore backups/2026-11-22/ --data studies/

      Every file is compared with its SHA-256 and the audit log with its chain of hashes first; \
      nothing that is there already is overwritten. Everybody signs in anew; accounts are as they were \
      then, shut ones and passwords too.
      """)

  @Argument(help: "The backup.") var backup: String
  @OptionGroup var folder: ServerFolder

  func run() throws {
    let files = try Backup.restore(
      URL(fileURLWithPath: backup, isDirectory: true),
      to: URL(fileURLWithPath: folder.data, isDirectory: true))
    print("restored  \(folder.data)  (\(counted(files, "file")))")
  }
}
