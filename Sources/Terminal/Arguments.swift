/// Whole numbers separated by commas, as options list them; nil where something else is among them.
public func wholeNumbers(_ list: String) -> [Int]? {
  let numbers = list.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
  return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
}
