import Evaluation
import Testing

@Suite struct StatisticsTests {
  @Test func `values that are not defined are counted and left out`() {
    let found = Statistics([1, nil, 3, 5, nil])
    #expect(found.count == 3)
    #expect(found.undefined == 2)
    #expect(found.mean == 3)
    #expect(found.standardDeviation == 2)
    #expect(found.median == 3)
    #expect(found.firstQuartile == 2)
    #expect(found.thirdQuartile == 4)
    #expect(found.minimum == 1)
    #expect(found.maximum == 5)
  }

  @Test func `one value has no deviation, none has nothing`() {
    #expect(Statistics([2]).mean == 2)
    #expect(Statistics([2]).standardDeviation == nil)
    #expect(Statistics([2]).median == 2)
    #expect(Statistics([nil, nil]).undefined == 2)
    #expect(Statistics([nil]).mean == nil)
    #expect(Statistics([]).maximum == nil)
  }
}
