import Volumes

/// A mask as COCO keeps it: how many pixels are outside, inside, outside, ... column by column.
///
/// Source: maskApi.c of cocodataset/cocoapi; the compressed text has for each count six bits a
/// character, from the fourth on as the difference to the count two before.
struct RunLengths: Equatable {
  let width: Int
  let height: Int
  /// Beginning with pixels outside; may be 0.
  let counts: [Int]

  init(width: Int, height: Int, counts: [Int]) {
    self.width = width
    self.height = height
    self.counts = counts
  }

  init(_ mask: SliceMask) {
    var counts: [Int] = []
    var (isInside, length) = (false, 0)
    for i in 0..<mask.ni {
      for j in 0..<mask.nj {
        if mask[i, j] != isInside {
          counts.append(length)
          (isInside, length) = (!isInside, 0)
        }
        length += 1
      }
    }
    self.init(width: mask.ni, height: mask.nj, counts: counts + [length])
  }

  /// Counts of the compressed text; nil where it is none.
  static func counts(_ text: String) -> [Int]? {
    var counts: [Int] = []
    var (value, shift) = (0, 0)
    for byte in text.utf8 {
      guard (48..<112).contains(byte), shift < 60 else { return nil }
      let bits = Int(byte) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      // What does not fit is found out with the sum.
      if counts.count > 2 { value &+= counts[counts.count - 2] }
      counts.append(value)
      (value, shift) = (0, 0)
    }
    return shift == 0 ? counts : nil
  }

  /// The compressed text.
  var text: String {
    var bytes: [UInt8] = []
    for n in counts.indices {
      var value = n > 2 ? counts[n] - counts[n - 2] : counts[n]
      while true {
        let bits = value & 0x1F
        value >>= 5
        let isLast = bits & 0x10 == 0 ? value == 0 : value == -1
        bytes.append(UInt8(48 + bits + (isLast ? 0 : 0x20)))
        if isLast { break }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// nil where the counts are negative or do not add up to the size.
  var mask: SliceMask? {
    guard width > 0, height > 0, counts.allSatisfy({ $0 >= 0 && $0 <= width * height }),
      counts.reduce(0, +) == width * height
    else { return nil }
    var mask = SliceMask(ni: width, nj: height)
    var place = 0
    for (n, count) in counts.enumerated() {
      if n % 2 == 1 {
        for p in place..<place + count { mask[p / height, p % height] = true }
      }
      place += count
    }
    return mask
  }
}
