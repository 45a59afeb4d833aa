import Testing

@testable import Figures

@Suite struct AxisTests {
  @Test func `losses between round numbers begin at zero where that is near`() {
    let axis = Axis.around([0.21, 1.43])
    #expect(axis.low == 0)
    #expect(axis.high == 1.5)
    #expect(axis.ticks.map(\.text) == ["0.0", "0.5", "1.0", "1.5"])
    #expect(axis.share(0.75) == 0.5)
    #expect(
      Axis.around([0.91, 0.98]).ticks.map(\.text) == ["0.90", "0.92", "0.94", "0.96", "0.98"])
    #expect(Axis.around([-3, 12]).ticks.map(\.text) == ["-5", "0", "5", "10", "15"])
  }

  @Test func `a wide range is logarithmic, and equal factors are equal lengths`() {
    let axis = Axis.around([0.01, 1])
    #expect(axis.isLogarithmic)
    #expect(axis.ticks.map(\.text) == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"])
    let step = axis.share(0.1) - axis.share(0.01)
    #expect(abs(axis.share(1) - axis.share(0.1) - step) < 1e-12)
    #expect(!Axis.around([0, 100]).isLogarithmic)
    #expect(Axis.around([1e-9, 1e6]).ticks.map(\.text).contains("1e-06"))
  }

  @Test(arguments: [
    [], [0.5], [0, 0], [-2, -2], [1e-12, 1e12], [1e-300], [.leastNonzeroMagnitude, 1],
    [1e100, 1e99],
    [-1e100, 1e100], [1e-99, 1e99], [3, 3.0000001],
    [0.0001, 0.0003], [123_456, 234_567], [0.1, 0.2, 0.3],
  ])
  func `every range holds its values and has numbers that differ`(_ values: [Double]) {
    let axis = Axis.around(values)
    #expect(axis.low < axis.high)
    #expect(values.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.share($0)) })
    let texts = axis.ticks.map(\.text)
    #expect((2...14).contains(texts.count), "\(texts)")
    #expect(Set(texts).count == texts.count, "\(texts)")
    #expect(axis.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.share($0.value)) })
    #expect(texts.allSatisfy { $0.count <= 10 }, "\(texts)")
  }

  @Test func `numbers of epochs are whole and do not touch each other`() {
    for last in Array(1...130) + [199, 200, 500, 999, 1000, 5000, 99_999] {
      let axis = Axis.wholeNumbers(1...last, room: 6)
      #expect((1...8).contains(axis.ticks.count), "\(last): \(axis.ticks)")
      #expect(axis.ticks.allSatisfy { $0.value == $0.value.rounded() })
      for (a, b) in zip(axis.ticks, axis.ticks.dropFirst()) {
        let widths = [a, b].map { Double(Raster.textWidth($0.text, scale: 2)) }
        let distance = (axis.share(b.value) - axis.share(a.value)) * 440
        #expect(distance > widths.reduce(0, +) / 2 + 8, "\(last): \(a.text) \(b.text)")
      }
    }
  }

  @Test func `Dice begins at a round number below all of it`() {
    #expect(Axis.shares([]).low == 0)
    #expect(Axis.shares([0.2, 0.9]).low == 0)
    #expect(Axis.shares([0.6, 0.9]).low == 0.5)
    let axis = Axis.shares([0.93, 0.97])
    #expect(axis.ticks.map(\.text) == ["0.90", "0.92", "0.94", "0.96", "0.98", "1.00"])
  }
}
