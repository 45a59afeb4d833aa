import Annotation
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@testable import Datasets

/// Runs `body` with a folder that is removed after it.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("contourist-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

struct `Importing a data set` {
  @Test func `every case becomes an approved session with exactly its labels`() async throws {
    try await withTemporaryFolder { folder in
      try writeACDCPatient(folder + "/acdc", "patient001")
      let dataset = try Dataset.open(folder + "/acdc")
      let work = try SessionImport(of: dataset, to: folder + "/s", as: .approved)
      try makeFolder(folder + "/s")
      for item in dataset.cases {
        let made = try await work.session(of: item)
        #expect(made.isExact)
        #expect(!made.isImageCopied)
        #expect(made.labels.map(\.dice) == [1, 1, 1])
        #expect(work.isThere(item))
        #expect(try work.existing(item).isExact)
      }
      let sessions = try Dataset.open(folder + "/s")
      #expect(sessions.patients == ["patient001"])
      #expect(sessions.labels == dataset.labels)
      #expect(sessions.licence == dataset.licence)
      #expect(sessions.cases.map(\.group) == ["DCM", "DCM"])
      #expect(sessions.cases.map(\.phase) == ["ED", "ES"])
      for (one, other) in zip(sessions.cases, dataset.cases) {
        #expect(try one.load().labels == other.load().labels)
        #expect(try one.load().channels == other.load().channels)
      }
      let opened = try OpenedSession(work.sessionPath(of: dataset.cases[0]))
      #expect(opened.session.state.contours.allSatisfy { $0.review == .accepted })
      #expect(opened.session.snapshotCount == 1)
      _ = try opened.session.verified(on: opened.image.volume)
    }
  }

  @Test func `polygons along the pixels' edges get no seed at each step, drawn ones stay`()
    async throws
  {
    try await withTemporaryFolder { folder in
      // A disc's staircase, and a shape that somebody drew.
      let disc = labelVolume(GridSize(ni: 48, nj: 40, nk: 1)) { voxel in
        (voxel.i - 22) * (voxel.i - 22) + (voxel.j - 20) * (voxel.j - 20) <= 200
      }
      let steps = disc.slice(0).mask(of: 1).polygonsWithoutHoles[0]
      let drawn = [SlicePoint(5.25, 4.5), SlicePoint(30, 6), SlicePoint(16.5, 33.75)]
      for (name, points) in [("steps", steps), ("drawn", drawn)] {
        try PNGFile.write(
          .grey8([UInt8](repeating: 9, count: 48 * 40)), width: 48, height: 40,
          to: "\(folder)/\(name).png")
        let pairs = points.map { "[\($0.x), \($0.y)]" }.joined(separator: ", ")
        try Data(
          """
          {"imagePath": "\(name).png", "imageWidth": 48, "imageHeight": 40, "shapes": [
            {"label": "a", "shape_type": "polygon", "points": [\(pairs)]}]}
          """.utf8
        ).write(to: URL(fileURLWithPath: "\(folder)/\(name).json"))
      }
      let dataset = try Dataset.open(folder)
      try makeFolder(folder + "/s")
      let work = try SessionImport(of: dataset, to: folder + "/s", as: .approved)
      var made: [String: ImportedCase] = [:]
      for item in dataset.cases { made[item.name] = try await work.session(of: item) }
      #expect(steps.count > 60)
      #expect(made.values.allSatisfy { $0.isExact && $0.labels[0].contours == 1 })
      #expect(try #require(made["steps"]).labels[0].seeds < steps.count / 2)
      #expect(made["drawn"]?.labels[0].seeds == 3)
    }
  }

