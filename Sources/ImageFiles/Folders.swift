import Foundation
import Glibc

/// Folders: made, and searched.
public enum Folders {
  /// Makes a folder and those above it, where they are not there.
  /// - Throws: `ImageFileError.folderNotMade`.
  public static func make(_ path: String) throws(ImageFileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .folderNotMade(path: path)
    }
  }

  /// Everything in a folder and below it that is no folder, as paths within it, sorted.
  ///
  /// Links to folders are followed. Each folder is looked into once, however many links lead to it,
  /// and a link to a folder that holds the whole is left alone: so links may go in circles. Folders
  /// that cannot be read count as empty.
  /// - Returns: nil where the folder itself cannot be read.
  public static func files(below folder: String) -> [String]? {
    guard (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil else { return nil }
    var search = Search(folder)
    // What lies in folders of its own comes first: a link to it is then the second way there.
    var next = 0
    search.look(into: "")
    while next < search.links.count {
      search.look(into: search.links[next])
      next += 1
    }
    return search.files.sorted()
  }

  private struct Search {
    let folder: String
    let whole: String
    var seen: Set<[UInt64]> = []
    var files: [String] = []
    /// To folders.
    var links: [String] = []

    init(_ folder: String) {
      self.folder = folder
      whole = Self.resolved(folder)
    }

    mutating func look(into name: String) {
      let path = name.isEmpty ? folder : folder + "/" + name
      var status = stat()
      guard stat(path, &status) == 0,
        seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
      else { return }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for entry in names.sorted() {
        let inner = name.isEmpty ? entry : name + "/" + entry
        var own = stat()
        guard lstat(folder + "/" + inner, &own) == 0 else { continue }
        if own.st_mode & S_IFMT == S_IFDIR {
          look(into: inner)
        } else if own.st_mode & S_IFMT == S_IFLNK, isFolder(inner) {
          let target = Self.resolved(folder + "/" + inner)
          if !(whole + "/").hasPrefix(target == "/" ? target : target + "/") { links.append(inner) }
        } else {
          files.append(inner)
        }
      }
    }

    private func isFolder(_ name: String) -> Bool {
      var status = stat()
      return stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func resolved(_ path: String) -> String {
      guard let resolved = realpath(path, nil) else { return path }
      defer { free(resolved) }
      return String(cString: resolved)
    }
  }
}
