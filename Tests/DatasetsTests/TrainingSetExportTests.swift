import Annotation
import Foundation
import ImageFiles
import MinimalPaths
import TestSupport
import Testing
import Volumes

@testable import Datasets

/// Sessions anna0 ... of a cine each, two frames of two slices, with a wall and a cavity in all but one of
/// the slices; a ring with a hole, so that polygons have to be cut.
private func writeSessions(_ folder: String, count: Int = 1) throws -> [String] {
  try (0..<count).map { n in
    let place = "\(folder)/in\(n)"
    try makeFolder(place)
    let volume = try writeDiscs(place)
    func disc(_ name: String, _ label: String, _ radius: Double, slice: Int, frame: Int)
      -> ContourReplacement.Addition
    {
      .straight(
        name, .init(label: .name(label), slice: slice, frame: frame),
        through: circlePoints(x: 22 + Double(n), y: 20, radius: radius, count: 12))
    }
    var additions: [ContourReplacement.Addition] = []
    for (slice, frame) in [(0, 0), (1, 0), (1, 1)] {
      additions.append(disc("wall-\(slice)-\(frame)", "wall", 12, slice: slice, frame: frame))
      additions.append(disc("cavity-\(slice)-\(frame)", "cavity", 7, slice: slice, frame: frame))
      additions.append(disc("clot-\(slice)-\(frame)", "wall", 3, slice: slice, frame: frame))
    }
    let path = "\(place)/anna\(n).session.jsonl"
    try writeSession(
      path, on: volume,
      labels: [.init(value: 7, name: "wall"), .init(value: 4, name: "cavity")],
      additions.replacements(.dataset))
    return path
  }
}

struct `Training sets` {
  /// The masks of the sessions, as a data set has them.
  static func wanted(_ paths: [String]) throws -> [LabelVolume] {
    try paths.flatMap { path in
      try Dataset.open((path as NSString).deletingLastPathComponent, layout: .sessions).cases
        .map { try $0.load().labels }
    }
  }

