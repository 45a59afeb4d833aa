import Evaluation
import Measurements
import Terminal
import Volumes

/// What `measure` says of a heart.
struct MeasuredHeart: Codable {
  let endDiastolicFrame: Int
  let endSystolicFrame: Int
  let left: Ventricle
  let right: Ventricle?
  let massGrams: Double?
  let endSystolicMassGrams: Double?
  let indices: Indices?
  let cardiacOutputLitresPerMinute: Double?
  let wall: Wall?
  /// Why there is no wall thickness.
  let wallMissing: String?

  struct Ventricle: Codable {
    let endDiastolicMillilitres: Double
    let endSystolicMillilitres: Double
    let strokeMillilitres: Double
    let ejectionFractionPercent: Double

    enum CodingKeys: String, CodingKey {
      case endDiastolicMillilitres = "edv_ml"
      case endSystolicMillilitres = "esv_ml"
      case strokeMillilitres = "stroke_ml"
      case ejectionFractionPercent = "ejection_fraction_percent"
    }

    init(_ function: VentricleFunction) {
      endDiastolicMillilitres = function.endDiastolic
      endSystolicMillilitres = function.endSystolic
      strokeMillilitres = function.stroke
      ejectionFractionPercent = function.ejectionFraction
    }
  }

  /// Numbers for a square metre of body surface.
  struct Indices: Codable {
    let bodySurfaceSquareMetres: Double
    let formula: BodySize.SurfaceFormula
    let heightCentimetres: Double
    let weightKilograms: Double
    let leftEndDiastolic: Double
    let leftEndSystolic: Double
    let leftStroke: Double
    let rightEndDiastolic: Double?
    let rightEndSystolic: Double?
    let mass: Double?
    let cardiac: Double?

    enum CodingKeys: String, CodingKey {
      case formula
      case bodySurfaceSquareMetres = "body_surface_m2"
      case heightCentimetres = "height_cm"
      case weightKilograms = "weight_kg"
      case leftEndDiastolic = "lv_edv_ml_per_m2"
      case leftEndSystolic = "lv_esv_ml_per_m2"
      case leftStroke = "lv_stroke_ml_per_m2"
      case rightEndDiastolic = "rv_edv_ml_per_m2"
      case rightEndSystolic = "rv_esv_ml_per_m2"
      case mass = "mass_g_per_m2"
      case cardiac = "cardiac_index_l_per_min_per_m2"
    }
  }

  /// Thickness of the left ventricle's wall, millimetres.
  struct Wall: Codable {
    let endDiastole: Moment
    let endSystole: Moment
    let segments: [Segment]

    struct Moment: Codable {
      let mean: Double
      let maximum: Double
      let thickestSlice: Int
      let slices: [Int]

      enum CodingKeys: String, CodingKey {
        case slices
        case mean = "mean_mm"
        case maximum = "maximum_mm"
        case thickestSlice = "thickest_slice"
      }

      init(_ thickness: WallThickness) {
        mean = thickness.mean
        maximum = thickness.maximum
        thickestSlice = thickness.thickestSlice
        slices = thickness.slices
      }
    }

    struct Segment: Codable {
      let number: Int
      let name: String
      let endDiastole: Double?
      let endDiastoleMaximum: Double?
      let endSystole: Double?
      let endSystoleMaximum: Double?
      let thickeningPercent: Double?

      enum CodingKeys: String, CodingKey {
        case number, name
        case endDiastole = "ed_mean_mm"
        case endDiastoleMaximum = "ed_maximum_mm"
        case endSystole = "es_mean_mm"
        case endSystoleMaximum = "es_maximum_mm"
        case thickeningPercent = "thickening_percent"
      }
    }

    enum CodingKeys: String, CodingKey {
      case segments
      case endDiastole = "ed"
      case endSystole = "es"
    }

