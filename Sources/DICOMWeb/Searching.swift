import Foundation
public import ImageFiles

/// What is searched for.
public enum SearchLevel: String, Sendable, CaseIterable {
  case studies, series, instances
}

extension DICOMWebClient {
  /// Bytes of a page's JSON.
  private static let largestPage = 1 << 26
  /// Answers asked for at a time.
  private static let pageSize = 500

  /// Asks for one page of what fits the filters.
  /// - Parameters:
  ///   - study: Looks into this study alone; `series` needs it.
  ///   - filters: Tag and value; `*` and `?` stand for any letters, as the server allows it, and
  ///     dates may be ranges, 20200101-20201231.
  ///   - fields: Elements to be told besides the usual ones.
  ///   - limit: Answers at most; the server may give fewer.
  ///   - offset: Answers to pass over.
  /// - Throws: `DICOMWebError`.
  public func page(
    _ level: SearchLevel, study: String? = nil, series: String? = nil,
    filters: [(DICOMTag, String)] = [], fields: [DICOMTag] = [], limit: Int, offset: Int = 0
  ) throws -> [DICOMDataSet] {
    try checkIdentifiers(study, series)
    var path: [String] = []
    if let study, level != .studies {
      path += ["studies", study]
      if let series, level == .instances { path += ["series", series] }
    }
    var query = filters.map { (tagName($0), $1) }
    if level == .studies, let study { query.append((tagName("StudyInstanceUID"), study)) }
    if level == .series, let series { query.append((tagName("SeriesInstanceUID"), series)) }
    query += fields.map { ("includefield", tagName($0)) }
    query += [("limit", "\(limit)"), ("offset", "\(offset)")]
    let what = "the search for \(level.rawValue)"
    let request = HTTPRequest(
      what: what, url: try http.address.url(path + [level.rawValue], query: query),
      accept: "application/dicom+json", accepted: [200, 204])
    return try http.ask(request) { head, exchange in
      guard head.status == 200 else { return [] }
      let type = MediaType(head.contentType).name
      guard type == "application/dicom+json" || type == "application/json" else {
        throw DICOMWebError.malformed(
          what: what,
          reason: "it is \(type.isEmpty ? "something without a type" : shown(type)) and not DICOM "
            + "JSON; is this the root of a DICOMweb service? Orthanc's ends in /dicom-web")
      }
      return try DICOMJSON.dataSets(
        try exchange.wholeBody(what, limit: Self.largestPage), what: what)
    }
  }

  /// Asks page by page for what fits the filters; arguments as for `page`.
  ///
  /// Servers may give shorter pages than asked for, or know no pages at all: it ends with a page
  /// that has nothing new.
  /// - Parameter most: Answers to stop at.
  /// - Throws: `DICOMWebError`.
  public func search(
    _ level: SearchLevel, study: String? = nil, series: String? = nil,
    filters: [(DICOMTag, String)] = [], fields: [DICOMTag] = [], most: Int = 100_000,
    offset: Int = 0
  ) throws -> [DICOMDataSet] {
    let name: DICOMTag =
      switch level {
      case .studies: "StudyInstanceUID"
      case .series: "SeriesInstanceUID"
      case .instances: "SOPInstanceUID"
      }
    var found: [DICOMDataSet] = []
    var seen: Set<String> = []
    while found.count < most {
      let page = try page(
        level, study: study, series: series, filters: filters, fields: fields,
        limit: min(Self.pageSize, most - found.count), offset: offset + found.count)
      let new = page.filter { seen.insert($0.text(name) ?? "").inserted }
      guard !new.isEmpty else { break }
      found += new
    }
    return Array(found.prefix(most))
  }
}

/// Eight digits, as addresses have them.
private func tagName(_ tag: DICOMTag) -> String { String(format: "%08X", tag.rawValue) }
