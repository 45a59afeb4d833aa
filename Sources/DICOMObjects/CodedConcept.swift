import ImageFiles

/// A term of a controlled vocabulary.
public struct CodedConcept: Sendable, Hashable {
  public let value: String
  /// The vocabulary: "SCT" is SNOMED CT, "DCM" DICOM's own (PS3.16, annex D).
  public let scheme: String
  /// For people.
  public let meaning: String

  public init(_ value: String, _ scheme: String, _ meaning: String) {
    (self.value, self.scheme, self.meaning) = (value, scheme, meaning)
  }

  /// As an item of a code sequence.
  var item: DICOMDataSet {
    var item = DICOMDataSet()
    item.set("CodeValue", to: value)
    item.set("CodingSchemeDesignator", to: scheme)
    item.set("CodeMeaning", to: meaning)
    return item
  }
}

/// What a label shows, in standard terms.
public struct CodedStructure: Sendable, Hashable {
  public let category: CodedConcept
  public let type: CodedConcept
  /// The side of the body, where the type leaves it open.
  public let side: CodedConcept?

  public init(category: CodedConcept, type: CodedConcept, side: CodedConcept? = nil) {
    (self.category, self.type, self.side) = (category, type, side)
  }

  /// The structure that a label's name means, in any spelling: "Left kidney", "kidney_left", "LV".
  /// Names that are not in the table are an anatomical structure, without saying which.
  public init(named name: String) {
    var words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let key = words.joined(separator: " ")
    if let found = Self.known[key] {
      self = found
      return
    }
    let sides = ["left": CodedConcept("7771000", "SCT", "Left"), "right": Self.right]
    let side = words.firstIndex { sides[$0] != nil }.map { words.remove(at: $0) }
    guard let found = Self.known[words.joined(separator: " ")] else {
      self.init(category: Self.anatomy, type: Self.anatomy)
      return
    }
    self.init(
      category: found.category, type: found.type, side: side.flatMap { sides[$0] })
  }

  private static let right = CodedConcept("24028007", "SCT", "Right")
  private static let anatomy = CodedConcept("91723000", "SCT", "Anatomical Structure")
  private static let abnormal = CodedConcept(
    "49755003", "SCT", "Morphologically Abnormal Structure")

  /// Source: SNOMED CT as in DICOM PS3.16, context groups 7156 to 7166.
  private static let known: [String: CodedStructure] = {
    func structures(_ category: CodedConcept, _ rows: [(String, String, [String])])
      -> [(String, CodedStructure)]
    {
      rows.flatMap { value, meaning, names in
        (names + [meaning.lowercased()]).map {
          ($0, CodedStructure(category: category, type: CodedConcept(value, "SCT", meaning)))
        }
      }
    }
    let organs: [(String, String, [String])] = [
      ("87878005", "Left ventricle", ["lv", "lv cavity", "lv endo", "endocardium"]),
      ("53085002", "Right ventricle", ["rv", "rv cavity"]),
      ("49848007", "Left Ventricle Myocardium", ["myo", "myocardium", "lvm"]),
      ("82471001", "Left atrium", ["la"]), ("73829009", "Right atrium", ["ra"]),
      ("80891009", "Heart", []), ("15825003", "Aorta", []),
      ("64131007", "Inferior vena cava", ["ivc"]), ("32764006", "Portal vein", []),
      ("10200004", "Liver", []), ("64033007", "Kidney", []), ("78961009", "Spleen", []),
      ("15776009", "Pancreas", []), ("28231008", "Gallbladder", ["gall bladder"]),
      ("69695003", "Stomach", []), ("32849002", "Esophagus", ["oesophagus"]),
      ("23451007", "Adrenal gland", []), ("89837001", "Bladder", ["urinary bladder"]),
      ("41216001", "Prostate", []), ("71854001", "Colon", []), ("39607008", "Lung", []),
      ("12738006", "Brain", []), ("5366008", "Hippocampus", []),
      ("2748008", "Spinal cord", []), ("51282000", "Vertebra", []),
    ]
    let lesions: [(String, String, [String])] = [
      ("108369006", "Neoplasm", ["tumor", "tumour", "cancer", "glioma"]),
      ("52988006", "Lesion", []), ("4147007", "Mass", []), ("79654002", "Edema", ["oedema"]),
      ("6574001", "Necrosis", []),
    ]
    return Dictionary(
      uniqueKeysWithValues: structures(anatomy, organs) + structures(abnormal, lesions))
  }()
}
