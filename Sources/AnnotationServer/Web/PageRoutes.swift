import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The pages themselves: files that are listed once at the start, so that no path leads anywhere
/// else.
struct PageRoutes: Sendable {
  private let files: [String: URL]

  private static let types = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
  ]

  /// - Parameter plotly: plotly.min.js; nil where it is not installed.
  init(plotly: URL?) throws {
    let folder = Bundle.module.bundleURL.appending(path: "Pages", directoryHint: .isDirectory)
    var files: [String: URL] = [:]
    let prefix = folder.standardizedFileURL.path
    let found = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    while let file = found?.nextObject() as? URL {
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      let path = file.standardizedFileURL.path.dropFirst(prefix.count)
      files[path.hasPrefix("/") ? String(path) : "/" + path] = file
    }
    if let plotly { files["/vendor/plotly.min.js"] = plotly }
    files["/"] = files["/index.html"]
    self.files = files
  }

  func add(to router: Router<WebContext>) {
    for (path, file) in files {
      router.get(RouterPath(path)) { request, _ in try page(file, for: request) }
    }
  }

  private func page(_ file: URL, for request: Request) throws -> Response {
    let values = try file.resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
    let time = values.contentModificationDate?.timeIntervalSince1970 ?? 0
    let tag = "\"\(values.fileSize ?? 0)-\(Int(time))\""
    // The browser asks each time whether it is still the same.
    let headers: HTTPFields = [
      .eTag: tag, .cacheControl: "no-cache",
      .contentType: Self.types[file.pathExtension] ?? "application/octet-stream",
    ]
    if request.headers[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    return Response(
      status: .ok, headers: headers,
      body: .init(byteBuffer: ByteBuffer(bytes: try Data(contentsOf: file))))
  }
}
