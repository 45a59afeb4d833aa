import ArgumentParser
import DICOMWeb
import Foundation
import ImageFiles
import Terminal

struct DICOMWebQuery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "List studies, series or instances of a server.",
    discussion: """
        contourist dicomweb query https://pacs.example.org/dicom-web \\
          --patient-id 4711 --study-date 20200101-20201231 --modality MR
        contourist dicomweb query https://pacs.example.org/dicom-web \\
          --level series --study 1.2.3

      * and ? stand for any letters, where the server allows it. Patients' names are shown with \
      --names alone.
      """)

  @OptionGroup var server: DICOMWebOptions
  @Option(help: "studies, series or instances.") var level = SearchLevel.studies
  @Option(help: "The patient's number.") var patientId: String?
  @Option(help: "A day, 20201231, or a range of days, 20200101-20201231; one end may be left out.")
  var studyDate: String?
  @Option(help: "CT, MR, SEG and so on; of studies, one of those they have.") var modality: String?
  @Option(help: "The number of the order.") var accession: String?
  @Option(help: "Within this study alone.") var study: IdentifierArgument?
  @Option(help: "Within this series alone.") var series: IdentifierArgument?
  @Option(help: "Answers at most.") var limit = 100
  @Option(help: "Answers to pass over.") var offset = 0
  @Flag(help: "Show the patients' names and numbers.") var names = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard limit >= 1, offset >= 0 else {
      throw ValidationError("--limit is 1 or more, --offset 0 or more")
    }
    guard series == nil || level != .instances || study != nil else {
      throw ValidationError("--series at the level of instances needs --study")
    }
    guard studyDate.map({ $0.wholeMatch(of: /\d{8}(-(\d{8})?)?|-\d{8}/) != nil }) ?? true else {
      throw ValidationError("--study-date is a day, 20201231, or a range, 20200101-20201231")
    }
  }

  func run() throws {
    let client = try server.client()
    try conversing(ProgressLine(isSilent: true)) {
      let found = try client.search(
        level, study: study?.text, series: series?.text, filters: filters, fields: fields,
        most: limit, offset: offset)
      let rows = found.map { FoundEntry($0, names: names) }
      if json {
        try printJSON(Report(level: level.rawValue, offset: offset, results: rows))
      } else if rows.isEmpty {
        print("nothing fits")
      } else {
        print(FoundEntry.table(rows, level: level, names: names))
        if rows.count == limit { print("there may be more: --limit, --offset") }
      }
    }
  }

  private var filters: [(DICOMTag, String)] {
    let modalityTag: DICOMTag = level == .studies ? "ModalitiesInStudy" : "Modality"
    let wanted: [(DICOMTag, String?)] = [
      ("PatientID", patientId), ("StudyDate", studyDate), (modalityTag, modality),
      ("AccessionNumber", accession),
    ]
    return wanted.compactMap { tag, text in text.map { (tag, $0) } }
  }

  private var fields: [DICOMTag] {
    switch level {
    case .studies: ["StudyDescription", "NumberOfStudyRelatedInstances", "ModalitiesInStudy"]
    case .series:
      ["SeriesDescription", "NumberOfSeriesRelatedInstances", "StudyDate", "StudyInstanceUID"]
    case .instances: ["InstanceNumber", "NumberOfFrames"]
    }
  }

  private struct Report: Encodable {
    let level: String
    let offset: Int
    let results: [FoundEntry]
  }
}

/// An answer to a search; nil where the server does not say.
private struct FoundEntry: Encodable {
  let study: String?
  let series: String?
  let instance: String?
  let patientID: String?
  let patientName: String?
  let date: String?
  let modality: String?
  let description: String?
  let number: Int?
  let count: Int?

  enum CodingKeys: String, CodingKey {
    case date, modality, description, number
    case study = "study_uid"
    case series = "series_uid"
    case instance = "instance_uid"
    case patientID = "patient_id"
    case patientName = "patient_name"
    case count = "instances"
  }

  init(_ dataSet: DICOMDataSet, names: Bool) {
    study = dataSet.text("StudyInstanceUID")
    series = dataSet.text("SeriesInstanceUID")
    instance = dataSet.text("SOPInstanceUID")
    patientID = names ? dataSet.text("PatientID") : nil
    patientName = names ? dataSet.personName("PatientName") : nil
    date = dataSet.text("StudyDate")
    modality =
      dataSet.text("Modality") ?? dataSet.texts("ModalitiesInStudy")?.joined(separator: ",")
    description = dataSet.text("SeriesDescription") ?? dataSet.text("StudyDescription")
    number = dataSet.integer("InstanceNumber") ?? dataSet.integer("SeriesNumber")
    count =
      dataSet.integer("NumberOfSeriesRelatedInstances")
      ?? dataSet.integer("NumberOfStudyRelatedInstances")
  }

  static func table(_ rows: [FoundEntry], level: SearchLevel, names: Bool) -> String {
    let uid: (String, (FoundEntry) -> String?) =
      switch level {
      case .studies: ("study", { $0.study })
      case .series: ("series", { $0.series })
      case .instances: ("instance", { $0.instance })
      }
    var columns: [(String, (FoundEntry) -> String?)] = [uid]
    if names { columns += [("patient", { $0.patientID }), ("name", { $0.patientName })] }
    if level != .instances {
      columns += [
        ("date", { $0.date }), ("modality", { $0.modality }), ("description", { $0.description }),
      ]
    }
    if level != .studies { columns.append(("number", { $0.number.map(String.init) })) }
    if level != .instances { columns.append(("instances", { $0.count.map(String.init) })) }
    return Terminal.table(
      columns.map(\.0),
      rows.map { row in columns.map { $0.1(row).map { shown($0, atMost: 64) } ?? "-" } })
  }
}
