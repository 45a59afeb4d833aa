#if Training
  internal import CTorch

  /// An optimiser of libtorch at work on tensors.
  final class Optimizer {
    private let handle: OpaquePointer
    private let recipe: OptimizerRecipe

    init(_ recipe: OptimizerRecipe, of tensors: [Tensor]) throws(TrainingError) {
      let method =
        switch recipe.method {
        case .sgd: ctorch_sgd
        case .adam: ctorch_adam
        case .adamw: ctorch_adamw
        case .adagrad: ctorch_adagrad
        }
      guard
        let handle = ctorch_optimizer_new(
          method, tensors.map(\.handle), Int64(tensors.count), recipe.rate, recipe.weightDecay,
          recipe.momentum)
      else { throw .latest() }
      self.handle = handle
      self.recipe = recipe
    }

    deinit { ctorch_optimizer_free(handle) }

    /// Moves the tensors along their gradients, then forgets these.
    /// - Parameter factor: Of the schedule.
    func step(factor: Double) throws(TrainingError) {
      if let clipping = recipe.clipping, ctorch_optimizer_clip(handle, clipping) < 0 {
        throw .latest()
      }
      guard
        ctorch_optimizer_step(handle, recipe.rate * factor), ctorch_optimizer_clear(handle)
      else { throw .latest() }
    }

    /// What a resumed training needs, as libtorch writes it.
    func state() throws(TrainingError) -> [UInt8] {
      var bytes: UnsafeMutablePointer<UInt8>?
      var count: Int64 = 0
      guard ctorch_optimizer_save(handle, &bytes, &count), let bytes else { throw .latest() }
      defer { ctorch_bytes_free(bytes) }
      return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    func restore(_ state: [UInt8]) throws(TrainingError) {
      guard ctorch_optimizer_load(handle, state, Int64(state.count)) else { throw .latest() }
    }
  }
#endif
