public import Annotation
import Foundation
public import ImageFiles

/// A session together with its image.
public struct OpenedSession: Sendable {
  public let path: String
  public let session: Session
  public let image: ImageFile
  /// Where the image was read from.
  public let imagePath: String
  /// Has made sure that the image is the session's.
  public let tracer: SessionTracer
  /// Sentences on the session, each after its path: torn lines, another version of the engine.
  public let warnings: [String]

  /// Reads a session and the image its header names.
  /// - Parameter imagePath: Where the image lies now; nil takes the header's path.
  /// - Throws: `SessionError`, `ImageFileError`.
  public init(_ path: String, imagePath: String? = nil) throws {
    self.path = path
    session = try Session(contentsOf: path)
    let header = session.header
    self.imagePath = imagePath ?? Self.imagePath(header.image.path, besides: path)
    image = try ImageFiles.read(
      self.imagePath, channel: header.image.channel, series: header.image.series)
    let probabilities = try header.guidance.map {
      try ImageFiles.read(Self.imagePath($0.path, besides: path)).volume
    }
    tracer = try SessionTracer(
      header: header, volume: image.volume, probabilities: probabilities)
    var warnings = session.warnings.map { "\(path): \($0)" }
    if header.engine != contouristVersion {
      warnings.append(
        "\(path): was begun with Contourist \(header.engine), this is \(contouristVersion); "
          + "contours may differ where no snapshot proves them equal")
    }
    self.warnings = warnings
  }

  /// A relative image path counts from the session's folder.
  public static func imagePath(_ path: String, besides session: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = (session as NSString).deletingLastPathComponent
    return folder.isEmpty ? path : (folder as NSString).appendingPathComponent(path)
  }

  /// How a new session names its image: relative where both lie in one tree, so that the two can
  /// be moved together.
  public static func pathToStore(_ image: String, besides session: String) -> String {
    let imageParts = URL(fileURLWithPath: image).standardizedFileURL.pathComponents
    let folderParts = URL(fileURLWithPath: session).standardizedFileURL.deletingLastPathComponent()
      .pathComponents
    var common = 0
    while common < min(imageParts.count - 1, folderParts.count),
      imageParts[common] == folderParts[common]
    {
      common += 1
    }
    // Only the root in common: two trees.
    guard common > 1 else { return "/" + imageParts.dropFirst().joined(separator: "/") }
    let up = [String](repeating: "..", count: folderParts.count - common)
    return (up + imageParts[common...]).joined(separator: "/")
  }
}
