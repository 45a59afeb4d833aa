import Annotation
import Foundation
import ImageFiles
import Volumes

/// A study's drawing as files and numbers, made by the program's own commands beside the server.
struct ResultFiles: Sendable {
  let configuration: ServerConfiguration
  /// In whose turn.
  let turns: Turns

  /// What a drawing can be taken away as.
  enum Format: String, CaseIterable {
    case mask, polygons, stl, glb, session, image, figure
    case segmentation = "dicom-seg"
    case structureSet = "dicom-rtstruct"

    /// Of the file that is given.
    var ending: String {
      switch self {
      case .mask: ".nii.gz"
      case .polygons: ".json"
      case .stl, .image: ".zip"
      case .glb: ".glb"
      case .session: Session.fileEnding
      case .figure: ".png"
      case .segmentation, .structureSet: ".dcm"
      }
    }
  }

  /// Makes a file.
  /// - Returns: In a folder of its own, which is the caller's to remove.
  /// - Throws: `WebError.notPossible` in the command's words.
  func make(
    _ format: Format, of study: Study, frame: Int?, header: SessionHeader
  ) async throws -> URL {
    let folder = StudyFolder(study.id, in: configuration)
    let work = try temporaryFolder()
    let file = work.appending(path: study.id + format.ending)
    let frameOption = frame.map { ["--frame", "\($0)"] } ?? []
    do {
      switch format {
      case .mask:
        try await answer(["session", "replay", folder.session, "--mask", file.path])
      case .polygons, .segmentation:
        try await answer(export(format.rawValue, folder.session, file))
      case .structureSet:
        try await answer(export(format.rawValue, folder.session, file) + frameOption)
      case .stl:
        let surfaces = work.appending(path: "surfaces")
        try await answer(export("stl", folder.session, surfaces) + ["--include-unreviewed"])
        try await blocking { try ZipWriter.write(surfaces.path, to: file.path) }
        try? FileManager.default.removeItem(at: surfaces)
      case .glb:
        let mask = work.appending(path: "mask.nii.gz")
        try await answer(["session", "replay", folder.session, "--mask", mask.path])
        let drawn = try await values(in: mask, frame: frame ?? 0)
        let labels = header.labels.entries.filter { drawn.contains($0.value) }
          .flatMap { ["--label", "\($0.name)=\($0.value)"] }
        guard !labels.isEmpty else { throw WebError(.notPossible, "Nothing is drawn there yet.") }
        try await answer(["mesh", mask.path, "--output", file.path] + frameOption + labels)
      case .session:
        try FileManager.default.copyItem(atPath: folder.session, toPath: file.path)
      case .image:
        let image = folder.url.appending(path: study.facts?.image ?? "image")
        try await blocking { try ZipWriter.write(image.path, to: file.path) }
      case .figure:
        let reference = FileManager.default.fileExists(atPath: folder.reference.path)
        try await answer(
          ["render", "--session", folder.session, "--output", file.path]
            + (reference ? ["--reference", folder.reference.path, "--panels"] : frameOption))
      }
      return file
    } catch {
      try? FileManager.default.removeItem(at: work)
      throw error
    }
  }

  /// What `measure --json` says.
  func measurements(of study: Study) async throws -> Data {
    try await answer(["measure", StudyFolder(study.id, in: configuration).session, "--json"])
  }

  /// What `evaluate --json` says of the drawing against the reference.
  func evaluation(of study: Study, header: SessionHeader) async throws -> Data {
    let folder = StudyFolder(study.id, in: configuration)
    let mask = try await make(.mask, of: study, frame: nil, header: header)
    defer { try? FileManager.default.removeItem(at: mask.deletingLastPathComponent()) }
    let labels = header.labels.entries.flatMap { ["--label", "\($0.name)=\($0.value)"] }
    return try await answer(["evaluate", mask.path, folder.reference.path, "--json"] + labels)
  }

  /// The labels that occur in a frame of a mask.
  private func values(in mask: URL, frame: Int) async throws -> Set<UInt8> {
    try await blocking { Set(try ImageFiles.readLabels(mask.path).labels.frame(frame).voxels) }
  }

  private func export(_ format: String, _ session: String, _ output: URL) -> [String] {
    ["export", session, "--format", format, "--output", output.path]
  }

  @discardableResult
  private func answer(_ arguments: [String]) async throws -> Data {
    try await ChildProcess(configuration: configuration).answer(arguments, in: turns)
  }

  private func temporaryFolder() throws -> URL {
    let folder = configuration.temporaryFolder.appending(path: newStudyName())
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
