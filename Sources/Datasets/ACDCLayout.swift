/// The Automated Cardiac Diagnosis Challenge: of each patient the end-diastolic and the
/// end-systolic frame, which Info.cfg names.
///
/// Source: Bernard et al., IEEE TMI 37 (2018) 2514.
enum ACDCLayout: LayoutReader {
  static let appearance =
    "patientNNN/ with Info.cfg, patientNNN_frameMM.nii.gz and patientNNN_frameMM_gt.nii.gz"

  static func matches(_ folder: DatasetFolder) -> Bool {
    patients(folder).contains { folder.contains($0 + "/Info.cfg") }
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let values = LabelValues(["RV", "MYO", "LV"])
    var cases: [DatasetCase] = []
    for patient in patients(folder) {
      let files = try folder.subfolder(patient)
      let info = try PatientInfo(files)
      for frame in [info.endDiastole, info.endSystole].sorted() {
        let name = "\(patient)_frame\(frame < 10 ? "0" : "")\(frame)"
        let ending = files.contains(name + ".nii") ? ".nii" : ".nii.gz"
        let pair = LabelledFiles(
          images: [try files.file(name + ending, neededBy: "frame \(frame) of \(patient)")],
          mask: try files.file(name + "_gt" + ending, neededBy: name + ending), values: values)
        cases.append(
          DatasetCase(
            name: name, patient: patient, group: info.group,
            phase: frame == info.endDiastole ? "ED" : "ES", imagePath: pair.images[0],
            heightCentimetres: info.height, weightKilograms: info.weight
          ) { try pair.read() })
      }
    }
    return Dataset(
      name: folder.name, layout: .acdc, channels: ["cine MR"], labels: values.labels,
      licence: "CC BY-NC-SA 4.0; cite Bernard et al., IEEE TMI 37 (2018) 2514", cases: cases)
  }

  private static func patients(_ folder: DatasetFolder) -> [String] {
    folder.names.filter { name in
      name.hasPrefix("patient") && Int(name.dropFirst("patient".count)) != nil
        && folder.hasFolder(name)
    }
  }
}

/// What Info.cfg says, one "KEY: VALUE" a line.
private struct PatientInfo {
  let endDiastole: Int
  let endSystole: Int
  /// The diagnosis.
  let group: String?
  /// Centimetres, where it is said.
  let height: Double?
  /// Kilograms, where it is said.
  let weight: Double?

  init(_ folder: DatasetFolder) throws(DatasetError) {
    let path = folder.path(of: "Info.cfg")
    var fields: [String: String] = [:]
    let text = try folder.text("Info.cfg", neededBy: folder.name)
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
      if parts.count == 2 { fields[parts[0]] = parts[1] }
    }
    func frame(_ key: String) throws(DatasetError) -> Int {
      guard let value = fields[key] else {
        throw .badDescription(path: path, reason: "it has no line \"\(key): FRAME\"")
      }
      guard let frame = Int(value), frame > 0 else {
        throw .badDescription(
          path: path, reason: "\(key) is \"\(value)\", which is no number of a frame")
      }
      return frame
    }
    endDiastole = try frame("ED")
    endSystole = try frame("ES")
    guard endDiastole != endSystole else {
      throw .badDescription(path: path, reason: "ED and ES are the same frame, \(endDiastole)")
    }
    group = fields["Group"]
    height = fields["Height"].flatMap(Double.init)
    weight = fields["Weight"].flatMap(Double.init)
  }
}
