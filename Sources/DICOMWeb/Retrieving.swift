import ImageFiles

/// What is loaded: a study, a series of it, or an instance of that.
public struct Retrieval: Sendable {
  public let study: String
  public let series: String?
  public let instance: String?

  /// - Throws: `DICOMWebError.badIdentifier`.
  public init(
    study: String, series: String? = nil, instance: String? = nil
  ) throws(DICOMWebError) {
    precondition(instance == nil || series != nil, "an instance is one of a series")
    try checkIdentifiers(study, series, instance)
    self.study = study
    self.series = series
    self.instance = instance
  }

  fileprivate var path: [String] {
    var path = ["studies", study]
    if let series { path += ["series", series] }
    if let instance { path += ["instances", instance] }
    return path
  }

  fileprivate var what: String {
    instance != nil ? "the instance" : series != nil ? "the series" : "the study"
  }
}

/// How much is taken of an answer.
public struct RetrievalLimits: Sendable {
  /// Bytes of one instance; larger files are not read here.
  public var instance = 1 << 31
  /// Bytes of one answer.
  public var answer = 1 << 37
  /// Instances in one answer.
  public var instances = 100_000

  public init() {}
}

extension DICOMWebClient {
  /// Loads instances, each in the transfer syntax that the server has it in, into a folder, where
  /// each takes its name as soon as it is whole.
  /// - Parameter kept: Called after each instance.
  /// - Throws: `DICOMWebError`, `ImageFileError`. What was kept before stays.
  public func retrieve(
    _ retrieval: Retrieval, into folder: InstanceFolder, limits: RetrievalLimits = .init(),
    kept: (InstanceFolder.Kept) -> Void
  ) throws {
    let what = retrieval.what
    let request = HTTPRequest(
      what: what, url: try http.address.url(retrieval.path),
      accept: #"multipart/related; type="application/dicom"; transfer-syntax=*"#)
    try http.ask(request) { head, exchange in
      var reader = try MultipartReader(contentType: head.contentType, what: what)
      var arriving: GrowingFile?
      var (bytes, instances) = (0, 0)
      while let piece = try exchange.next() {
        bytes += piece.count
        guard bytes <= limits.answer else {
          throw DICOMWebError.tooLarge(what: what, limit: limits.answer)
        }
        try reader.take(Array(piece)) { event in
          switch event {
          case .begin(let type):
            instances += 1
            guard instances <= limits.instances else {
              throw DICOMWebError.malformed(
                what: what, reason: "it has more than \(limits.instances) instances")
            }
            guard type.isEmpty || type == "application/dicom" else {
              throw DICOMWebError.malformed(
                what: what, reason: "a part of it is \(shown(type)) and not DICOM")
            }
            arriving = try folder.begin()
          case .bytes(let part):
            guard let file = arriving else { return }
            guard file.count + part.count <= limits.instance else {
              throw DICOMWebError.tooLarge(what: "an instance of \(what)", limit: limits.instance)
            }
            try file.append(part)
          case .end:
            guard let file = arriving.take() else { return }
            kept(try folder.keep(file, of: retrieval))
          }
        }
      }
      try reader.finish()
    }
  }
}
