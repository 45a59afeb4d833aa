import Foundation

/// Where models are found by name: the folder in CONTOURIST_MODELS, then `Models` beside the program,
/// beside the package that it was built in, and where that was built.
public enum ModelFolders {
  public static let variable = "CONTOURIST_MODELS"

  /// In the order in which they are looked through, whether they exist or not.
  /// - Parameter named: What the environment has for CONTOURIST_MODELS; its own value where nil.
  public static func all(named: String? = nil) -> [String] {
    let named = named ?? ProcessInfo.processInfo.environment[variable]
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    // The program is built to PACKAGE/.build/TRIPLE/CONFIGURATION.
    let package = program.appendingPathComponent("../../..").standardizedFileURL
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = [program, package, source].map { $0.appendingPathComponent("Models").path }
    var folders: [String] = []
    for folder in [named ?? ""] + beside where !folder.isEmpty && !folders.contains(folder) {
      folders.append(folder)
    }
    return folders
  }

  /// The file of a model: `name` itself where it is a path, NAME.onnx in the first folder that has
  /// it otherwise.
  /// - Throws: `PresegmentationError.modelNotFound`.
  public static func path(
    of name: String, in folders: [String] = ModelFolders.all()
  ) throws(PresegmentationError) -> String {
    if name.hasSuffix(".onnx") || name.contains("/") { return name }
    for folder in folders {
      let path = folder + "/" + name + ".onnx"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw .modelNotFound(name, folders: folders)
  }

  /// The files of all models, by name; of a name that several folders have the first.
  public static func files(in folders: [String] = ModelFolders.all()) -> [String] {
    var files: [String: String] = [:]
    for folder in folders {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for name in names where name.hasSuffix(".onnx") && !name.hasPrefix(".") {
        if files[name] == nil { files[name] = folder + "/" + name }
      }
    }
    return files.sorted { $0.key < $1.key }.map(\.value)
  }
}
