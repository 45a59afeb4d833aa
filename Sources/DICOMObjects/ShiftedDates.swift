import Foundation

private let calendar: Calendar = {
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = .gmt
  return calendar
}()

/// A date of DICOM, alone or at the beginning of a date with time, moved back; nil where the text
/// is none. What follows the day stays: times, fractions, zones.
///
/// A text of less than a day, "2026" or "202611", counts from its first day and comes back as long
/// as it was.
func movedBack(_ text: String, days: Int) -> String? {
  let digits = text.prefix(8).prefix { $0.isASCII && $0.isNumber }
  guard digits.count == 8 || (digits.count == text.count && [4, 6].contains(digits.count)) else {
    return nil
  }
  func number(_ range: Range<Int>) -> Int? {
    guard range.upperBound <= digits.count else { return 1 }
    return Int(digits.dropFirst(range.lowerBound).prefix(range.count))
  }
  guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
    1...12 ~= month, 1...31 ~= day,
    let date = calendar.date(from: DateComponents(year: year, month: month, day: day)),
    let moved = calendar.date(byAdding: .day, value: -days, to: date)
  else { return nil }
  let parts = calendar.dateComponents([.year, .month, .day], from: moved)
  guard let year = parts.year, let month = parts.month, let day = parts.day, 0...9999 ~= year
  else { return nil }
  let whole = String(format: "%04d%02d%02d", year, month, day)
  return String(whole.prefix(digits.count)) + text.dropFirst(digits.count)
}
