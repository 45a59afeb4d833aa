/// What a network is built from; saved with the model as JSON.
///
/// Levels count from the finest, axes as in the tensor: (j, i) or (k, j, i).
public struct NetworkRecipe: Codable, Sendable, Equatable {
  public enum Norm: String, Codable, Sendable, CaseIterable { case batch, instance }

  /// `leaky` has slope 0.01, `prelu` one learned slope for all channels.
  public enum Activation: String, Codable, Sendable, CaseIterable { case relu, leaky, prelu }

  public enum Downsampling: String, Codable, Sendable, CaseIterable {
    case maxPool = "max_pool"
    /// The first convolution of the coarser level has the stride.
    case stridedConvolution = "strided_convolution"
  }

  public enum Upsampling: String, Codable, Sendable, CaseIterable {
    case transposedConvolution = "transposed_convolution"
    case linear, nearest
  }

  public enum Encoder: String, Codable, Sendable, CaseIterable { case plain, resnet18 }

  /// A name in `Network.catalogue`.
  public var network: String
  public var dimensions: Int
  public var inputChannels: Int
  public var classes: Int
  /// Of each level; with a ResNet encoder of each level of the decoder.
  public var channels: [Int]
  /// Convolutions per level; `resunet`: of each residual unit on the way down.
  public var units: Int
  /// From each level to the next, per axis.
  public var strides: [[Int]]
  /// Of each level's convolutions, per axis; odd.
  public var kernels: [[Int]]
  public var norm: Norm
  public var activation: Activation
  public var downsampling: Downsampling
  public var upsampling: Upsampling
  public var encoder: Encoder
  /// Whether coarser answers are supervised in training too; `unet++` alone.
  public var hasDeepSupervision: Bool

  enum CodingKeys: String, CodingKey {
    case network, dimensions, classes, channels, units, strides, kernels, norm, activation
    case downsampling, upsampling, encoder
    case inputChannels = "input_channels"
    case hasDeepSupervision = "deep_supervision"
  }

  /// The catalogue's recipe for other numbers of channels.
  ///
  /// - Parameters:
  ///   - dimensions: 2 or 3; the network's usual number where nil.
  ///   - encoder: The network's usual one where nil.
  /// - Throws: `NetworkError.unknownNetwork`.
  public init(
    network: String, dimensions: Int? = nil, encoder: Encoder? = nil, inputChannels: Int = 1,
    classes: Int = 1
  ) throws(NetworkError) {
    guard let entry = Network.catalogue.first(where: { $0.name == network }) else {
      throw .unknownNetwork(network, known: Network.catalogue.map(\.name))
    }
    self = entry.recipe
    self.inputChannels = inputChannels
    self.classes = classes
    if let encoder, encoder != self.encoder {
      self.encoder = encoder
      if network == "unet++" {
        channels = [16, 32, 64, 128, 256]
        downsampling = .stridedConvolution
        upsampling = .nearest
      }
    }
    if let dimensions, dimensions != self.dimensions {
      self.dimensions = dimensions
      spread()
    }
  }

  init(network: String, dimensions: Int, channels: [Int], norm: Norm, activation: Activation) {
    self.network = network
    self.dimensions = dimensions
    inputChannels = 1
    classes = 1
    self.channels = channels
    units = 2
    strides = []
    kernels = []
    self.norm = norm
    self.activation = activation
    downsampling = .maxPool
    upsampling = .transposedConvolution
    encoder = .plain
    hasDeepSupervision = false
    spread()
  }

  /// Other channels, finest level first; another number of levels than before is `spread()`.
  public mutating func setChannels(_ channels: [Int]) {
    let levels = self.channels.count
    self.channels = channels
    if channels.count != levels { spread() }
  }

  /// Strides of 2 and kernels of 3 on every axis for the channels and dimensions there are.
  public mutating func spread() {
    let axes = max(dimensions, 0)
    strides = Array(repeating: Array(repeating: 2, count: axes), count: max(channels.count - 1, 0))
    kernels = Array(repeating: Array(repeating: 3, count: axes), count: channels.count)
  }
}
