/// Intensities of one slice.
public struct ImageSlice: Sendable, Equatable {
  public let ni: Int
  public let nj: Int
  /// Distance between pixel centres along i and j, millimetres.
  public let spacing: SIMD2<Double>
  /// Shape (ni, nj), i fastest.
  public var pixels: [Float]

  /// - Precondition: `pixels.count == ni * nj`.
  public init(ni: Int, nj: Int, spacing: SIMD2<Double> = SIMD2(1, 1), pixels: [Float]) {
    precondition(ni > 0 && nj > 0 && pixels.count == ni * nj, "pixel count and size disagree")
    self.ni = ni
    self.nj = nj
    self.spacing = spacing
    self.pixels = pixels
  }

  public subscript(i: Int, j: Int) -> Float {
    get { pixels[j * ni + i] }
    set { pixels[j * ni + i] = newValue }
  }
}

/// Which pixels of one slice belong to a structure.
public struct SliceMask: Sendable, Equatable {
  public let ni: Int
  public let nj: Int
  /// Shape (ni, nj), i fastest.
  public var pixels: [Bool]

  /// - Precondition: `pixels.count == ni * nj`.
  public init(ni: Int, nj: Int, pixels: [Bool]) {
    precondition(ni > 0 && nj > 0 && pixels.count == ni * nj, "pixel count and size disagree")
    self.ni = ni
    self.nj = nj
    self.pixels = pixels
  }

  /// An empty mask.
  public init(ni: Int, nj: Int) {
    self.init(ni: ni, nj: nj, pixels: [Bool](repeating: false, count: ni * nj))
  }

  public subscript(i: Int, j: Int) -> Bool {
    get { pixels[j * ni + i] }
    set { pixels[j * ni + i] = newValue }
  }

  /// Number of pixels that belong.
  public var area: Int { pixels.reduce(0) { $1 ? $0 + 1 : $0 } }
}

/// Label values of one slice; 0 is background.
public struct LabelSlice: Sendable, Equatable {
  public let ni: Int
  public let nj: Int
  /// Shape (ni, nj), i fastest.
  public var pixels: [UInt8]

  /// - Precondition: `pixels.count == ni * nj`.
  public init(ni: Int, nj: Int, pixels: [UInt8]) {
    precondition(ni > 0 && nj > 0 && pixels.count == ni * nj, "pixel count and size disagree")
    self.ni = ni
    self.nj = nj
    self.pixels = pixels
  }

  /// Background everywhere.
  public init(ni: Int, nj: Int) {
    self.init(ni: ni, nj: nj, pixels: [UInt8](repeating: 0, count: ni * nj))
  }

  public subscript(i: Int, j: Int) -> UInt8 {
    get { pixels[j * ni + i] }
    set { pixels[j * ni + i] = newValue }
  }

  /// The pixels that carry `label`.
  public func mask(of label: UInt8) -> SliceMask {
    SliceMask(ni: ni, nj: nj, pixels: pixels.map { $0 == label })
  }
}