    init(_ diastole: WallThickness, _ systole: WallThickness) {
      endDiastole = Moment(diastole)
      endSystole = Moment(systole)
      let thickening = systole.thickening(since: diastole)
      segments = HeartSegment.allCases.map { segment in
        let then = diastole.segments.first { $0.segment == segment }
        let now = systole.segments.first { $0.segment == segment }
        return Segment(
          number: segment.rawValue, name: segment.name, endDiastole: then?.mean,
          endDiastoleMaximum: then?.maximum, endSystole: now?.mean,
          endSystoleMaximum: now?.maximum, thickeningPercent: thickening[segment])
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case left, right, indices, wall
    case endDiastolicFrame = "ed_frame"
    case endSystolicFrame = "es_frame"
    case massGrams = "mass_g"
    case endSystolicMassGrams = "es_mass_g"
    case cardiacOutputLitresPerMinute = "cardiac_output_l_per_min"
    case wallMissing = "wall_missing"
  }

  init(
    _ function: HeartFunction, wall: Result<(WallThickness, WallThickness), MeasurementError>,
    body: BodySize?, formula: BodySize.SurfaceFormula, heartRate: Double?
  ) {
    endDiastolicFrame = function.endDiastole.frame
    endSystolicFrame = function.endSystole.frame
    left = Ventricle(function.left)
    right = function.right.map(Ventricle.init)
    massGrams = function.mass
    endSystolicMassGrams = function.endSystolicMass
    let output = heartRate.map { function.left.stroke * $0 / 1000 }
    cardiacOutputLitresPerMinute = output
    indices = body.map { body in
      let surface = body.surface(formula)
      return Indices(
        bodySurfaceSquareMetres: surface, formula: formula, heightCentimetres: body.centimetres,
        weightKilograms: body.kilograms, leftEndDiastolic: function.left.endDiastolic / surface,
        leftEndSystolic: function.left.endSystolic / surface,
        leftStroke: function.left.stroke / surface,
        rightEndDiastolic: function.right.map { $0.endDiastolic / surface },
        rightEndSystolic: function.right.map { $0.endSystolic / surface },
        mass: function.mass.map { $0 / surface }, cardiac: output.map { $0 / surface })
    }
    switch wall {
    case .success(let (diastole, systole)):
      self.wall = Wall(diastole, systole)
      wallMissing = nil
    case .failure(let reason):
      self.wall = nil
      wallMissing = "\(reason)"
    }
  }
}

extension MeasuredHeart {
  /// "LV EDV 130.0 mL ..." in one line, for a picture.
  var summary: String {
    var text =
      "LV EDV \(left.endDiastolicMillilitres.text(1)) mL, ESV "
      + "\(left.endSystolicMillilitres.text(1)) mL, EF \(left.ejectionFractionPercent.text(1)) %"
    if let right { text += "; RV EF \(right.ejectionFractionPercent.text(1)) %" }
    if let massGrams { text += "; LV mass \(massGrams.text(1)) g" }
    return text
  }

  /// - Parameter moment: What a frame is called.
  func text(_ moment: (Int) -> String) -> String {
    var lines = [
      "end-diastole \(moment(endDiastolicFrame)), end-systole \(moment(endSystolicFrame))",
      table(
        ["", "EDV mL", "ESV mL", "stroke mL", "EF %"],
        [("LV", left as Ventricle?), ("RV", right)].compactMap { name, found in
          found.map {
            [
              name, $0.endDiastolicMillilitres.text(1), $0.endSystolicMillilitres.text(1),
              $0.strokeMillilitres.text(1), $0.ejectionFractionPercent.text(1),
            ]
          }
        }),
    ]
    if let massGrams {
      lines.append(
        "LV mass   \(massGrams.text(1)) g at ED"
          + (endSystolicMassGrams.map { ", \($0.text(1)) g at ES" } ?? "") + "  (1.05 g/mL)")
    }
    if let cardiacOutputLitresPerMinute {
      lines.append("output    \(cardiacOutputLitresPerMinute.text(2)) L/min")
    }
    if let indices { lines.append(indices.text) }
    if let wall { lines.append(wall.text) }
    if let wallMissing { lines.append("no wall thickness: \(wallMissing)") }
    return lines.joined(separator: "\n")
  }
}

extension MeasuredHeart.Indices {
  fileprivate var text: String {
    var parts = [
      "LV EDV \(leftEndDiastolic.text(1))", "ESV \(leftEndSystolic.text(1))",
      "stroke \(leftStroke.text(1)) mL/m2",
    ]
    if let rightEndDiastolic, let rightEndSystolic {
      parts.append("RV EDV \(rightEndDiastolic.text(1)), ESV \(rightEndSystolic.text(1)) mL/m2")
    }
    if let mass { parts.append("mass \(mass.text(1)) g/m2") }
    if let cardiac { parts.append("cardiac index \(cardiac.text(2)) L/min/m2") }
    return "body      \(bodySurfaceSquareMetres.text(2)) m2 (\(formula.title), "
      + "\(heightCentimetres.text(0)) cm, \(weightKilograms.text(1)) kg)\n"
      + "indices   \(parts.joined(separator: ", "))"
  }
}

extension MeasuredHeart.Wall {
  fileprivate var text: String {
    func number(_ value: Double?, _ decimals: Int = 1) -> String { value?.text(decimals) ?? "-" }
    let rows = segments.map { segment in
      [
        "\(segment.number < 10 ? " " : "")\(segment.number) \(segment.name)",
        number(segment.endDiastole), number(segment.endDiastoleMaximum),
        number(segment.endSystole), number(segment.endSystoleMaximum),
        number(segment.thickeningPercent, 0),
      ]
    }
    return "wall mm   ED mean \(endDiastole.mean.text(1)), most \(endDiastole.maximum.text(1)) "
      + "(slice \(endDiastole.thickestSlice)); ES mean \(endSystole.mean.text(1)), most "
      + "\(endSystole.maximum.text(1)) (slice \(endSystole.thickestSlice))\n"
      + table(["segment", "ED mm", "most", "ES mm", "most", "thickening %"], rows)
  }
}
