import Datasets
import Foundation
import Testing
import Volumes

@Suite(.enabled(if: hasRealData, "\(whyNoRealData)"))
struct `Real data sets` {
  static func open(_ folder: String) throws -> Dataset {
    try Dataset.open(realData.appending(path: folder).path)
  }

  @Test func `ACDC has two frames of each patient, and they load`() throws {
    let dataset = try Self.open("acdc")
    #expect(dataset.layout == .acdc)
    #expect(dataset.patients.count == 55)
    #expect(dataset.cases.count == 110)
    #expect(Set(dataset.cases.map(\.group)) == ["DCM", "HCM", "MINF", "NOR", "RV"])
    var labels: Set<UInt8> = []
    for one in dataset.cases.enumerated().filter({ $0.offset % 10 == 0 }).map(\.element) {
      let image = try one.load()
      #expect(image.channels[0].geometry.spacing.z >= 5, "\(one.name)")
      labels.formUnion(image.labels.labels)
    }
    #expect(labels == [1, 2, 3])
  }

  @Test func `LGG's slices become volumes of three channels`() throws {
    let dataset = try Self.open("tcga_lgg")
    #expect(dataset.layout == .lgg)
    #expect(dataset.patients.count == 14)
    #expect(dataset.cases.count == 14)
    let image = try dataset.cases[0].load()
    #expect(image.channels.count == 3)
    #expect(image.channels[0].size == GridSize(ni: 256, nj: 256, nk: 20))
    #expect(image.labels.labels == [1])
    #expect(image.channels[0] != image.channels[1])
  }

  @Test func `CHAOS and the hippocampus load`() throws {
    let chaos = try Self.open("chaos_mr_t2")
    #expect(chaos.layout == .chaos)
    #expect(chaos.patients == ["1", "13"])
    #expect(try chaos.cases[0].load().labels.labels == [1, 2, 3, 4])
    let hippocampus = try Self.open("hippocampus")
    #expect(hippocampus.layout == .decathlon)
    #expect(hippocampus.cases.count == 30)
    #expect(hippocampus.labels.map(\.name) == ["label 1", "label 2"])
    #expect(try hippocampus.cases[29].load().labels.labels == [1, 2])
  }

  @Test func `Sunnybrook's cavity is brighter than the myocardium around it`() throws {
    let dataset = try Self.open("sunnybrook")
    #expect(dataset.layout == .sunnybrook)
    #expect(dataset.patients == ["SC-HF-I-1"])
    #expect(dataset.cases.count == 9)
    for one in dataset.cases {
      let image = try one.load()
      func mean(_ label: UInt8) -> Float {
        let inside = zip(image.channels[0].voxels, image.labels.voxels).filter { $1 == label }
        return inside.reduce(0) { $0 + $1.0 } / Float(inside.count)
      }
      #expect(mean(2) > 2 * mean(1), "\(one.name)")
    }
  }
}
