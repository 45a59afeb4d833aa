import Datasets
import Testing
import Volumes

struct `Data sets joined` {
  private func named(_ name: String, label: String = "LV", licence: String? = nil) -> Dataset {
    let cases = dataset([
      (name: "a", patient: "p1", group: "X"), (name: "b", patient: "p2", group: "X"),
    ]).cases
    return Dataset(
      name: name, layout: .nnunet, channels: ["MR"], labels: [NamedLabel(value: 1, name: label)],
      licence: licence, cases: cases)
  }

  @Test func `cases of equal names stay apart, and all licences hold`() throws {
    let joined = try Dataset(joining: [
      named("one", licence: "CC0"), named("two", licence: "CC BY 4.0"), named("three"),
    ])
    #expect(joined.cases.map(\.name).sorted().prefix(2) == ["one/a", "one/b"])
    #expect(joined.patients.count == 6)
    #expect(joined.licence == "CC0; and CC BY 4.0")
    // Each data set has its share of the validation.
    let split = try joined.split(validation: 3, seed: 1)
    #expect(Set(split.validation.map { $0.prefix(3) }).count == 3)
  }

  @Test func `one alone stays as it is`() throws {
    #expect(try Dataset(joining: [named("one")]).cases.map(\.name) == ["a", "b"])
  }

  @Test func `different labels, channels or equal names cannot be joined`() {
    #expect(throws: DatasetError.self) {
      try Dataset(joining: [named("one"), named("two", label: "RV")])
    }
    #expect(throws: DatasetError.self) { try Dataset(joining: [named("one"), named("one")]) }
  }
}
