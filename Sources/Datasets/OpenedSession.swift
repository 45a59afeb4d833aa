import Annotation
import Foundation
import ImageFiles
import Volumes

/// A session together with its image.
struct OpenedSession {
  let path: String
  let session: Session
  let image: ImageFile
  /// Where the image was read from.
  let imagePath: String
  /// Has made sure that the image is the session's.
  let tracer: SessionTracer

  /// Reads a session and the image its header names.
  /// - Parameter imagePath: Where the image lies now; nil takes the header's path.
  /// - Throws: `SessionError`, `ImageFileError`.
  init(_ path: String, imagePath: String?) throws {
    self.path = path
    session = try Session(contentsOf: path)
    session.warnings.forEach { warn("\(path): \($0)") }
    let header = session.header
    self.imagePath = imagePath ?? Self.imagePath(header.image.path, besides: path)
    image = try ImageFiles.read(self.imagePath, channel: header.image.channel)
    tracer = try SessionTracer(header: header, volume: image.volume)
    if header.engine != contouristVersion {
      warn(
        "\(path): was begun with Contourist \(header.engine), this is \(contouristVersion); "
          + "contours may differ where no snapshot proves them equal")
    }
  }

  /// A tracer for the session, after a warning for every contour that cannot be drawn.
  func tracerAfterWarnings() -> SessionTracer {
    var tracer = tracer
    for (contour, reason) in tracer.failures(of: session.state) {
      warn("contour \"\(contour.name)\" in slice \(contour.slice) labels nothing: \(reason)")
    }
    return tracer
  }

  /// A relative image path counts from the session's folder.
  static func imagePath(_ path: String, besides session: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = (session as NSString).deletingLastPathComponent
    return folder.isEmpty ? path : (folder as NSString).appendingPathComponent(path)
  }

  /// How a new session names its image: relative where both lie in one tree, so that the two can
  /// be moved together.
  static func pathToStore(_ image: String, besides session: String) -> String {
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
