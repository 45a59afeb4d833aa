/// Names for new contours, each there once: "LV-5-0" of label, slice and frame, further ones of the
/// same place "LV-5-0-2", "LV-5-0-3".
struct ContourNames {
  private let table: LabelTable
  private var taken: Set<String>

  init(_ table: LabelTable, besides taken: Set<String> = []) {
    self.table = table
    self.taken = taken
  }

  mutating func next(_ label: UInt8, slice: Int, frame: Int) -> String {
    let name = table.name(of: label)
    // Names of contours are 200 bytes at most.
    let stem = (name.utf8.count > 150 ? "\(label)" : name) + "-\(slice)-\(frame)"
    var found = stem
    var number = 1
    while !taken.insert(found).inserted {
      number += 1
      found = "\(stem)-\(number)"
    }
    return found
  }
}