  @Test(arguments: [TrainingSetFormat.nnunet, .decathlon, .monai, .bids])
  func `volumes come back bit for bit`(format: TrainingSetFormat) throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder, count: 2)
      var options = TrainingSetOptions(format)
      options.licence = "CC0"
      let report = try TrainingSetExport.write(paths, to: folder + "/set", options)
      #expect(report.cases == 4)
      #expect(report.patients == 1)  // Both images are called disc.
      let dataset = try Dataset.open(folder + "/set")
      #expect(dataset.cases.count == 4)
      #expect(dataset.labels.map(\.name) == ["cavity", "wall"])
      #expect(dataset.licence == "CC0")
      #expect(dataset.patients.count == (format == .nnunet ? 2 : 1))
      let images = try dataset.cases.map { try $0.load() }
      let wanted = try Self.wanted(paths).map(\.voxels)
      #expect(images.map(\.labels.voxels) == wanted)
      let source = try ImageFiles.read(folder + "/in0/disc.nii.gz").volume
      #expect(images[1].channels == [source.frame(1)])
    }
  }

  @Test(
    arguments: [
      (TrainingSetFormat.coco, COCOSegmentation.rle), (.coco, .polygons), (.pairs, .rle),
      (.labelme, .rle),
    ])
  func `slices come back bit for bit`(
    format: TrainingSetFormat, segmentation: COCOSegmentation
  ) throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder)
      var options = TrainingSetOptions(format)
      options.coco = segmentation
      _ = try TrainingSetExport.write(paths, to: folder + "/set", options)
      let dataset = try Dataset.open(folder + "/set")
      #expect(
        dataset.cases.map(\.name) == [
          "anna0_frame00_s000", "anna0_frame00_s001", "anna0_frame01_s001",
        ])
      #expect(dataset.labels.map(\.name) == ["cavity", "wall"])
      #expect(dataset.patients == ["disc"])
      let masks = try Self.wanted(paths)
      let slices = [masks[0].slice(0), masks[0].slice(1), masks[1].slice(1)]
      let images = try dataset.cases.map { try $0.load() }
      #expect(images.map { $0.labels.slice(0) } == slices)
      // The disc's intensities are whole numbers from 50 to 200, and its rim between them.
      #expect(images[0].channels[0].voxels.max() == 255)
    }
  }

  @Test func `the manifest has the hash of every file`() throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder)
      _ = try TrainingSetExport.write(paths, to: folder + "/set", TrainingSetOptions(.stl))
      let data = try Data(contentsOf: URL(filePath: folder + "/set/manifest.json"))
      let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let files = try #require(manifest["files"] as? [[String: Any]])
      #expect(
        files.compactMap { $0["path"] as? String } == [
          "anna0_frame00/cavity.stl", "anna0_frame00/wall.stl", "anna0_frame01/cavity.stl",
          "anna0_frame01/wall.stl",
        ])
      for file in files {
        let path = try #require(file["path"] as? String)
        let bytes = try Data(contentsOf: URL(filePath: folder + "/set/" + path))
        #expect(sha256Hex(bytes) == file["sha256"] as? String)
        #expect(bytes.count == file["bytes"] as? Int)
      }
    }
  }

  @Test func `parts are drawn by patient, and tests are not read for training`() throws {
    try withTemporaryFolder { folder in
      var paths = try writeSessions(folder, count: 4)
      for n in paths.indices {
        // Patients go by the names of their images.
        let place = "\(folder)/in\(n)"
        try FileManager.default.moveItem(
          atPath: place + "/disc.nii.gz", toPath: "\(place)/p\(n / 2).nii.gz")
        let text = try String(contentsOfFile: paths[n], encoding: .utf8)
        var lines = text.split(separator: "\n").map(String.init)
        lines[0] = lines[0].replacing("disc.nii.gz", with: "p\(n / 2).nii.gz")
        for m in 1..<lines.count {
          lines[m] = lines[m].replacing(
            /"previous":"[^"]*"/, with: "\"previous\":\"\(sha256Hex(lines[m - 1].utf8))\"")
        }
        try write(lines.joined(separator: "\n") + "\n", to: paths[n])
      }
      paths.reverse()
      var options = TrainingSetOptions(.monai)
      options.test = 1
      let report = try TrainingSetExport.write(paths, to: folder + "/set", options)
      #expect(report.parts == ["training": 4, "test": 4])
      let dataset = try Dataset.open(folder + "/set")
      #expect(dataset.cases.count == 4)
      #expect(dataset.patients.count == 1)
      options.validation = 1
      let error = errorText { _ = try TrainingSetExport.write(paths, to: folder + "/x", options) }
      #expect(error.contains("A split needs two patients"), "\(error)")
    }
  }

  @Test func `what nobody has looked at is left out, and said`() throws {
    try withTemporaryFolder { folder in
      let volume = try writeDiscs(folder)
      let square = [SlicePoint(3, 3), SlicePoint(9, 3), SlicePoint(9, 9), SlicePoint(3, 9)]
      func contour(_ name: String, _ frame: Int) -> ContourReplacement.Addition {
        .straight(name, .init(label: .name("a"), slice: 0, frame: frame), through: square)
      }
      let moved = square.map { SlicePoint($0.x + 20, $0.y) }
      let own = ContourReplacement.Addition.straight(
        "own", .init(label: .name("a"), slice: 0, frame: 0), through: moved)
      let model = ModelIdentity(name: "m", sha256: String(repeating: "0", count: 64))
      let path = folder + "/s.session.jsonl"
      try writeSession(
        path, on: volume, labels: [.init(value: 1, name: "a")],
        [contour("x", 0), contour("y", 1)].replacements(.model, model: model)
          + [own].replacements(.dataset))
      let report = try TrainingSetExport.write(
        [path], to: folder + "/set", TrainingSetOptions(.decathlon))
      #expect(report.leftOutContours == 2)
      #expect(report.partlyLeftOut == ["s_frame00"])
      #expect(report.whollyLeftOut == ["s_frame01"])
      let labels = try Dataset.open(folder + "/set").cases[0].load().labels
      #expect(labels.slice(0)[5, 5] == 0 && labels.slice(0)[25, 5] == 1)
      var all = TrainingSetOptions(.decathlon)
      all.includesUnreviewed = true
      #expect(try TrainingSetExport.write([path], to: folder + "/all", all).cases == 2)
    }
  }

  @Test func `names stay out where they are not wanted`() throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder)
      for format in TrainingSetFormat.allCases {
        var options = TrainingSetOptions(format)
        options.isAnonymous = true
        let set = "\(folder)/\(format.rawValue)"
        _ = try TrainingSetExport.write(paths, to: set, options)
        for case let file as String in try #require(FileManager.default.enumerator(atPath: set)) {
          #expect(!file.contains("anna"), "\(file)")
          guard file.hasSuffix(".json") || file.hasSuffix(".tsv") else { continue }
          let text = try String(contentsOfFile: set + "/" + file, encoding: .utf8)
          #expect(!text.contains("anna") && !text.contains("disc"), "\(file)")
        }
      }
    }
  }

  @Test func `consent is asked of every case`() throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder, count: 2)
      var options = TrainingSetOptions(.monai)
      options.consentPath = folder + "/consent.csv"
      for (table, isRefused) in [
        ("name,consent\ndisc,yes\n", false), ("name,consent\nanna0,yes\n", true),
        ("name,consent\r\n\"disc\",Yes\r\nanna1_frame01,no\r\n", true), ("disc,yes\n", true),
        ("name,consent\ndisc,perhaps\n", true),
      ] {
        try write(table, to: folder + "/consent.csv")
        let error = errorText {
          _ = try TrainingSetExport.write(paths, to: folder + "/set", options, replaces: true)
        }
        #expect(error.isEmpty != isRefused, "\(table) \(error)")
        #expect(!isRefused || error.contains("consent.csv"))
      }
    }
  }

  @Test(arguments: ["Background", "ignore", "IGNORE"])
  func `nnU-Net takes no label of a name that it uses itself, and nothing is left`(
    name: String
  ) throws {
    try withTemporaryFolder { folder in
      let volume = try writeDiscs(folder)
      let path = folder + "/s.session.jsonl"
      let square = [SlicePoint(3, 3), SlicePoint(9, 3), SlicePoint(9, 9), SlicePoint(3, 9)]
      let place = Action.Place(label: .name(name), slice: 0, frame: 0)
      try writeSession(
        path, on: volume, labels: [.init(value: 1, name: name)],
        [ContourReplacement.Addition.straight("a", place, through: square)].replacements(.dataset))
      let error = errorText {
        _ = try TrainingSetExport.write([path], to: folder + "/set", TrainingSetOptions(.nnunet))
      }
      #expect(error.contains("a label called \"\(name)\""), "\(error)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "disc.nii.gz", "s.session.jsonl",
        ])
    }
  }

  @Test func `an export is hidden while it is filled`() throws {
    try withTemporaryFolder { folder in
      let export = try ExportFolder(folder + "/set/", replaces: false)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.count == 1 && names[0].hasPrefix(".contourist-"), "\(names)")
      try export.finish()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["set"])
    }
  }

  @Test func `nothing but an earlier export gives way, and a failure leaves nothing`() throws {
    try withTemporaryFolder { folder in
      let paths = try writeSessions(folder)
      let options = TrainingSetOptions(.nnunet)
      try makeFolder(folder + "/mine")
      #expect(throws: DatasetError.self) {
        _ = try TrainingSetExport.write(paths, to: folder + "/mine", options, replaces: true)
      }
      _ = try TrainingSetExport.write(paths, to: folder + "/set", options)
      #expect(throws: DatasetError.self) {
        _ = try TrainingSetExport.write(paths, to: folder + "/set", options)
      }
      _ = try TrainingSetExport.write(paths, to: folder + "/set", options, replaces: true)
      #expect(throws: CancellationError.self) {
        _ = try TrainingSetExport.write(
          paths, to: folder + "/x", options, isCancelled: { true })
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "in0", "mine", "set",
        ])
    }
  }
}

