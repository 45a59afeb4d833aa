import Datasets
import Testing
import Volumes

struct `Channels chosen from a data set` {
  private let three: Dataset = {
    let size = GridSize(ni: 2, nj: 1, nk: 1)
    let geometry = Geometry(size: size)
    let item = DatasetCase(name: "a", patient: "p") {
      LabelledImage(
        channels: [1, 2, 3].map { Volume(geometry: geometry, voxels: [$0, 10 * $0]) },
        labels: LabelVolume(geometry: geometry), warnings: ["odd"])
    }
    return Dataset(
      name: "brain", layout: .lgg, channels: ["pre", "FLAIR", "post"],
      labels: [NamedLabel(value: 1, name: "tumour")], licence: "CC0", cases: [item])
  }()

  @Test func `come in the order asked for, with all else as it was`() throws {
    let chosen = try three.choosing(channels: ["post", "FLAIR"])
    #expect(chosen.channels == ["post", "FLAIR"])
    #expect(chosen.labels == three.labels && chosen.licence == "CC0" && chosen.name == "brain")
    let image = try chosen.cases[0].load()
    #expect(image.channels.map(\.voxels) == [[3, 30], [2, 20]])
    #expect(image.warnings == ["odd"])
  }

  @Test(arguments: [["T2"], ["FLAIR", "FLAIR"], [""]])
  func `that are not there, or twice, are refused`(names: [String]) {
    #expect(
      throws: DatasetError.noSuchChannel(
        names.last!, of: "brain", channels: ["pre", "FLAIR", "post"])
    ) {
      try three.choosing(channels: names)
    }
  }
}
