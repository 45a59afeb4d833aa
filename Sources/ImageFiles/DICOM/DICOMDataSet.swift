/// The elements of a DICOM file, or of an item of a sequence, in the order of their tags.
///
///     var report = DICOMDataSet()
///     report.set("Modality", to: "SR")
///     report.set("ContentSequence", to: [finding])
///     try report.write(to: "report.dcm")
///
/// Elements of group 2 are the file's meta information. Values hold their numbers little-endian,
/// whatever the file's order was.
public struct DICOMDataSet: Sendable {
  /// One for each tag, tags ascending.
  public private(set) var elements: [DICOMElement] = []
  /// What the texts are written in unless an element of this data set says otherwise.
  let inheritedCharacterSet: DICOMCharacterSet

  /// Without elements.
  public init() { inheritedCharacterSet = .standard }

  /// Of elements of the same tag the first stays: the rest is what a broken writer left behind.
  init(_ found: [DICOMElement], inheriting characterSet: DICOMCharacterSet) {
    inheritedCharacterSet = characterSet
    let isAscending = zip(found, found.dropFirst()).allSatisfy { $0.tag < $1.tag }
    guard !isAscending else {
      elements = found
      return
    }
    // Swift's sort keeps the order of equal ones.
    for element in found.sorted(by: { $0.tag < $1.tag }) where elements.last?.tag != element.tag {
      elements.append(element)
    }
  }

  /// The element with a tag; nil removes it.
  /// - Precondition: The element set has that tag.
  public subscript(tag: DICOMTag) -> DICOMElement? {
    get {
      let place = place(of: tag)
      return place < elements.count && elements[place].tag == tag ? elements[place] : nil
    }
    set {
      precondition(newValue == nil || newValue?.tag == tag, "an element goes under its own tag")
      let place = place(of: tag)
      let isThere = place < elements.count && elements[place].tag == tag
      elements.replaceSubrange(
        place..<place + (isThere ? 1 : 0), with: newValue.map { [$0] } ?? [])
    }
  }

  /// Whether there is such an element, be it without a value.
  public func has(_ tag: DICOMTag) -> Bool { self[tag] != nil }

  /// How the file was written: its transfer syntax; explicit little-endian where none is stated.
  public var transferSyntax: String {
    text("TransferSyntaxUID") ?? DICOMSyntax.explicitLittleEndian
  }

  private func place(of tag: DICOMTag) -> Int {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if elements[middle].tag < tag { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension DICOMDataSet: Equatable {
  /// Whether the elements are the same.
  public static func == (a: DICOMDataSet, b: DICOMDataSet) -> Bool { a.elements == b.elements }
}

/// The transfer syntaxes that concern the reading of elements.
enum DICOMSyntax {
  static let implicitLittleEndian = "1.2.840.10008.1.2"
  static let explicitLittleEndian = "1.2.840.10008.1.2.1"
  static let deflated = "1.2.840.10008.1.2.1.99"
  static let explicitBigEndian = "1.2.840.10008.1.2.2"
}
