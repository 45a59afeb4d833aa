import Foundation
import Glibc
import Terminal

/// Lines of standard input or a file, as they come; bytes that are no UTF-8 are replaced.
struct LineReader {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  /// Where the unread part of the buffer begins.
  private var start = 0
  private var isAtEnd = false
  /// No request or action comes near it; an endless line must not fill the memory.
  private static let longestLine = 64 << 20

  /// - Throws: `DataError` when the file cannot be read.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      handle = .standardInput
      return
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
      let file = FileHandle(forReadingAtPath: path)
    else { throw DataError("\(path): there is no such file, or it cannot be read") }
    handle = file
  }

  /// The next line without its end; nil when there is none.
  mutating func next() throws -> String? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return String(decoding: buffer[start..<end], as: UTF8.self)
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return String(decoding: buffer[start...], as: UTF8.self)
      }
      guard buffer.count - start <= Self.longestLine else {
        throw DataError("a line of the input is longer than 64 MB; is this the right file?")
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      try readMore()
    }
  }

  /// One `read`: returns with what there is, so that a waiting program gets its answer at once.
  private mutating func readMore() throws {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = chunk.withUnsafeMutableBytes {
      Glibc.read(handle.fileDescriptor, $0.baseAddress, $0.count)
    }
    if count > 0 {
      buffer += chunk[..<count]
    } else if count == 0 {
      isAtEnd = true
    } else if errno == EAGAIN {
      var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, -1)
    } else if errno != EINTR {
      throw DataError("the input cannot be read: \(String(cString: strerror(errno)))")
    }
  }
}

/// Prints a line at once: programs wait for each answer.
/// - Throws: `OutputError` where it cannot be written.
func printImmediately(_ line: String) throws {
  do {
    try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  } catch {
    throw OutputError()
  }
}

/// Standard output does not take what is printed.
struct OutputError: Error, CustomStringConvertible {
  let description = "standard output cannot be written (is the disk full?)"
}
