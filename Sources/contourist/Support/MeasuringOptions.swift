public import ArgumentParser
import Evaluation
public import Measurements

/// How studies are measured: of `measure` and of its batch.
struct MeasuringOptions: ParsableArguments {
  @OptionGroup var labels: LabelOptions

  @Option(help: "Frame at end-diastole, counted from 0.")
  var ed: Int?

  @Option(help: "Frame at end-systole, counted from 0.")
  var es: Int?

  @Option(help: "The patient's height, centimetres: for indices by body surface.")
  var heightCm: Double?

  @Option(help: "The patient's weight, kilograms.")
  var weightKg: Double?

  @Option(help: "How the body's surface is estimated: dubois or mosteller.")
  var bodySurface = BodySize.SurfaceFormula.dubois

  @Option(help: "Beats a minute: for the cardiac output and index.")
  var heartRate: Double?

  @Option(help: "The end of the slices where a heart's base lies: auto, first or last.")
  var base = ScoredCase.Base.auto

  @Option(
    help: """
      The way round from the right ventricle to the anterior wall on slices shown with i to the \
      right and j down: clockwise or counterclockwise. By the patient's axes, where the file \
      states them, otherwise clockwise.
      """)
  var anterior: WallThickness.Turn?

  func validate() throws {
    for frame in [ed, es].compactMap({ $0 }) where frame < 0 {
      throw ValidationError("--ed and --es count from 0")
    }
    if let ed, ed == es { throw ValidationError("--ed and --es are two frames") }
    guard (heightCm == nil) == (weightKg == nil) else {
      throw ValidationError("body surface needs --height-cm and --weight-kg, both")
    }
    if heightCm != nil, body == nil {
      throw ValidationError(
        "--height-cm lies between \(BodySize.heights.lowerBound) and "
          + "\(BodySize.heights.upperBound), --weight-kg between \(BodySize.weights.lowerBound) "
          + "and \(BodySize.weights.upperBound)")
    }
    if let heartRate, !(10...350).contains(heartRate) {
      throw ValidationError("--heart-rate is beats a minute, 10 to 350")
    }
  }

  private var body: BodySize? {
    guard let heightCm, let weightKg else { return nil }
    return BodySize(centimetres: heightCm, kilograms: weightKg)
  }

  var measurement: StudyMeasurement {
    StudyMeasurement(
      options: labels, endDiastole: ed, endSystole: es, body: body, formula: bodySurface,
      heartRate: heartRate, base: base, turn: anterior)
  }

  /// What the numbers depend on besides the masks' files.
  var identity: [String] {
    func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "none" }
    return [
      "--label \(labels.text)", "--ed \(text(ed))", "--es \(text(es))",
      "--height-cm \(text(heightCm))", "--weight-kg \(text(weightKg))",
      "--body-surface \(bodySurface.rawValue)", "--heart-rate \(text(heartRate))",
      "--base \(base.rawValue)", "--anterior \(anterior?.rawValue ?? "by the axes")",
    ]
  }
}

extension BodySize.SurfaceFormula: ExpressibleByArgument {}
extension WallThickness.Turn: ExpressibleByArgument {}
