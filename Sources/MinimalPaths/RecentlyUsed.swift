/// Keeps the values used last.
package struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let capacity: Int
  private var values: [Key: (value: Value, lastUse: Int)] = [:]
  private var uses = 0

  /// - Parameter capacity: How many values are kept, > 0.
  package init(capacity: Int) { self.capacity = capacity }

  package subscript(key: Key) -> Value? {
    mutating get {
      uses += 1
      values[key]?.lastUse = uses
      return values[key]?.value
    }
    set {
      uses += 1
      values[key] = newValue.map { ($0, uses) }
      guard values.count > capacity else { return }
      if let oldest = values.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        values[oldest.key] = nil
      }
    }
  }
}
