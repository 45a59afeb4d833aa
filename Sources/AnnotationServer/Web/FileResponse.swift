import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A file to be kept by the browser, sent piece by piece.
/// - Parameter remove: A folder that goes when the file has been sent, or the browser has left.
func fileResponse(_ file: URL, type: String, name: String, removing remove: URL? = nil) throws
  -> Response
{
  let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
  let handle = try FileHandle(forReadingFrom: file)
  // Open is enough: what is unlinked can still be read.
  if let remove { try? FileManager.default.removeItem(at: remove) }
  let body = ResponseBody(contentLength: size) { writer in
    defer { try? handle.close() }
    while let data = try handle.read(upToCount: 1 << 18), !data.isEmpty {
      try await writer.write(ByteBuffer(bytes: data))
    }
    try await writer.finish(nil)
  }
  return Response(
    status: .ok,
    headers: [
      .contentType: type, .cacheControl: "no-store",
      .contentDisposition: "attachment; filename=\"\(name)\"",
    ], body: body)
}
