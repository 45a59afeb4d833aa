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
}
