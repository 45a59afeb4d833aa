#if Training
  internal import CTorch

  /// A tensor of libtorch; what is computed with it is remembered for `Tensor.backward()`.
  ///
  /// Data are 32-bit floats, row-major, (N, channels, spatial).
  final class Tensor {
    let handle: OpaquePointer

    /// - Throws: `TrainingError.libtorch` with the reason where there is no tensor.
    init(_ made: OpaquePointer?) throws(TrainingError) {
      guard let made else { throw .latest() }
      handle = made
    }

    deinit { ctorch_free(handle) }

    /// - Precondition: As many values as the shape says.
    convenience init(
      _ values: [Float], shape: [Int], on device: Device
    ) throws(TrainingError) {
      precondition(values.count == shape.reduce(1, *), "values fill a tensor's shape")
      try self.init(ctorch_floats(values, ctorch_sizes(shape), device.isGPU))
    }

    /// Shape of the tensor.
    var shape: [Int] { ctorch_sizes_of(handle).numbers }

    /// - Throws: `TrainingError.libtorch`.
    func values() throws(TrainingError) -> [Float] {
      let count = shape.reduce(1, *)
      var isCopied = false
      let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        guard let base = buffer.baseAddress else { return }
        isCopied = ctorch_copy(handle, base, Int64(count))
        initialized = isCopied ? count : 0
      }
      guard isCopied || count == 0 else { throw .latest() }
      return values
    }

    /// The value of a tensor that is one number.
    func number() throws(TrainingError) -> Double { Double(try values()[0]) }

    /// Overwrites the values, unremembered.
    func assign(_ values: [Float]) throws(TrainingError) {
      guard ctorch_assign(handle, values, Int64(values.count)) else { throw .latest() }
    }

    /// Makes `backward` find this tensor's gradient.
    func track() throws(TrainingError) {
      guard ctorch_track(handle) else { throw .latest() }
    }

    /// What the last `backward` found; nil before.
    func gradient() throws(TrainingError) -> Tensor? {
      guard let gradient = ctorch_gradient(handle) else { return nil }
      return try Tensor(gradient)
    }

    /// Adds to every tracked tensor's gradient what this number changes by with it.
    func backward() throws(TrainingError) {
      guard ctorch_backward(handle) else { throw .latest() }
    }
  }

  /// Labels as classes, (N, spatial).
  func labelTensor(
    _ labels: [UInt8], shape: [Int], on device: Device
  ) throws(TrainingError) -> Tensor {
    precondition(labels.count == shape.reduce(1, *), "labels fill a tensor's shape")
    return try Tensor(ctorch_labels(labels, ctorch_sizes(shape), device.isGPU))
  }

  // MARK: Arithmetic

  extension Tensor {
    static func + (a: Tensor, b: Tensor) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_add(a.handle, b.handle))
    }

    static func * (a: Tensor, b: Tensor) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_multiply(a.handle, b.handle))
    }

    static func / (a: Tensor, b: Tensor) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_divide(a.handle, b.handle))
    }

    static func - (a: Tensor, b: Tensor) throws(TrainingError) -> Tensor {
      try a + b.scaled(by: -1)
    }

    /// `factor * self + offset`.
    func scaled(by factor: Double, plus offset: Double = 0) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_scaled(handle, factor, offset))
    }

    func power(_ exponent: Double) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_power(handle, exponent))
    }

    /// Sum over some dimensions, which go; over all where none is named.
    func sum(over dimensions: [Int] = []) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_sum(handle, ctorch_sizes(dimensions)))
    }

    /// Mean over some dimensions, which go; over all where none is named.
    func mean(over dimensions: [Int] = []) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_mean(handle, ctorch_sizes(dimensions)))
    }

    func softmax() throws(TrainingError) -> Tensor { try Tensor(ctorch_softmax(handle)) }

    func logSoftmax() throws(TrainingError) -> Tensor { try Tensor(ctorch_log_softmax(handle)) }

    func sigmoid() throws(TrainingError) -> Tensor { try Tensor(ctorch_sigmoid(handle)) }

    func logSigmoid() throws(TrainingError) -> Tensor { try Tensor(ctorch_log_sigmoid(handle)) }

    /// In 32-bit floats.
    func asFloat() throws(TrainingError) -> Tensor { try Tensor(ctorch_as_float(handle)) }

    /// Channels from `range` alone.
    func channels(_ range: Range<Int>) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_channels(handle, Int64(range.lowerBound), Int64(range.count)))
    }

    /// Of labels (N, spatial): ones and zeros (N, classes, spatial).
    func oneHot(classes: Int) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_one_hot(handle, Int64(classes)))
    }

    /// To another size of the spatial axes.
    func resized(to size: [Int], isLinear: Bool) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_resize(handle, ctorch_sizes(size), isLinear))
    }

    /// Along the channels.
    static func concatenated(_ parts: [Tensor]) throws(TrainingError) -> Tensor {
      try Tensor(ctorch_concatenate(parts.map(\.handle), Int64(parts.count)))
    }
  }

  extension ctorch_sizes {
    init(_ numbers: [Int]) {
      precondition(numbers.count <= 5, "a tensor has at most five dimensions")
      self.init()
      count = Int64(numbers.count)
      withUnsafeMutableBytes(of: &values) { bytes in
        let places = bytes.bindMemory(to: Int64.self)
        for (n, number) in numbers.enumerated() { places[n] = Int64(number) }
      }
    }

    var numbers: [Int] {
      withUnsafeBytes(of: values) { bytes in
        bytes.bindMemory(to: Int64.self).prefix(Int(count)).map { Int($0) }
      }
    }
  }
#endif
