public import Preparation
public import Volumes

/// How a network is asked about a whole image: in windows, of each also its mirror images, and how
/// its answers become probabilities and labels on the image's own grid.
///
/// The one way of training's validation and of pre-segmentation, whatever computes the network.
public struct ImagePrediction: Sendable {
  public let preparation: PreparationRecipe
  public let answer: Answer
  /// Channels of the network's answer.
  public let classes: Int
  /// What the network needs its axes to be multiples of, in the tensor's order.
  public let divisors: [Int]
  /// Axes along which an image is flipped; the answers of all combinations are averaged.
  public let flips: [ModelCard.FlipAxis]
  /// The only window that the network takes, in the tensor's order; nil where it takes any.
  public let window: [Int]?

  /// Pixels along an axis of a slice above which it is cut into windows: what a network keeps of
  /// larger ones is gigabytes.
  static let longestSlice = 1024

  /// - Precondition: The recipe is valid, there are as many divisors as it has dimensions, and no
  ///   axis is flipped that the network does not have.
  public init(
    _ preparation: PreparationRecipe, answer: Answer, classes: Int, divisors: [Int],
    flips: [ModelCard.FlipAxis], window: [Int]? = nil
  ) {
    precondition(
      Set(flips).count == flips.count && (preparation.dimensions == 3 || !flips.contains(.k)),
      "each axis of the network is flipped once")
    self.preparation = preparation
    self.answer = answer
    self.classes = classes
    self.divisors = divisors
    self.flips = flips
    self.window = window
  }

  /// Labels and background.
  public var channels: Int { answer == .softmax ? classes : classes + 1 }

  /// The windows of an image: slices come whole, as they vary in size, and volumes as the network
  /// was trained.
  public func windows(of grid: GridSize) -> SlidingWindow {
    let own =
      preparation.dimensions == 3
      ? preparation.patch : [grid.nj, grid.ni].map { min($0, Self.longestSlice) }
    return SlidingWindow(
      grid: grid, dimensions: preparation.dimensions, window: window ?? own,
      divisors: window == nil ? divisors : divisors.map { _ in 1 })
  }

  /// How often the network is run for one image.
  public func runs(of grid: GridSize) -> Int { windows(of: grid).starts.count << flips.count }

  /// Probabilities of a prepared image.
  /// - Parameter network: Gets a window's values, shape (input channels, window), and the window;
  ///   returns probabilities, shape (classes, window).
  /// - Returns: Shape (channels, nk, nj, ni): the background, then the labels.
  /// - Throws: What `network` throws.
  public func probabilities<Failure: Error>(
    of image: PreparedImage,
    network: (_ values: [Float], _ window: [Int]) throws(Failure) -> [Float]
  ) throws(Failure) -> [Float] {
    try probabilities(of: image, padding: image.lowestValues, network: network)
  }

  private func probabilities<Failure: Error>(
    of image: PreparedImage, padding: [Float],
    network: (_ values: [Float], _ window: [Int]) throws(Failure) -> [Float]
  ) throws(Failure) -> [Float] {
    // Of a tensor's spatial axes, the last one being i.
    let axes = flips.map { preparation.dimensions - 1 - ($0 == .i ? 0 : $0 == .j ? 1 : 2) }
    return try windows(of: image.size).run(image, classes: channels, padding: padding) {
      (values, window) throws(Failure) in
      try meanOverMirrorImages(values, window: window, axes: axes) {
        (values, window) throws(Failure) in
        let found = try network(values, window)
        return answer == .softmax ? found : withBackground(found)
      }
    }
  }

