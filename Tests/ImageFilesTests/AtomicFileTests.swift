import Foundation
import Testing

@testable import ImageFiles

struct `Writing files` {
  @Test func `a file is replaced whole and nothing else is left in the folder`() throws {
    try withFolder { folder in
      try AtomicFile.write([1, 2, 3], to: folder + "/a")
      try AtomicFile.write([4], to: folder + "/a")
      #expect(try bytes(of: folder + "/a") == [4])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
    }
  }

  @Test func `a file that holds the beginning grows, any other is replaced`() throws {
    try withFolder { folder in
      let path = folder + "/a"
      func number() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
      }
      try AtomicFile.extend(path, to: [1, 2, 3])
      let first = try number()
      for content: [UInt8] in [[1, 2, 3], [1, 2, 3, 4], Array(1...200) + Array(0...255)] {
        try AtomicFile.extend(path, to: content)
        #expect(try bytes(of: path) == content)
        #expect(try number() == first)
      }
      // Kept open, so that the new file cannot take the old one's number.
      let old = open(path, O_RDONLY)
      defer { close(old) }
      for content: [UInt8] in [[1, 2], [1, 3, 4], []] {
        try AtomicFile.extend(path, to: content)
        #expect(try bytes(of: path) == content)
        #expect(try number() != first)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
      #expect(errorText { try AtomicFile.extend(folder, to: [1]) }.contains("cannot be"))
    }
  }

  @Test func `a failed write leaves the folder as it was`() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/taken", withIntermediateDirectories: false)
      #expect(errorText { try AtomicFile.write([1], to: folder + "/taken") }.contains("cannot be"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["taken"])
      #expect(errorText { try AtomicFile.write([1], to: folder + "/no/a") }.contains("No such"))
    }
  }

  @Test(.enabled(if: access("/dev/full", W_OK) == 0, "this system has no /dev/full"))
  func `a full disk is told as such`() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    #expect(throws: ImageFileError.diskFull(path: "mask.nii")) {
      try AtomicFile.writeAll([1, 2], descriptor: descriptor, path: "mask.nii")
    }
  }

  @Test func `a link stays a link, and the permissions stay`() throws {
    try withFolder { folder in
      try AtomicFile.write([1], to: folder + "/a")
      chmod(folder + "/a", 0o640)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "a")
      try AtomicFile.write([2], to: folder + "/link")
      #expect(try bytes(of: folder + "/a") == [2])
      let permissions = try FileManager.default.attributesOfItem(atPath: folder + "/a")
      #expect(permissions[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test(arguments: [
    (348, "348 bytes"), (2_212_000, "2.2 MB"), (999_999, "1.0 MB"), (1000, "1.0 kB"),
  ])
  func `numbers of bytes are told in short`(bytes: Int, text: String) {
    #expect(byteText(bytes) == text)
  }
}
