import Foundation

/// How weights follow their gradients, and how fast.
public struct OptimizerRecipe: Codable, Sendable, Equatable {
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// With Nesterov's momentum where `momentum` is above 0.
    case sgd
    /// Kingma and Ba, ICLR 2015.
    case adam
    /// Adam with the decay apart from the gradient: Loshchilov and Hutter, ICLR 2019.
    case adamw
    /// Duchi, Hazan, Singer, JMLR 12 (2011) 2121.
    case adagrad
  }

  public var method: Method
  /// Learning rate at the start.
  public var rate: Double
  public var weightDecay: Double
  /// SGD's alone.
  public var momentum: Double
  /// To which length all gradients together are shortened; nil leaves them.
  public var clipping: Double?
  public var schedule: RateSchedule

  enum CodingKeys: String, CodingKey {
    case method, rate, momentum, clipping, schedule
    case weightDecay = "weight_decay"
  }

  public init(
    method: Method, rate: Double, weightDecay: Double = 0, momentum: Double = 0,
    clipping: Double? = nil, schedule: RateSchedule = .constant
  ) {
    self.method = method
    self.rate = rate
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.clipping = clipping
    self.schedule = schedule
  }

  /// Why nothing can be trained with it; nil where it can.
  var problem: String? {
    guard rate.isFinite, rate > 0 else { return "the learning rate is \(rate); it is above 0" }
    guard weightDecay.isFinite, weightDecay >= 0 else {
      return "the weight decay is \(weightDecay); it is 0 or above"
    }
    guard (0..<1).contains(momentum) else {
      return "the momentum is \(momentum); it is from 0 to below 1"
    }
    if let clipping, !(clipping > 0) { return "clipping is to \(clipping); give a length above 0" }
    return schedule.problem
  }
}

/// How the learning rate changes in the course of a training.
public enum RateSchedule: Codable, Sendable, Equatable {
  case constant
  /// Multiplied by `factor` after every `epochs`.
  case step(epochs: Int, factor: Double)
  /// `(1 - t) ^ power`, t from 0 at the start to 1 at the end.
  case polynomial(power: Double)
  /// Half a cosine from 1 to 0: Loshchilov and Hutter, ICLR 2017, without restarts.
  case cosine

  var problem: String? {
    switch self {
    case .step(let epochs, let factor):
      if epochs < 1 { return "the rate steps every \(epochs) epochs; give 1 or more" }
      return factor > 0 && factor <= 1
        ? nil : "the rate steps by the factor \(factor); it is above 0 and at most 1"
    case .polynomial(let power):
      return power.isFinite && power > 0 ? nil : "the rate's power is \(power); it is above 0"
    case .constant, .cosine: return nil
    }
  }

  /// What the rate is multiplied by in one step, counted from 0.
  func factor(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let t = Double(step) / Double(stepsPerEpoch * epochs)
    switch self {
    case .constant: return 1
    case .step(let every, let factor): return pow(factor, Double(step / stepsPerEpoch / every))
    case .polynomial(let power): return pow(1 - t, power)
    case .cosine: return (1 + cos(.pi * t)) / 2
    }
  }
}
