import Foundation

/// What a training has come to, epoch by epoch.
///
///     var curve = LearningCurve(name: "cardiac-cine", labels: ["RV", "MYO", "LV"], startTime: now)
///     try curve.append(epoch)
///     try AtomicFile.write(curve.json(), to: "curve.json")
public struct LearningCurve: Codable, Sendable, Equatable {
  /// One pass over the training set.
  public struct Epoch: Codable, Sendable, Equatable {
    /// Counts from 1.
    public let epoch: Int
    /// Mean over the epoch's batches.
    public let trainingLoss: Double
    /// nil where the epoch was not validated.
    public let validationLoss: Double?
    /// By label, 0 to 1, of the labels that the validation set has; nil where the epoch was not
    /// validated.
    public let validationDice: [String: Double]?
    /// At the end of the epoch.
    public let learningRate: Double
    /// Since the training began, pauses of a resumed one not counted.
    public let seconds: Double

    enum CodingKeys: String, CodingKey {
      case epoch
      case trainingLoss = "training_loss"
      case validationLoss = "validation_loss"
      case validationDice = "validation_dice"
      case learningRate = "learning_rate"
      case seconds
    }

    public init(
      epoch: Int, trainingLoss: Double, validationLoss: Double? = nil,
      validationDice: [String: Double]? = nil, learningRate: Double, seconds: Double
    ) {
      self.epoch = epoch
      self.trainingLoss = trainingLoss
      self.validationLoss = validationLoss
      self.validationDice = validationDice
      self.learningRate = learningRate
      self.seconds = seconds
    }

    /// Over the labels there are; nil where the epoch was not validated.
    public var meanDice: Double? {
      guard let validationDice, !validationDice.isEmpty else { return nil }
      // The order of a dictionary changes, and the sum's last digit with it.
      return validationDice.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
        / Double(validationDice.count)
    }

    /// Whether the numbers are finite, and small enough to be computed with.
    fileprivate var isFinite: Bool {
      ([trainingLoss, validationLoss ?? 0, learningRate, seconds] + (validationDice ?? [:]).values)
        .allSatisfy { abs($0) < 1e100 }
    }
  }

  /// What is trained, as in the figure's title.
  public let name: String
  /// In the order of their values, without the background.
  public let labels: [String]
  /// When the training began, seconds since 1970.
  public let startTime: Double
  public private(set) var epochs: [Epoch] = []

  enum CodingKeys: String, CodingKey {
    case name, labels, epochs
    case startTime = "start_time"
  }

  /// The curve of a training that has not yet begun.
  ///
  /// - Precondition: `startTime` is at most a few thousand years away.
  public init(name: String, labels: [String], startTime: Double) {
    precondition(Self.times.contains(startTime), "no training began then")
    self.name = name
    self.labels = labels
    self.startTime = startTime
  }

  /// Adds what comes after all that is there.
  ///
  /// - Precondition: `epoch.epoch` is greater than the last one's, its Dice are of `labels`.
  /// - Throws: `LearningCurveError.diverged`, for numbers that are not finite.
  public mutating func append(_ epoch: Epoch) throws(LearningCurveError) {
    guard epoch.isFinite else { throw .diverged(epoch: epoch.epoch) }
    if let problem = problem(of: epoch) { preconditionFailure(problem) }
    epochs.append(epoch)
  }

  /// Seconds since 1970 in which a training can begin, and that it can take.
  private static let times = 0...1e11
  private static let lastEpoch = 1_000_000_000

  /// Why `epoch` cannot follow what is there; nil where it can.
  private func problem(of epoch: Epoch) -> String? {
    let previous = epochs.last?.epoch ?? 0
    if epoch.epoch <= previous || epoch.epoch > Self.lastEpoch {
      return "epoch \(epoch.epoch) does not come after \(previous)"
    }
    if !Self.times.contains(epoch.seconds) {
      return "epoch \(epoch.epoch) ended after \(epoch.seconds) seconds"
    }
    for (label, dice) in epoch.validationDice ?? [:] {
      if !labels.contains(label) { return "\"\(label)\" is none of the curve's labels" }
      if !(0...1).contains(dice) { return "the Dice of \"\(label)\" is \(dice), not 0 to 1" }
    }
    return nil
  }

  /// The curve without what comes after `epoch`, for a training that goes on from there.
  public func upTo(epoch: Int) -> LearningCurve {
    var curve = self
    curve.epochs.removeAll { $0.epoch > epoch }
    return curve
  }

  /// The epoch with the highest mean Dice, the first of equals; where none has one, that with the
  /// lowest validation loss; nil where nothing was validated.
  public var best: Epoch? {
    let scored = epochs.filter { $0.meanDice != nil }
    if let first = scored.first {
      return scored.dropFirst().reduce(first) {
        $1.meanDice ?? 0 > $0.meanDice ?? 0 ? $1 : $0
      }
    }
    return epochs.filter { $0.validationLoss != nil }
      .min { $0.validationLoss ?? 0 < $1.validationLoss ?? 0 }
  }
}

extension LearningCurve {
  /// - Throws: `DecodingError` for epochs that do not follow each other or have impossible numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ problem: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: problem)
    }
    let name = try container.decode(String.self, forKey: .name)
    let labels = try container.decode([String].self, forKey: .labels)
    let startTime = try container.decode(Double.self, forKey: .startTime)
    guard Self.times.contains(startTime) else { throw refuse(.startTime, "no training began then") }
    self.init(name: name, labels: labels, startTime: startTime)
    for epoch in try container.decode([Epoch].self, forKey: .epochs) {
      guard epoch.isFinite else { throw refuse(.epochs, "epoch \(epoch.epoch) has huge numbers") }
      if let problem = problem(of: epoch) { throw refuse(.epochs, problem) }
      epochs.append(epoch)
    }
  }

  /// The curve as its file holds it: one JSON object, sorted keys.
  public func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self)) + Array("\n".utf8)
    } catch {
      preconditionFailure("finite numbers and texts can be written as JSON")
    }
  }

  /// Reads what `json` wrote.
  ///
  /// - Parameter path: Where the bytes are from, for messages.
  /// - Throws: `LearningCurveError.malformed`.
  public static func decode(_ bytes: [UInt8], path: String) throws(LearningCurveError)
    -> LearningCurve
  {
    do {
      return try JSONDecoder().decode(LearningCurve.self, from: Data(bytes))
    } catch {
      throw .malformed(path: path, reason: reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ path: [any CodingKey], _ text: String) -> String {
      let names = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return names.isEmpty ? text : names.joined(separator: ".") + ": " + text
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return place(context.codingPath, "it has no \"\(key.stringValue)\"")
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
      return place(context.codingPath, context.debugDescription)
    default: return "it is no JSON"
    }
  }
}
