import Foundation
import ImageFiles

/// What became of one instance that was sent.
public struct StoredInstance: Sendable, Equatable {
  public enum Result: Sendable, Equatable {
    case stored
    /// With the server's code (PS3.18, I.2.2).
    case storedWithWarning(Int)
    case refused(Int)
    /// The answer does not mention it.
    case unknown
  }

  public let instance: SendableInstance
  public let result: Result
}

extension DICOMWebClient {
  /// Bytes of a request, unless one instance alone has more.
  private static let requestSize = 1 << 24
  private static let mostInRequest = 100
  private static let largestAnswer = 1 << 24

  /// Sends instances, several to a request, never twice.
  /// - Parameters:
  ///   - study: Into this study alone; the server refuses instances of others.
  ///   - done: Called after each request with what became of its instances, in order.
  /// - Throws: `DICOMWebError`, `ImageFileError`. What was sent before stays.
  public func store(
    _ instances: [SendableInstance], study: String? = nil, done: ([StoredInstance]) throws -> Void
  ) throws {
    try checkIdentifiers(study)
    var rest = instances[...]
    while !rest.isEmpty {
      var size = 0
      let batch = rest.prefix(Self.mostInRequest).prefix { instance in
        size += instance.size
        return size == instance.size || size <= Self.requestSize
      }
      rest = rest.dropFirst(batch.count)
      try done(try send(Array(batch), study: study))
    }
  }

  private func send(_ batch: [SendableInstance], study: String?) throws -> [StoredInstance] {
    let boundary = "contourist-\(UUID().uuidString)"
    var body = Data()
    for instance in batch {
      body += Data("--\(boundary)\r\nContent-Type: application/dicom\r\n\r\n".utf8)
      body += try instance.bytes()
      body += Data("\r\n".utf8)
    }
    body += Data("--\(boundary)--\r\n".utf8)
    let what = "storing"
    let request = HTTPRequest(
      what: what, url: try http.address.url(["studies"] + (study.map { [$0] } ?? [])),
      accept: "application/dicom+json",
      body: (#"multipart/related; type="application/dicom"; boundary=\#(boundary)"#, body),
      // 202: some were refused; 409: all of them. Both say which and why.
      accepted: [200, 202, 409])
    return try http.ask(request) { head, exchange in
      let answer = try exchange.wholeBody(what, limit: Self.largestAnswer)
      let type = MediaType(head.contentType).name
      let isJSON = type == "application/dicom+json" || type == "application/json"
      guard isJSON || head.status != 409 else {
        throw DICOMWebError.refused(
          status: 409, what: what, hadCredentials: credentialsGiven)
      }
      guard isJSON else {
        throw DICOMWebError.malformed(
          what: what,
          reason: "it is \(type.isEmpty ? "something without a type" : shown(type)) and not DICOM "
            + "JSON, so that what was stored is not known")
      }
      let outcomes = StoreAnswer(try DICOMJSON.dataSets(answer, what: what))
      return batch.map { StoredInstance(instance: $0, result: outcomes.result(of: $0)) }
    }
  }

  private var credentialsGiven: Bool { http.credentials.header != nil }
}

/// What a server says of the instances it was sent.
private struct StoreAnswer {
  private var results: [String: StoredInstance.Result] = [:]

  init(_ dataSets: [DICOMDataSet]) {
    for dataSet in dataSets {
      for item in dataSet.items("ReferencedSOPSequence") {
        guard let uid = item.text("ReferencedSOPInstanceUID") else { continue }
        results[uid] = item.integer("WarningReason").map { .storedWithWarning($0) } ?? .stored
      }
      // What is in both lists counts as refused.
      for item in dataSet.items("FailedSOPSequence") {
        guard let uid = item.text("ReferencedSOPInstanceUID") else { continue }
        results[uid] = .refused(item.integer("FailureReason") ?? 0)
      }
    }
  }

  func result(of instance: SendableInstance) -> StoredInstance.Result {
    results[instance.sopInstance] ?? .unknown
  }
}

extension StoredInstance.Result: CustomStringConvertible {
  /// Whether the server has it.
  public var isStored: Bool {
    switch self {
    case .stored, .storedWithWarning: true
    case .refused, .unknown: false
    }
  }

  /// In words; source: PS3.18, table I.2-2, and PS3.4, annex B.
  public var description: String {
    switch self {
    case .stored: "stored"
    case .storedWithWarning(0xB000): "stored, with values changed (B000)"
    case .storedWithWarning(0xB006): "stored, without some elements (B006)"
    case .storedWithWarning(0xB007): "stored, though it does not fit its class (B007)"
    case .storedWithWarning(let code): "stored, with a warning (\(hexadecimal(code)))"
    case .refused(let code): "refused: \(Self.reason(code))"
    case .unknown: "unknown: the server's answer does not mention it"
    }
  }

  private static func reason(_ code: Int) -> String {
    let text =
      switch code {
      case 0x0110: "the server failed; its log says why"
      case 0x0112: "this instance is not there to be stored"
      case 0x0117: "its identifier is invalid"
      case 0x0122: "the server does not store this class of objects"
      case 0x0124: "not allowed for this user"
      case 0xA700...0xA7FF: "the server has no room"
      case 0xA900...0xA9FF: "it does not fit its class, or is of another study"
      case 0xC122: "its transfer syntax is not supported"
      case 0xC000...0xCFFF: "the server cannot understand it"
      default: "the server gives no known reason"
      }
    return "\(text) (\(hexadecimal(code)))"
  }
}

private func hexadecimal(_ code: Int) -> String { String(format: "%04X", code) }
