import MinimalPaths
public import Volumes

extension SessionHeader {
  /// The probabilities that help a session's contours find their edges: a file beside the session,
  /// since a replay must not depend on a network's arithmetic.
  public struct Guidance: Sendable, Equatable, Codable {
    /// Path of the file; a relative one counts from the session's folder.
    public let path: String
    /// SHA-256 of its voxels, as of an image's.
    public let voxelsSHA256: String
    /// Which network they come from.
    public let model: ModelIdentity

    enum CodingKeys: String, CodingKey {
      case path, model
      case voxelsSHA256 = "voxels_sha256"
    }

    /// - Parameter probabilities: See `SessionGuidance`.
    public init(path: String, of probabilities: Volume, model: ModelIdentity) {
      self.path = path
      self.model = model
      voxelsSHA256 = probabilities.voxelsSHA256
    }
  }
}

/// What a network says about the structures of a session, slice by slice.
///
/// Probabilities are a volume on the image's grid: for each frame of the image one volume for each
/// label of the session's table, in its order, 0 to 1.
struct SessionGuidance: Sendable {
  private let probabilities: Volume
  private let values: [UInt8]

  /// - Throws: `SessionError.badProbabilities` unless they are those of the header.
  init?(_ header: SessionHeader, _ probabilities: Volume?) throws(SessionError) {
    guard let expected = header.guidance else {
      guard probabilities == nil else {
        throw .badProbabilities("the session was begun without any")
      }
      return nil
    }
    guard let probabilities else {
      throw .badProbabilities("\(expected.path) is needed, which the session was begun with")
    }
    let values = header.labels.entries.map(\.value)
    let size = probabilities.size
    let volumes = header.frames * values.count
    guard size.ni == header.ni, size.nj == header.nj, size.nk == header.nk,
      probabilities.frames == volumes
    else {
      throw .badProbabilities(
        "they are \(probabilities.frames) volumes of \(size) voxels, where the session needs "
          + "\(volumes) of \(header.ni) x \(header.nj) x \(header.nk)")
    }
    guard probabilities.voxelsSHA256 == expected.voxelsSHA256 else {
      throw .badProbabilities("they differ from those the session was begun with")
    }
    guard probabilities.voxels.allSatisfy({ (0...1).contains($0) }) else {
      throw .badProbabilities("a value is not between 0 and 1")
    }
    self.probabilities = probabilities
    self.values = values
  }

  /// Pixels of a slice that carry another label than the true one, as the probabilities have it.
  func expectedWrongPixels(of labels: LabelSlice, slice: Int, frame: Int) -> Double {
    let planes = planes(slice: slice, frame: frame)
    let channel = (0...255).map { values.firstIndex(of: UInt8($0)) }
    var wrong = 0.0
    for n in labels.pixels.indices {
      let right =
        channel[Int(labels.pixels[n])].map { planes[$0][n] }
        ?? 1 - planes.reduce(0) { $0 + $1[n] }
      wrong += Double(1 - max(right, 0))
    }
    return wrong
  }

  private func planes(slice: Int, frame: Int) -> [[Float]] {
    values.indices.map {
      probabilities.slice(slice, frame: frame * values.count + $0).pixels
    }
  }

  /// How likely each pixel lies inside of a label's outline, whatever is painted into it later; nil
  /// where the network sees nothing of the label, and so has nothing to say of its border.
  func guidance(slice: Int, frame: Int, label: UInt8) -> Guidance? {
    guard let own = values.firstIndex(of: label) else { return nil }
    let planes = planes(slice: slice, frame: frame)
    let later = Array(values[(own + 1)...])
    let labels = likeliest(planes)
    guard labels.pixels.contains(label) else { return nil }
    let region = labels.paintedRegion(of: label, under: later)
    var inside = planes[own]
    for plane in planes[(own + 1)...] {
      for n in inside.indices where region.pixels[n] { inside[n] += plane[n] }
    }
    return try? Guidance(
      ni: probabilities.size.ni, nj: probabilities.size.nj,
      probabilities: inside.map { min($0, 1) })
  }

  /// The label of each pixel that is likelier than all others and than none.
  private func likeliest(_ planes: [[Float]]) -> LabelSlice {
    var labels = LabelSlice(ni: probabilities.size.ni, nj: probabilities.size.nj)
    for n in labels.pixels.indices {
      var best = 1 - planes.reduce(0) { $0 + $1[n] }
      for (plane, value) in zip(planes, values) where plane[n] > best {
        best = plane[n]
        labels.pixels[n] = value
      }
    }
    return labels
  }
}
