import Annotation
import Datasets
import ImageFiles
import TestSupport
import Testing
import Volumes

/// A cine of two frames and two slices, a disc in each, as disc.nii.gz.
func writeDiscs(_ folder: String) throws -> Volume {
  let size = GridSize(ni: 48, nj: 40, nk: 2)
  let voxels = (0..<4).flatMap { _ in discImage(ni: 48, nj: 40, x: 22, y: 20, radius: 11).pixels }
  let volume = Volume(
    geometry: Geometry(size: size, spacing: SIMD3(1, 1, 8)), frames: 2, voxels: voxels)
  try ImageFiles.writeVolume(volume, to: folder + "/disc.nii.gz")
  return try ImageFiles.read(folder + "/disc.nii.gz").volume
}

/// A session on disc.nii.gz.
func writeSession(
  _ path: String, on volume: Volume, labels: [LabelTable.Entry], _ actions: [Action]
) throws {
  let header = SessionHeader(
    image: SessionHeader.Image(path: "disc.nii.gz", of: volume), labels: try LabelTable(labels))
  try JournalWriter.create(path, header: header)
  let (writer, _) = try JournalWriter.open(path)
  for action in actions { _ = try writer.append(action, author: "test") }
}

private func ring(_ name: String, _ label: String, slice: Int, frame: Int) -> [Action] {
  circlePoints(x: 22, y: 20, radius: 11, count: 5).map {
    .addSeed(
      contour: name, place: .init(label: .name(label), slice: slice, frame: frame), point: $0,
      index: nil)
  } + [.closeContour(contour: name)]
}

struct `Sessions as a data set` {
  static let labels: [LabelTable.Entry] = [
    .init(value: 5, name: "LV"), .init(value: 2, name: "RV", color: "#FF0000"),
  ]

  @Test func `each frame that has labels is a case, its labels counted from 1`() throws {
    try withTemporaryFolder { folder in
      let volume = try writeDiscs(folder)
      let open = Action.addSeed(
        contour: "open", place: .init(label: .name("RV"), slice: 0, frame: 0),
        point: SlicePoint(3, 4), index: nil)
      let paint = Action.paint(
        place: .init(label: .name("RV"), slice: 0, frame: 1),
        brush: .init(points: [SlicePoint(2, 2)], radius: 1))
      try writeSession(
        folder + "/a.session.jsonl", on: volume, labels: Self.labels,
        [open] + ring("c", "LV", slice: 1, frame: 1) + [paint])
      try writeSession(
        folder + "/b.session.jsonl", on: volume, labels: Self.labels,
        ring("c", "LV", slice: 0, frame: 0) + ring("d", "LV", slice: 0, frame: 1))
      try writeSession(folder + "/empty.session.jsonl", on: volume, labels: Self.labels, [])

      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .sessions)
      #expect(
        dataset.labels == [
          NamedLabel(value: 1, name: "RV"), NamedLabel(value: 2, name: "LV"),
        ])
      #expect(dataset.cases.map(\.name) == ["a_frame01", "b_frame00", "b_frame01"])
      #expect(dataset.patients == ["disc"])
      let image = try dataset.cases[0].load()
      #expect(image.channels == [volume.frame(1)])
      #expect(image.labels.slice(0).mask(of: 1).area == 5)
      // A disc of radius 11.
      #expect(abs(Double(image.labels.slice(1).mask(of: 2).area) - 380) < 20)
      #expect(image.labels.slice(0).mask(of: 2).area == 0)
      let session = try OpenedSession(folder + "/a.session.jsonl")
      var tracer = session.tracer
      let whole = tracer.mask(of: session.session.state).frame(1)
      #expect(
        tracer.mask(of: session.session.state, frame: 1) == whole
          && whole.voxels.map { $0 == 0 } == image.labels.voxels.map { $0 == 0 })
    }
  }

  @Test func `another image under the session's path is refused`() throws {
    try withTemporaryFolder { folder in
      var volume = try writeDiscs(folder)
      volume.voxels[7] += 1
      try writeSession(
        folder + "/a.session.jsonl", on: volume, labels: Self.labels,
        ring("c", "LV", slice: 0, frame: 0))
      let error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("its voxels differ"), "\(error)")
    }
  }

  @Test func `sessions of different tables are an error that names both`() throws {
    try withTemporaryFolder { folder in
      let volume = try writeDiscs(folder)
      try writeSession(folder + "/a.session.jsonl", on: volume, labels: Self.labels, [])
      try writeSession(
        folder + "/b.session.jsonl", on: volume, labels: [.init(value: 2, name: "LV")], [])
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("a.session.jsonl labels RV=2, LV=5, but"), "\(error)")
      #expect(error.contains("b.session.jsonl labels LV=2."), "\(error)")
    }
  }

  @Test func `a file that is no session is an error that names it`() throws {
    try withTemporaryFolder { folder in
      try write("{}", to: folder + "/a.session.jsonl")
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/a.session.jsonl: "), "\(error)")
    }
  }
}