  /// Labels and, where they are asked for, probabilities on the grid that the image came on.
  ///
  /// Where each slice is an image of its own, the probabilities of one slice are held at a time.
  /// - Parameters:
  ///   - geometry: That of the image that was prepared.
  ///   - network: As for `probabilities`.
  /// - Throws: What `network` throws.
  public func segment<Failure: Error>(
    _ image: PreparedImage, on geometry: Geometry, keepsProbabilities: Bool = false,
    network: (_ values: [Float], _ window: [Int]) throws(Failure) -> [Float]
  ) throws(Failure) -> SegmentedImage {
    let isPlanar = preparation.dimensions == 2
    let padding = image.lowestValues
    var sureness = Sureness()
    var labels: [UInt8] = []
    labels.reserveCapacity(geometry.size.count)
    var kept = keepsProbabilities ? Array(repeating: [Float](), count: channels) : []
    for part in 0..<(isPlanar ? image.size.nk : 1) {
      let image = isPlanar ? image.slice(part) : image
      let grid = isPlanar ? geometry.slice : geometry
      let found = try probabilities(of: image, padding: padding, network: network)
      sureness.add(found, channels: channels)
      labels +=
        preparation.restore(
          probabilities: found, classes: channels, of: image.size, to: grid
        ).voxels
      for channel in kept.indices {
        let count = image.size.count
        kept[channel] +=
          preparation.restore(
            values: Array(found[channel * count..<(channel + 1) * count]), of: image.size, to: grid
          ).voxels
      }
    }
    return SegmentedImage(
      labels: LabelVolume(geometry: geometry, voxels: labels), probabilities: kept,
      expectedError: sureness.expectedError)
  }

  /// Bytes that `prepare` and `segment` hold at once beside the image itself and the network's own
  /// memory, at most.
  ///
  /// - Throws: `PreparationError` where the image cannot be prepared.
  public func bytes(
    for geometry: Geometry, inputChannels: Int, keepsProbabilities: Bool, name: String
  ) throws(PreparationError) -> Double {
    let prepared = try preparation.preparedSize(
      of: geometry, channels: inputChannels, name: name)
    let (old, new) = (Double(geometry.size.count), Double(prepared.count))
    let part = preparation.dimensions == 2 ? new / Double(prepared.nk) : new
    // Resampling goes axis by axis and holds what it reads beside what it writes.
    let preparing = new * Double(inputChannels) + 3 * max(old, new)
    let predicting = new * Double(inputChannels) + 2 * part * Double(channels)
    let keeping = keepsProbabilities ? 2 * old * Double(channels) : 0
    return 4 * max(preparing, predicting + keeping) + 2 * old
  }

  /// The background's probability before those of labels that do not exclude each other: what
  /// the likeliest label leaves.
  private func withBackground(_ labels: [Float]) -> [Float] {
    let count = labels.count / classes
    var all = [Float](repeating: 0, count: count) + labels
    for n in 0..<count {
      var largest: Float = 0
      for label in 0..<classes { largest = max(largest, labels[label * count + n]) }
      all[n] = 1 - largest
    }
    return all
  }
}

/// What a network found in an image, on the grid that the image came on.
public struct SegmentedImage: Sendable, Equatable {
  public let labels: LabelVolume
  /// Of the background, then of each label, shape (nk, nj, ni); empty where they were not kept.
  public let probabilities: [[Float]]
  /// Voxels that carry a wrong label, as the network's own probabilities have it, over these and
  /// those that carry a label: 0 to 1. For comparing images of one model.
  public let expectedError: Double
}

/// What the probabilities of an image say of its labels.
private struct Sureness {
  private var wrong = 0.0
  private var labelled = 0

  var expectedError: Double { wrong > 0 ? wrong / (wrong + Double(labelled)) : 0 }

  /// - Parameter probabilities: Shape (channels, any): the background's first.
  mutating func add(_ probabilities: [Float], channels: Int) {
    let count = probabilities.count / channels
    for n in 0..<count {
      var largest = probabilities[n]
      for channel in 1..<channels { largest = max(largest, probabilities[channel * count + n]) }
      wrong += Double(1 - largest)
      if largest > probabilities[n] { labelled += 1 }
    }
  }
}

extension PreparedImage {
  /// One slice as an image of its own.
  fileprivate func slice(_ k: Int) -> PreparedImage {
    var slice: [Float] = []
    slice.reserveCapacity(channels * size.sliceCount)
    for channel in 0..<channels {
      let start = channel * size.count + k * size.sliceCount
      slice += values[start..<start + size.sliceCount]
    }
    return PreparedImage(
      name: name, channels: channels, size: GridSize(ni: size.ni, nj: size.nj, nk: 1),
      spacing: spacing, values: slice, labels: nil)
  }
}

extension Geometry {
  /// The grid of one slice; which one does not matter to what is done slice by slice.
  fileprivate var slice: Geometry {
    Geometry(
      size: GridSize(ni: size.ni, nj: size.nj, nk: 1), axes: axes, origin: origin)
  }
}
