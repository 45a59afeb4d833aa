import Volumes

/// Images and masks in two folders, and a JSON file that lists the pairs: the Decathlon's, MONAI's,
/// and the same for pictures of slices. `DecathlonLayout` reads all three.
struct PairListWriter: TrainingSetWriter {
  enum Form {
    case decathlon, monai, pictures
  }

  let facts: TrainingSetFacts
  let form: Form
  private var pairs: [TrainingPart: [Pair]] = [:]

  init(facts: TrainingSetFacts, form: Form) {
    self.facts = facts
    self.form = form
  }

  struct Pair: Encodable {
    let image: String
    let label: String
    let patient: String
    /// Intensities that are black and white.
    var window: [Double]?
  }

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    let (name, part) = (item.info.name, item.info.part)
    switch form {
    case .decathlon, .monai:
      let ending = form == .monai ? "" : part == .test ? "Ts" : "Tr"
      let (image, mask) = ("images\(ending)/\(name).nii.gz", "labels\(ending)/\(name).nii.gz")
      try item.write(image: image, mask: mask, in: folder)
      pairs[part, default: []].append(
        Pair(image: "./" + image, label: "./" + mask, patient: item.info.patient))
    case .pictures:
      let pictures = SlicePictures(item, facts.options)
      for k in item.labelledSlices {
        let file = pictures.name(k) + ".png"
        let (image, mask) = ("images/" + file, "masks/" + file)
        try pictures.write(k, image: image, mask: mask, in: folder)
        pairs[part, default: []].append(
          Pair(
            image: "./" + image, label: "./" + mask, patient: item.info.patient,
            window: pictures.window))
      }
    }
  }

  mutating func finish(in folder: ExportFolder) throws {
    let test = pairs[.test] ?? []
    let list = List(
      name: facts.name, description: "Annotated with Contourist", licence: facts.licenceText,
      reference: "", release: "1.0", tensorImageSize: form == .pictures ? "2D" : "3D",
      modality: ["0": facts.options.modality], labels: facts.labelsByNumber,
      numTraining: pairs[.training]?.count ?? 0, numTest: test.count,
      training: pairs[.training] ?? [], validation: pairs[.validation],
      // The Decathlon's tests are images alone.
      test: form == .decathlon ? test.map(\.image) : nil,
      testing: form == .decathlon ? nil : test)
    try folder.writeJSON(list, to: form == .monai ? "datalist.json" : DatasetDescription.name)
  }

  private struct List: Encodable {
    let name: String
    let description: String
    let licence: String
    let reference: String
    let release: String
    let tensorImageSize: String
    let modality: [String: String]
    let labels: [String: String]
    let numTraining: Int
    let numTest: Int
    let training: [Pair]
    let validation: [Pair]?
    let test: [String]?
    let testing: [Pair]?
  }
}
