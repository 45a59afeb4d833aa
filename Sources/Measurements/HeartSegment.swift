/// A segment of the left ventricle's wall.
///
/// Source: Cerqueira et al., Circulation 105 (2002) 539: 17 segments, of which short-axis slices
/// show 16; the 17th is the cap of the apex beyond the cavity.
public enum HeartSegment: Int, Sendable, CaseIterable {
  case basalAnterior = 1
  case basalAnteroseptal, basalInferoseptal, basalInferior, basalInferolateral, basalAnterolateral
  case midAnterior, midAnteroseptal, midInferoseptal, midInferior, midInferolateral
  case midAnterolateral
  case apicalAnterior, apicalSeptal, apicalInferior, apicalLateral

  /// A third of the slices from base to apex.
  public enum Level: Int, Sendable, CaseIterable {
    case basal, mid, apical
  }

  /// The segment of a direction.
  /// - Parameter angle: Degrees from the middle of the septum towards the anterior wall.
  public init(_ level: Level, angle: Double) {
    var turned = angle.truncatingRemainder(dividingBy: 360)
    if turned < 0 { turned += 360 }
    switch level {
    case .basal, .mid:
      let around: [HeartSegment] = [
        .basalAnteroseptal, .basalAnterior, .basalAnterolateral, .basalInferolateral,
        .basalInferior, .basalInferoseptal,
      ]
      let segment = around[min(Int(turned / 60), 5)]
      self = level == .basal ? segment : HeartSegment(rawValue: segment.rawValue + 6) ?? segment
    case .apical:
      let around: [HeartSegment] = [
        .apicalSeptal, .apicalAnterior, .apicalLateral, .apicalInferior,
      ]
      self = around[Int((turned + 45) / 90) % 4]
    }
  }

  public var level: Level {
    switch rawValue {
    case ...6: .basal
    case ...12: .mid
    default: .apical
    }
  }

  /// In words: "mid inferoseptal".
  public var name: String {
    let walls =
      level == .apical
      ? ["anterior", "septal", "inferior", "lateral"]
      : [
        "anterior", "anteroseptal", "inferoseptal", "inferior", "inferolateral", "anterolateral",
      ]
    let first = level.rawValue * 6 + 1
    return "\(level) \(walls[rawValue - first])"
  }

  /// Degrees from the middle of the septum towards the anterior wall: where it begins and ends.
  public var angles: ClosedRange<Double> {
    let width = level == .apical ? 90.0 : 60
    let start = (0..<360).first { HeartSegment(level, angle: Double($0)) == self } ?? 0
    // The apical septum begins before 0.
    let from = self == .apicalSeptal ? -45.0 : Double(start)
    return from...from + width
  }
}
