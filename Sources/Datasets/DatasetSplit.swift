import Volumes

/// Patients for training and for validation; none is in both.
public struct DatasetSplit: Codable, Sendable, Equatable {
  /// Sorted.
  public let training: [String]
  /// Sorted.
  public let validation: [String]

  public init(training: [String], validation: [String]) {
    self.training = training
    self.validation = validation
  }
}

extension Dataset {
  /// Sorted, each once.
  public var patients: [String] { Set(cases.map(\.patient)).sorted() }

  /// Draws patients for validation at random, from each group in proportion to its size.
  ///
  /// Shares that are no whole numbers are rounded by the largest remainder. The same data set,
  /// number and seed give the same split on every machine.
  /// - Parameter validation: How many patients, from 1 to one less than there are.
  /// - Throws: `DatasetError.badSplit`.
  public func split(validation: Int, seed: UInt64) throws(DatasetError) -> DatasetSplit {
    // A patient of several cases belongs to the group of the first.
    let groupOf = Dictionary(cases.map { ($0.patient, $0.group ?? "") }) { first, _ in first }
    let patients = patients
    guard validation > 0, validation < patients.count else {
      throw .badSplit(validation: validation, patients: patients.count)
    }
    var random = SplitMix64(seed: seed)
    // Sorted before numbers are drawn: the order of a dictionary differs from run to run.
    var groups = Dictionary(grouping: patients) { groupOf[$0] ?? "" }
      .sorted { $0.key < $1.key }
      .map { Group(patients: $0.value, random: &random) }
    let total = patients.count
    for n in groups.indices {
      groups[n].share = validation * groups[n].patients.count / total
      groups[n].remainder = validation * groups[n].patients.count % total
    }
    let left = validation - groups.reduce(0) { $0 + $1.share }
    let byRemainder = groups.indices.sorted {
      (groups[$0].remainder, groups[$0].lot) > (groups[$1].remainder, groups[$1].lot)
    }
    for n in byRemainder.prefix(left) { groups[n].share += 1 }
    let chosen = groups.flatMap { $0.patients.prefix($0.share) }
    return DatasetSplit(
      training: Set(patients).subtracting(chosen).sorted(), validation: chosen.sorted())
  }

  /// The cases of some patients, sorted by name.
  /// - Throws: `DatasetError.noSuchPatient`.
  public func cases(of patients: [String]) throws(DatasetError) -> [DatasetCase] {
    let known = Set(cases.map(\.patient))
    if let stranger = patients.first(where: { !known.contains($0) }) {
      throw .noSuchPatient(stranger)
    }
    let wanted = Set(patients)
    return cases.filter { wanted.contains($0.patient) }
  }
}

/// The patients of one group in the order in which they are taken.
private struct Group {
  let patients: [String]
  /// Decides between groups of equal remainders.
  let lot: UInt64
  var share = 0
  var remainder = 0

  /// - Parameter patients: Sorted.
  init(patients: [String], random: inout SplitMix64) {
    lot = random.next()
    // By lots and not by the standard library's shuffle, whose order may change with its version.
    var lots: [(lot: UInt64, patient: String)] = []
    for patient in patients { lots.append((random.next(), patient)) }
    self.patients = lots.sorted { ($0.lot, $0.patient) < ($1.lot, $1.patient) }.map(\.patient)
  }
}
