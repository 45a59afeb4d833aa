public import Volumes

/// What a heart's cavities and wall hold at one moment, by counting voxels.
public struct HeartMoment: Sendable, Equatable {
  public let frame: Int
  /// Millilitres.
  public let left: Double
  /// nil where the mask lacks the structure.
  public let wall: Double?
  public let right: Double?
  /// In how many slices the left ventricle's cavity is labelled.
  public let slices: Int

  public init(frame: Int, left: Double, wall: Double?, right: Double?, slices: Int = 1) {
    self.frame = frame
    self.slices = slices
    self.left = left
    self.wall = wall
    self.right = right
  }

  /// Of each frame in which the left ventricle's cavity is labelled.
  public static func all(in mask: LabelVolume, _ heart: HeartLabels) -> [HeartMoment] {
    let millilitres = mask.geometry.voxelVolume / 1000
    return (0..<mask.frames).compactMap { frame in
      var counts = [Int](repeating: 0, count: 256)
      let start = frame * mask.size.count
      for n in start..<start + mask.size.count { counts[Int(mask.voxels[n])] += 1 }
      func volume(_ label: UInt8?) -> Double? {
        guard let label, counts[Int(label)] > 0 else { return nil }
        return Double(counts[Int(label)]) * millilitres
      }
      guard let left = volume(heart.left) else { return nil }
      return HeartMoment(
        frame: frame, left: left, wall: volume(heart.wall), right: volume(heart.right),
        slices: (0..<mask.size.nk).count {
          mask.slice($0, frame: frame).pixels.contains(heart.left)
        })
    }
  }
}

/// How much blood a ventricle moves.
public struct VentricleFunction: Sendable, Equatable {
  /// Millilitres.
  public let endDiastolic: Double
  public let endSystolic: Double

  /// - Precondition: The volume at the end of diastole is greater than 0.
  public init(endDiastolic: Double, endSystolic: Double) {
    precondition(endDiastolic > 0, "a ventricle holds something at the end of diastole")
    self.endDiastolic = endDiastolic
    self.endSystolic = endSystolic
  }

  /// Millilitres a beat.
  public var stroke: Double { endDiastolic - endSystolic }
  /// Per cent.
  public var ejectionFraction: Double { 100 * stroke / endDiastolic }
}

/// A heart's pump function, from its volumes at the end of diastole and of systole.
///
/// Both ventricles are measured at the left one's end of diastole and of systole.
public struct HeartFunction: Sendable, Equatable {
  public let endDiastole: HeartMoment
  public let endSystole: HeartMoment
  public let left: VentricleFunction
  /// nil where the right ventricle is not labelled at both moments.
  public let right: VentricleFunction?
  /// Frames that were not considered, since their cavity is labelled in fewer than half as many
  /// slices as that of others: they are not fully drawn.
  public let partial: [Int]

  /// Grams a millilitre of heart muscle.
  /// Source: Schulz-Menger et al., J. Cardiovasc. Magn. Reson. 22 (2020) 19.
  public static let muscleDensity = 1.05

  /// - Parameters:
  ///   - moments: Frames in which the left ventricle is labelled.
  ///   - endDiastole: A frame; the one of the largest cavity unless given.
  ///   - endSystole: A frame; the one of the smallest cavity unless given, partly drawn ones left
  ///     out.
  /// - Throws: `MeasurementError`.
  public init(
    _ moments: [HeartMoment], endDiastole: Int? = nil, endSystole: Int? = nil
  ) throws(MeasurementError) {
    func moment(_ frame: Int?, _ other: Int?, _ isBetter: (Double, Double) -> Bool)
      throws(MeasurementError) -> HeartMoment
    {
      if let frame {
        guard let found = moments.first(where: { $0.frame == frame }) else {
          throw .notLabelled(frame: frame, labelled: moments.map(\.frame))
        }
        return found
      }
      // The other moment is not taken twice, though its cavity may be the largest of all.
      let rest = moments.filter { $0.frame != other && !partial.contains($0.frame) }
      guard let first = rest.first else { throw .oneMoment }
      return rest.dropFirst().reduce(first) { isBetter($1.left, $0.left) ? $1 : $0 }
    }
    guard moments.count > 1 else { throw .oneMoment }
    let most = moments.map(\.slices).max() ?? 0
    let partial = moments.filter { 2 * $0.slices < most }.map(\.frame)
    let diastole = try moment(endDiastole, endSystole, >)
    let systole = try moment(endSystole, diastole.frame, <)
    self.partial = partial.filter { $0 != diastole.frame && $0 != systole.frame }
    self.endDiastole = diastole
    self.endSystole = systole
    left = VentricleFunction(endDiastolic: diastole.left, endSystolic: systole.left)
    if let full = diastole.right, let empty = systole.right {
      right = VentricleFunction(endDiastolic: full, endSystolic: empty)
    } else {
      right = nil
    }
  }

  /// Of the left ventricle's wall at the end of diastole, grams.
  public var mass: Double? { endDiastole.wall.map { $0 * Self.muscleDensity } }
  /// Of the same muscle at the end of systole: how far the two differ tells how well it was drawn.
  public var endSystolicMass: Double? { endSystole.wall.map { $0 * Self.muscleDensity } }
}
