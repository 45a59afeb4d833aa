/// A field of arrival times as directions: who walks from neighbour to neighbour comes to the seed,
/// with a byte a pixel and no arithmetic. For previews of paths; paths themselves are sub-voxel.
public enum ParentMap {
  /// The neighbours (i, j) that the codes 0 to 7 mean.
  public static let steps = [
    (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1),
  ]
  /// The code of a pixel with no earlier neighbour: where the front began.
  public static let seed: UInt8 = 8
  /// The code of a pixel that the front never came to.
  public static let unreached: UInt8 = 255

  /// The neighbour of each pixel that the time falls to most steeply, pixels taken as squares.
  ///
  /// Times fall along every way, so that none goes in a circle.
  /// - Parameter times: Shape (ni, nj), infinite where the front never came.
  static func parents(of times: [Float], ni: Int, nj: Int) -> [UInt8] {
    let diagonal = Float(0.5).squareRoot()
    return [UInt8](unsafeUninitializedCapacity: ni * nj) { parents, count in
      count = ni * nj
      for j in 0..<nj {
        for i in 0..<ni {
          let n = j * ni + i
          let time = times[n]
          guard time.isFinite else {
            parents[n] = unreached
            continue
          }
          var (steepest, code) = (Float(0), seed)
          for (k, (di, dj)) in steps.enumerated() {
            let (x, y) = (i + di, j + dj)
            guard x >= 0, x < ni, y >= 0, y < nj else { continue }
            let fall = (time - times[y * ni + x]) * (k.isMultiple(of: 2) ? 1 : diagonal)
            if fall > steepest { (steepest, code) = (fall, UInt8(k)) }
          }
          parents[n] = code
        }
      }
    }
  }
}
