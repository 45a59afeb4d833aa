import Datasets
import Foundation
import Testing

struct `Splits of a data set` {
  /// 20 patients of group A, 10 of B, 5 of C, each with two cases.
  static let drawn = dataset(
    (0..<35).flatMap { n in
      let group = n < 20 ? "A" : n < 30 ? "B" : "C"
      return ["a", "b"].map { (name: "p\(100 + n)\($0)", patient: "p\(100 + n)", group: group) }
    })

  @Test(arguments: 0..<20) func `every patient is in one part`(_ seed: UInt64) throws {
    for validation in [1, 7, 20, 34] {
      let split = try Self.drawn.split(validation: validation, seed: seed)
      #expect(split.validation.count == validation)
      #expect((split.training + split.validation).sorted() == Self.drawn.patients)
      let training = try Self.drawn.cases(of: split.training).map(\.name)
      let held = try Self.drawn.cases(of: split.validation).map(\.name)
      #expect(training.count == 2 * split.training.count)
      #expect(Set(training).isDisjoint(with: held))
    }
  }

  @Test(arguments: 0..<20) func `groups keep their shares`(_ seed: UInt64) throws {
    func counts(_ validation: Int) throws -> [Int] {
      let held = try Self.drawn.cases(
        of: Self.drawn.split(validation: validation, seed: seed).validation)
      return ["A", "B", "C"].map { group in held.filter { $0.group == group }.count / 2 }
    }
    #expect(try counts(7) == [4, 2, 1])
    // Shares 5.71, 2.86, 1.43: the largest remainders are B's and A's.
    #expect(try counts(10) == [6, 3, 1])
  }

  @Test func `the same seed gives the same split, another seed another one`() throws {
    let first = try Self.drawn.split(validation: 7, seed: 1)
    #expect(try Self.drawn.split(validation: 7, seed: 1) == first)
    #expect(try Self.drawn.split(validation: 7, seed: 2) != first)
    // Splits written into reports must be drawn again by later versions.
    #expect(first.validation == ["p107", "p109", "p114", "p119", "p123", "p126", "p131"])
  }

  @Test func `patients without a group are drawn too`() throws {
    let plain = dataset((0..<5).map { (name: "c\($0)", patient: "c\($0)", group: nil) })
    #expect(try plain.split(validation: 2, seed: 1).validation.count == 2)
  }

  @Test(arguments: [-1, 0, 35, 100]) func `a part without patients is refused`(_ n: Int) throws {
    #expect(throws: DatasetError.badSplit(validation: n, patients: 35)) {
      try Self.drawn.split(validation: n, seed: 1)
    }
  }

  @Test func `a split of another data set is refused`() throws {
    #expect(throws: DatasetError.noSuchPatient("p999")) {
      try Self.drawn.cases(of: ["p100", "p999"])
    }
  }

  @Test func `a split survives JSON`() throws {
    let split = try Self.drawn.split(validation: 7, seed: 1)
    let data = try JSONEncoder().encode(split)
    #expect(try JSONDecoder().decode(DatasetSplit.self, from: data) == split)
  }
}
