public import Volumes

/// Draws training samples from one labelled image.
///
/// A sample depends on the image, the recipe, the augmentation and the state of the generator alone.
/// Random numbers are drawn in this order: one for whether the patch is to hold foreground; for
/// foreground the label, with two dimensions the slice, and the voxel; without foreground, with two
/// dimensions the slice; the patch's place along i, j and, with three dimensions, k; the geometric
/// parts of the augmentation as `SpatialMap` has them; then, for each channel, the intensity parts.
public struct SampleDrawer: Sendable {
  private let image: PreparedImage
  private let labels: [UInt8]
  private let foreground: [LabelRuns]
  /// The channels' lowest intensities, which stand for what lies outside of the image.
  private let lowest: [Float]
  private let patch: GridSize
  private let isPlanar: Bool

  /// Looks up where each label lies.
  /// - Throws: `PreparationError.badRecipe`.
  /// - Complexity: O(n) for n voxels.
  /// - Precondition: `image` has labels.
  public init(_ image: PreparedImage, recipe: PreparationRecipe) throws(PreparationError) {
    try recipe.validate()
    guard let labels = image.labels else {
      preconditionFailure("samples are drawn from images with labels")
    }
    self.image = image
    self.labels = labels
    foreground = LabelRuns.all(labels, size: image.size)
    lowest = image.lowestValues
    isPlanar = recipe.dimensions == 2
    patch = GridSize(tensor: recipe.patch)
  }

  /// A patch at a random place, augmented.
  ///
  /// Where the image is smaller than the patch it lies in the middle of it, with the channel's
  /// lowest intensity and background around.
  /// - Parameter foregroundShare: The probability, 0 to 1, that the place is chosen so that the patch
  ///   holds a random voxel of a random label of the image (background is none), wherever in the
  ///   patch; rotation, scaling, shift and deformation come after and may move it out. Otherwise,
  ///   or if the image has no label, every place is as likely.
  /// - Precondition: `augmentation` is valid, see `Augmentation.validate`.
  public func sample(
    augmentation: Augmentation, foregroundShare: Double, random: inout SplitMix64
  ) -> Sample {
    precondition(
      foregroundShare >= 0 && foregroundShare <= 1, "a share of foreground is from 0 to 1")
    precondition(
      (try? augmentation.validate()) != nil, "an augmentation is validated where it comes from")
    let map = SpatialMap(
      start: place(foregroundShare, &random), patch: patch, spacing: image.spacing,
      isPlanar: isPlanar, augmentation: augmentation, random: &random)
    let read = readPatch(
      of: image, labels: labels, along: map, isPlanar: isPlanar, lowest: lowest)
    var values: [Float] = []
    values.reserveCapacity(image.channels * patch.count)
    for channel in 0..<image.channels {
      var part = ChannelPatch(
        values: read.channels[channel], size: patch, spacing: image.spacing, isPlanar: isPlanar,
        lowest: lowest[channel])
      part.change(by: augmentation, random: &random)
      values += part.values
    }
    return Sample(values: values, labels: read.labels)
  }

  /// The patch's first voxel.
  private func place(_ foregroundShare: Double, _ random: inout SplitMix64) -> VoxelIndex {
    let size = image.size
    var voxel: VoxelIndex?
    if random.happens(foregroundShare), !foreground.isEmpty {
      let runs = foreground[random.index(below: foreground.count)]
      var (before, count) = (0, runs.count)
      if isPlanar { (before, count) = runs.slices[random.index(below: runs.slices.count)] }
      let offset = runs.offset(before + random.index(below: count))
      voxel = VoxelIndex(
        offset % size.ni, offset / size.ni % size.nj, offset / size.sliceCount)
    }
    let slice = isPlanar ? voxel?.k ?? random.index(below: size.nk) : 0
    let i = start(size.ni, patch.ni, voxel?.i, &random)
    let j = start(size.nj, patch.nj, voxel?.j, &random)
    return VoxelIndex(i, j, isPlanar ? slice : start(size.nk, patch.nk, voxel?.k, &random))
  }

  /// Where along an axis of `count` voxels a patch of `length` begins, to hold `voxel` if given.
  private func start(
    _ count: Int, _ length: Int, _ voxel: Int?, _ random: inout SplitMix64
  ) -> Int {
    let number = random.uniform()
    guard count > length else { return -((length - count) / 2) }
    let first = max(0, (voxel ?? 0) - length + 1)
    let last = min(voxel ?? count, count - length)
    return first + Int(number * Double(last - first + 1))
  }
}

extension PreparedImage {
  /// The lowest intensity of each channel.
  public var lowestValues: [Float] {
    (0..<channels).map { channel in
      var lowest = Float.infinity
      for n in channel * size.count..<(channel + 1) * size.count { lowest = min(lowest, values[n]) }
      return lowest
    }
  }
}

extension GridSize {
  /// A size in the order of a tensor's axes, (j, i) or (k, j, i).
  init(tensor: [Int]) {
    self.init(
      ni: tensor[tensor.count - 1], nj: tensor[tensor.count - 2],
      nk: tensor.count == 3 ? tensor[0] : 1)
  }

  /// The size in the order of a tensor's axes.
  func tensor(dimensions: Int) -> [Int] { dimensions == 2 ? [nj, ni] : [nk, nj, ni] }
}
