/// Why a DICOMweb server did not do what was asked.
///
/// Texts name addresses, numbers and files. What a server says in the body of an error is left out:
/// it may name patients.
public enum DICOMWebError: Error, Equatable, Sendable {
  /// The address of the server cannot be used.
  case badAddress(reason: String)
  /// No study, series or instance can have that identifier.
  case badIdentifier(String)
  /// Name, password or token hold what HTTP cannot carry.
  case badCredentials(reason: String)
  /// Nobody answers at the address; `reason` is the system's text.
  case unreachable(host: String, reason: String)
  /// The secured connection cannot be made; `reason` is the system's text.
  case notSecure(host: String, reason: String)
  /// Nothing came for so many seconds.
  case silent(host: String, seconds: Double)
  /// The connection ended before the answer did.
  case brokenOff(host: String, reason: String)
  /// The answer leads to another server.
  case redirected(host: String, to: String)
  /// The server answered with an error; `what` says what was asked for.
  case refused(status: Int, what: String, hadCredentials: Bool)
  /// The answer is not what DICOMweb prescribes.
  case malformed(what: String, reason: String)
  /// The answer is larger than is taken; in bytes.
  case tooLarge(what: String, limit: Int)
  /// A file to be sent is no DICOM instance.
  case notSendable(path: String, reason: String)
  /// Somebody stopped it; what is whole stays.
  case stopped
}

extension DICOMWebError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .badAddress(let reason): "the address cannot be used: \(reason)"
    case .badIdentifier(let text):
      "\"\(text)\" is no DICOM identifier: digits and dots, at most 64"
    case .badCredentials(let reason): reason
    case .unreachable(let host, let reason):
      "\(host): cannot be reached (\(reason)). Check the address, and that the server runs."
    case .notSecure(let host, let reason):
      "\(host): the secured connection cannot be made (\(reason)). Where the server has a "
        + "certificate of its own, add the one that signed it to the system's "
        + "(update-ca-certificates)."
    case .silent(let host, let seconds):
      "\(host): nothing came for \(wholeOrTenths(seconds)) seconds. Try again, or wait longer with "
        + "--timeout."
    case .brokenOff(let host, let reason):
      "\(host): the connection ended before the answer did (\(reason)). Run the same command again."
    case .redirected(let host, let target):
      "\(host): the answer leads elsewhere, to \(target), which was not asked. Give that "
        + "address if it is the right one."
    case .refused(let status, let what, let hadCredentials):
      "\(what): \(Self.text(status, hadCredentials))"
    case .malformed(let what, let reason): "\(what): the server's answer is wrong: \(reason)"
    case .tooLarge(let what, let limit):
      "\(what): the server's answer is larger than \(limit) bytes, the limit"
    case .notSendable(let path, let reason): "\(path): cannot be sent: \(reason)"
    case .stopped: "stopped"
    }
  }

  private static func text(_ status: Int, _ hadCredentials: Bool) -> String {
    switch status {
    case 400: "the server does not understand the request (400); it may not know a filter"
    case 401:
      hadCredentials
        ? "the server does not take the name and password, or the token (401)"
        : "the server wants to know who asks (401): give --user with a password, or a token"
    case 403: "not allowed for this user (403); ask who runs the server"
    case 404: "the server has nothing there (404); check the address and the identifiers"
    case 406: "the server cannot answer in a form that is understood here (406)"
    case 409: "the server refuses all of it (409)"
    case 413: "too large for the server (413); its limit has to be raised there"
    case 415: "the server does not take DICOM files (415)"
    case 429, 503: "the server is too busy (\(status)); try again later"
    case 500...: "the server failed (\(status)); its log says why"
    default: "the server answered with status \(status)"
    }
  }
}

private func wholeOrTenths(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
}

/// A server's text as it may be shown: letters that a terminal obeys are replaced, and the rest of a
/// long one is left out.
public func shown(_ text: String, atMost count: Int = 200) -> String {
  let letters = text.unicodeScalars.prefix(count).map { letter in
    letter.properties.generalCategory == .control || letter.properties.generalCategory == .format
      ? "?" : String(letter)
  }
  return letters.joined() + (text.unicodeScalars.count > count ? "…" : "")
}