  @Test func `a first version is a machine's that nobody has looked at`() async throws {
    try await withTemporaryFolder { folder in
      let size = GridSize(ni: 48, nj: 40, nk: 1)
      let disc = discImage(ni: 48, nj: 40, x: 22, y: 20, radius: 11)
      try makeFolder(folder + "/d")
      try ImageFiles.writeVolume(
        Volume(geometry: Geometry(size: size), voxels: disc.pixels), to: folder + "/d/a.nii.gz")
      let truth = labelVolume(size) { voxel in
        (voxel.i - 22) * (voxel.i - 22) + (voxel.j - 20) * (voxel.j - 20) <= 121
      }
      try ImageFiles.writeLabels(truth, to: folder + "/d/a_seg.nii.gz", like: nil)
      let dataset = try Dataset.open(folder + "/d")
      #expect(dataset.layout == .marked)
      let work = try SessionImport(of: dataset, to: folder, as: .machine, copiesImages: true)
      let made = try await work.session(of: dataset.cases[0])
      #expect(made.isImageCopied)
      #expect(made.labels[0].seeds <= 8)
      #expect(made.labels[0].dice > 0.95)
      let opened = try OpenedSession(made.session)
      #expect(!opened.session.state.contours.contains { !$0.isUnreviewedMachineMade })
    }
  }

  @Test func `a session of another case is not taken for one that is there`() async throws {
    try await withTemporaryFolder { folder in
      for name in ["one", "other"] {
        try writeACDCPatient("\(folder)/\(name)", "patient001")
        let dataset = try Dataset.open("\(folder)/\(name)")
        let work = try SessionImport(of: dataset, to: folder + "/s", as: .approved)
        try makeFolder(folder + "/s")
        if name == "one" {
          _ = try await work.session(of: dataset.cases[0])
        } else {
          #expect(throws: DatasetError.self) { _ = try work.existing(dataset.cases[0]) }
          await #expect(throws: SessionError.self) {
            _ = try await work.session(of: dataset.cases[0])
          }
        }
      }
    }
  }

  @Test func `a copy takes no other file's place`() async throws {
    try await withTemporaryFolder { folder in
      let (set, image) = (folder + "/d", folder + "/d/images/a.nii.gz")
      try makeFolder(set + "/images")
      try writeImage(set + "/a.nii.gz")
      try writeMask(set + "/a_seg.nii.gz", [0, 1, 1, 0])
      let dataset = try Dataset.open(set)
      let work = try SessionImport(of: dataset, to: set, as: .approved, copiesImages: true)
      try write("mine", to: image)
      await #expect(throws: DatasetError.otherCase(path: image, "a")) {
        _ = try await work.session(of: dataset.cases[0])
      }
      #expect(try String(contentsOfFile: image, encoding: .utf8) == "mine")
      #expect(!work.isThere(dataset.cases[0]))
      // What a run that broke off left behind is taken.
      try FileManager.default.removeItem(atPath: image)
      let first = try await work.session(of: dataset.cases[0])
      try FileManager.default.removeItem(atPath: first.session)
      #expect(try await work.session(of: dataset.cases[0]).isExact)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: set + "/images") == ["a.nii.gz"])
    }
  }

  @Test func `cases of one name are refused`() {
    let labelled = Dataset(
      name: "drawn", layout: .acdc, channels: ["image"], labels: [.init(value: 1, name: "LV")],
      licence: nil,
      cases: ["x/a.png", "y/a.png"].map { path in
        DatasetCase(name: "a", patient: path, imagePath: path) { throw CancellationError() }
      })
    #expect(throws: DatasetError.casesOfOneName("a", path: "x/a.png", other: "y/a.png")) {
      _ = try SessionImport(of: labelled, to: "s", as: .approved)
    }
  }

  @Test(.enabled(if: hasRealData, "\(whyNoRealData)"))
  func `patients of ACDC are kept to the voxel`() async throws {
    try await withTemporaryFolder { folder in
      let dataset = try Dataset.open(realData.appending(path: "acdc").path)
      let work = try SessionImport(of: dataset, to: folder, as: .approved)
      for item in dataset.cases.prefix(2) {
        let made = try await work.session(of: item)
        #expect(made.isExact, "\(item.name)")
      }
    }
  }
}