struct `The geometry gate` {
  @Test func `stops where image and mask lie apart by a bit`() throws {
    try withTemporaryFolder { folder in
      let geometry = smallGeometry
      let volume = Volume(geometry: geometry, voxels: (0..<24).map(Float.init))
      let labels = LabelVolume(geometry: geometry)
      let (image, mask) = (folder + "/i.nii", folder + "/m.nii")
      try ImageFiles.writeVolume(volume, to: image)
      try ImageFiles.writeLabels(labels, to: mask, like: nil)
      try GeometryGate.check(image: image, mask: mask, volume: volume, labels: labels)
      var bytes = [UInt8](try Data(contentsOf: URL(filePath: mask)))
      bytes[80] ^= 1  // The last bit of pixdim[1].
      try AtomicFile.write(bytes, to: mask)
      let error = errorText {
        try GeometryGate.check(image: image, mask: mask, volume: volume, labels: labels)
      }
      #expect(error.contains("headers: spacing"), "\(error)")
      bytes[80] ^= 1
      bytes[352] = 1
      try AtomicFile.write(bytes, to: mask)
      let other = errorText {
        try GeometryGate.check(image: image, mask: mask, volume: volume, labels: labels)
      }
      #expect(other.contains("voxels are not those"), "\(other)")
    }
  }
}
