import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `Folders, archives and directories` {
  static let slices = (0..<3).map { SampleSeries.slice($0, at: Double($0)) }

  @Test func `an archive's series is the folder's`() throws {
    let folder = try SampleSeries.read(Self.slices)
    let zip = SyntheticZip(
      entries: try Self.slices.enumerated().map { n, slice in
        .init(name: "scan/IM\(7 - n)", bytes: try slice.encoded())
      } + [.init(name: "readme.txt", bytes: Array("hello".utf8)), .init(name: "empty/", bytes: [])])
    try withFolder { place in
      try AtomicFile.write(zip.bytes, to: place + "/a.zip")
      let image = try ImageFiles.read(place + "/a.zip")
      #expect(image == folder)
      #expect(try ImageFiles.study(place + "/a.zip")?.series.count == 1)
      // Nothing was unpacked.
      #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["a.zip"])
    }
  }

  @Test func `archives that are none, or not safe, are refused with words`() throws {
    let slice = try Self.slices[0].encoded()
    for name in ["../a", "/etc/a", "x/../../a", "..\\a"] {
      let text = try SyntheticZip(entries: [.init(name: name, bytes: slice)]).error()
      #expect(text.contains("leads out of the archive"), "\(text)")
    }
    let encrypted = SyntheticZip(entries: [.init(name: "a", bytes: slice, isEncrypted: true)])
    #expect(try encrypted.error().contains("encrypted entries"))
    let none = SyntheticZip(entries: [.init(name: "a", bytes: [1, 2, 3])])
    #expect(try none.error().contains("without DICOM images"))
    let huge = SyntheticZip(
      entries: [.init(name: "a", bytes: [UInt8](repeating: 0, count: 9999), unpackedSize: 1 << 31)])
    #expect(try huge.error().contains("archived files"))
    var damaged = SyntheticZip(entries: [.init(name: "a", bytes: slice)]).bytes
    damaged[200] ^= 1
    let cut = Array(damaged.dropLast(30))
    try withFolder { folder in
      try AtomicFile.write(damaged, to: folder + "/a.zip")
      #expect(errorText { _ = try ImageFiles.read(folder + "/a.zip") }.contains("is damaged"))
      try AtomicFile.write(cut, to: folder + "/a.zip")
      #expect(errorText { _ = try ImageFiles.read(folder + "/a.zip") }.contains("directory"))
    }
  }

  @Test func `archives of zip64 are read, and what they claim beyond all measure is refused`()
    throws
  {
    let slice = try Self.slices[0].encoded()
    func archive(_ unpacked: UInt64, _ packed: UInt64, times count: Int = 1) -> SyntheticZip {
      SyntheticZip(
        entries: (0..<count).map {
          .init(name: "\($0)", bytes: slice, wideSizes: (unpacked, packed))
        })
    }
    let own = UInt64(slice.count)
    for (unpacked, packed) in [
      (UInt64.max, own), (1 << 63, 1 << 63), (UInt64(Int64.max), UInt64.max), (1 << 33, own),
      // More than its bytes can become, whatever it says of them.
      (1 << 31, 1 << 30), (1 << 32, 1 << 40),
    ] {
      let text = try archive(unpacked, packed).error()
      #expect(text.contains("archived files") || text.contains("damaged"), "\(unpacked): \(text)")
    }
    // Together they are more than is read, though none of them alone is.
    #expect(try archive(1 << 26, own, times: 90).error().contains("archived files"))
    // Deflated as stored blocks: a byte for the last one, its length and the length's complement.
    let head: [UInt8] = [1, UInt8(slice.count & 255), UInt8(slice.count >> 8)]
    let block = head + head[1...].map { ~$0 } + slice
    var whole = SyntheticZip(
      entries: [.init(name: "a", bytes: block, wideSizes: (own, UInt64(block.count)))])
    whole.checkedBytes = slice
    try withFolder { folder in
      try AtomicFile.write(whole.bytes, to: folder + "/a.zip")
      let image = try ImageFiles.read(folder + "/a.zip")
      #expect(image.volume.voxels == [Float](repeating: 0, count: 6))
    }
  }

  @Test func `linked folders are looked into once, and links may go in circles`() throws {
    try withFolder { place in
      let manager = FileManager.default
      for name in ["scan/a", "elsewhere/deep"] {
        try manager.createDirectory(atPath: "\(place)/\(name)", withIntermediateDirectories: true)
      }
      try Self.slices[0].write(to: place + "/scan/a/0")
      try Self.slices[1].write(to: place + "/elsewhere/1")
      try Self.slices[2].write(to: place + "/elsewhere/deep/2")
      for (link, target) in [
        ("scan/more", "../elsewhere"), ("scan/again", "../elsewhere"), ("scan/b", "a"),
        ("scan/up", ".."), ("scan/self", "."), ("elsewhere/back", "../scan"),
        ("scan/none", "nowhere"), ("scan/root", "/"),
      ] {
        try manager.createSymbolicLink(atPath: "\(place)/\(link)", withDestinationPath: target)
      }
      #expect(
        Folders.files(below: place + "/scan") == ["a/0", "again/1", "again/deep/2", "none"])
      let image = try ImageFiles.read(place + "/scan")
      #expect(image.volume.size.nk == 3 && image.warnings.isEmpty, "\(image.warnings)")
      #expect(Folders.files(below: place + "/nothing") == nil)
    }
  }

  @Test func `flipped bytes of an archive give an image or an error`() throws {
    var random = SeededRandom(seed: 3)
    let whole = SyntheticZip(
      entries: try Self.slices.enumerated().map { n, slice in
        .init(name: "\(n)", bytes: try slice.encoded())
      }
    ).bytes
    try withFolder { folder in
      for _ in 0..<200 {
        var bytes = whole
        for _ in 0..<3 {
          // The directory at the end is where most can go wrong.
          let from = Bool.random(using: &random) ? 0 : bytes.count - 200
          bytes[Int.random(in: from..<bytes.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        try AtomicFile.write(bytes, to: folder + "/a.zip")
        _ = try? ImageFiles.read(folder + "/a.zip")
      }
    }
  }

  @Test func `a media directory names its files`() throws {
    func directory(_ names: [String]) -> DICOMDataSet {
      var directory = DICOMDataSet()
      directory.set("MediaStorageSOPClassUID", to: "1.2.840.10008.1.3.10")
      directory.set(
        "DirectoryRecordSequence",
        to: names.map { name in
          var record = DICOMDataSet()
          record.set("DirectoryRecordType", to: "IMAGE")
          record.set("ReferencedFileID", to: name)
          return record
        })
      return directory
    }
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/dicom", withIntermediateDirectories: false)
      for (n, slice) in Self.slices.enumerated() {
        try slice.write(to: "\(folder)/dicom/im\(n)")
      }
      let path = folder + "/DICOMDIR"
      try directory(["DICOM\\IM0", "DICOM\\IM2", "DICOM\\IM9"]).write(to: path)
      let study = try DICOMStudy(path)
      #expect(study.warnings == ["1 files that the directory names are missing."])
      #expect(try SampleSeries.values(ImageFiles.read(path)) == [0, 2])
      // The folder's directory does not count as an image of its own.
      #expect(try SampleSeries.values(ImageFiles.read(folder)) == [0, 1, 2])
      try directory(["..\\SECRET"]).write(to: path)
      #expect(errorText { _ = try ImageFiles.read(path) }.contains("leads out of its folder"))
    }
  }

  @Test func `a folder of images is told from one that holds folders or other files`() throws {
    try SampleSeries.written(Self.slices) { folder in
      #expect(DICOMStudy.isFolderOfImages(folder))
      try AtomicFile.write(Array("x".utf8), to: folder + "/link.csv")
      #expect(!DICOMStudy.isFolderOfImages(folder))
      #expect(!DICOMStudy.isFolderOfImages(folder + "/no"))
    }
  }
}

@Suite(.enabled(if: hasRealData, "\(whyNoRealData)"))
struct `Real DICOM series` {
  @Test func `Sunnybrook's cine is 12 slices of 20 phases`() throws {
    let image = try ImageFiles.read(
      realData.appending(path: "sunnybrook/dicoms/SCD0000101").path)
    #expect(image.volume.size.nk == 12)
    #expect(image.volume.frames == 20)
    #expect(abs((image.secondsPerFrame ?? 0) - 0.038) < 0.002)
    // Each file was given a frame of reference of its own, which is said once.
    #expect(image.warnings.count == 1 && image.warnings[0].contains("240 frames of reference"))
  }

  @Test func `a run of functional MR is one volume in time, a field map two`() throws {
    let folder = realData.appending(path: "dicom/dcm_qa_enh/In").path
    let study = try DICOMStudy(folder)
    let sizes = study.series.map { series in
      series.geometry.map { "\($0.size) x \(series.frames)" } ?? ""
    }
    #expect(sizes.sorted() == ["64 x 64 x 32 x 1", "64 x 64 x 32 x 1", "64 x 64 x 6 x 4"])
  }
}
