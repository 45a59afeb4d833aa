import Testing
import Volumes

@testable import Annotation

@Suite struct PaintedRegionTests {
  func slice(_ rows: [String]) -> LabelSlice {
    LabelSlice(
      ni: rows[0].count, nj: rows.count,
      pixels: rows.flatMap { $0.map { $0 == "." ? 0 : UInt8(String($0)) ?? 0 } })
  }

  func region(_ rows: [String], of label: UInt8, under later: [UInt8]) -> [String] {
    let mask = slice(rows).paintedRegion(of: label, under: later)
    return (0..<mask.nj).map { j in
      String((0..<mask.ni).map { mask[$0, j] ? "#" : "." })
    }
  }

  @Test func `a cavity belongs to its muscle and a hole does not`() {
    let rows = [
      "........",
      ".222222.",
      ".2332.2.",
      ".2332.2.",
      ".222222.",
    ]
    #expect(
      region(rows, of: 2, under: [3]) == [
        "........",
        ".######.",
        ".####.#.",
        ".####.#.",
        ".######.",
      ])
    #expect(region(rows, of: 3, under: []).joined().count { $0 == "#" } == 4)
    // Painted before, the cavity has to be left out.
    #expect(region(rows, of: 2, under: []).joined().count { $0 == "#" } == 18)
  }

  @Test func `a cavity that the muscle leaves open belongs to it, a neighbour does not`() {
    let rows = [
      "11222...",
      "11233...",
      "11233...",
      "11222...",
    ]
    #expect(
      region(rows, of: 2, under: [3]) == [
        "..###...",
        "..###...",
        "..###...",
        "..###...",
      ])
    #expect(
      region(rows, of: 1, under: [2, 3]) == [
        "##......",
        "##......",
        "##......",
        "##......",
      ])
  }

  @Test func `several later labels count as one piece`() {
    let rows = [
      "11111",
      "12341",
      "11111",
    ]
    #expect(region(rows, of: 1, under: [2, 3, 4]) == ["#####", "#####", "#####"])
    #expect(region(rows, of: 5, under: [2]) == [".....", ".....", "....."])
  }
}
