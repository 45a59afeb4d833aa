import Foundation

/// A name as a file's: letters, digits, ".", "-" and "_" alone, none of them hidden, and none that is
/// taken; the same names in the same order give the same files.
func uniqueFileName(_ name: String, besides taken: inout Set<String>) -> String {
  let kept = String(
    name.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        ? character : "_"
    }.prefix(180))
  let stem = kept.isEmpty || kept.hasPrefix(".") ? "_" + kept : kept
  var found = stem
  var number = 1
  // Some file systems take capitals and small letters for one.
  while !taken.insert(found.lowercased()).inserted {
    number += 1
    found = "\(stem)_\(number)"
  }
  return found
}
