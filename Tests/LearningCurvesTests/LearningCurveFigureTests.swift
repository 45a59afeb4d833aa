import Figures
import LearningCurves
import Testing

@Suite struct LearningCurveFigureTests {
  private let training = Colour(0xE6, 0x9F, 0x00)

  /// Rows of the pixels of one colour in the left half below the legend, by column.
  private func rows(of colour: Colour, in raster: Raster) -> [Int: Double] {
    let bottom = axisRow(raster)
    var rows: [Int: Double] = [:]
    for x in 0..<raster.width / 2 {
      let inked = (bottom - 340..<bottom).filter { raster[x, $0] == colour }
      if !inked.isEmpty { rows[x] = Double(inked.reduce(0, +)) / Double(inked.count) }
    }
    return rows
  }

  /// The row of the horizontal axes: the lowest with a long line.
  private func axisRow(_ raster: Raster) -> Int {
    (0..<raster.height).last { y in
      (0..<raster.width).count { raster[$0, y] == .text } > raster.width / 2
    } ?? 0
  }

  @Test func `the loss is drawn where its axis says`() throws {
    // From 0.833 over 0.667 to 0.5 on an axis from 0: a straight line.
    let raster = LearningCurveFigure(try exampleCurve(3)).drawing()
    let rows = rows(of: training, in: raster)
    let bottom = Double(axisRow(raster)) + 0.5
    let columns = rows.keys.sorted()
    let first = try #require(columns.first)
    let last = try #require(columns.last)
    #expect(last - first > 400)
    // The epochs' discs make the line's ends uncertain by their radius.
    let begin = bottom - (rows[first + 20] ?? 0)
    let end = bottom - (rows[last - 20] ?? 0)
    let share = 20 / Double(last - first)
    let expected = (0.5 + share / 3) / (2.5 / 3 - share / 3)
    #expect(abs(end / begin - expected) < 0.01)
    for x in stride(from: first + 20, to: last - 20, by: 10) {
      let straight = begin + (end - begin) * Double(x - first - 20) / Double(last - first - 40)
      #expect(abs(bottom - (rows[x] ?? 0) - straight) < 2, "column \(x)")
    }
  }

  @Test func `nothing is cut off at the picture's border`() throws {
    let organs = (1...30).map { "organ number \($0)" }
    for curve in [
      try exampleCurve(0), try exampleCurve(1), try exampleCurve(1, validatedEvery: 5),
      try exampleCurve(3), try exampleCurve(500, validatedEvery: 5),
      try exampleCurve(12_000, validatedEvery: 1000), try exampleCurve(40, labels: organs),
      try exampleCurve(2, labels: [String(repeating: "a long name ", count: 20)]),
      try exampleCurve(2, labels: []),
    ] {
      let raster = LearningCurveFigure(curve).drawing()
      #expect(raster.width == 1200)
      for (x, y) in (0..<raster.width).flatMap({ [($0, 3), ($0, raster.height - 4)] })
        + (0..<raster.height).flatMap({ [(3, $0), (raster.width - 4, $0)] })
      {
        try #require(raster[x, y] == .background, "\(curve.epochs.count) epochs: \(x), \(y)")
      }
    }
  }

  @Test func `a long name leaves room for what the training came to`() throws {
    func right(_ name: String) throws -> Int {
      var curve = LearningCurve(name: name, labels: ["LV"], startTime: 0)
      for epoch in try exampleCurve(3, labels: ["LV"]).epochs { try curve.append(epoch) }
      let raster = LearningCurveFigure(curve).drawing()
      return (0..<raster.width).last { x in
        (24..<40).contains { raster[x, $0] != .background }
      } ?? 0
    }
    let long = try right(String(repeating: "name ", count: 60))
    #expect((1100..<1170).contains(long))
    #expect(try right("name") < 700)
  }

  @Test func `the curves of one epoch alone are points`() throws {
    let raster = LearningCurveFigure(try exampleCurve(1)).drawing()
    let columns = rows(of: training, in: raster).keys
    #expect((1...8).contains(columns.count))
  }

  @Test func `the same curve is drawn to the same picture`() throws {
    let curve = try exampleCurve(60, validatedEvery: 5)
    #expect(LearningCurveFigure(curve).drawing() == LearningCurveFigure(curve).drawing())
  }
}
