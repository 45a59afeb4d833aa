import Foundation

/// A DICOMweb server, and who asks it: searches (QIDO-RS), loads (WADO-RS) and stores (STOW-RS).
///
///     let client = DICOMWebClient(try ServerAddress("https://pacs.example.org/dicom-web"))
///     let series = try client.search(.series, study: uid)
///
/// Every call waits for its answer. Questions that change nothing are asked again where the server
/// is not there or too busy; storing never is.
/// Source: DICOM PS3.18.
public struct DICOMWebClient: Sendable {
  let http: HTTPClient

  /// - Parameters:
  ///   - timeout: Seconds without a sign of the server after which it is given up.
  ///   - pauses: Seconds to wait before each new attempt.
  ///   - isStopped: Asked while waiting, ten times a second; then `DICOMWebError.stopped` is thrown.
  public init(
    _ address: ServerAddress, credentials: Credentials = .none, timeout: Double = 60,
    pauses: [Double] = [0.5, 2], isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    http = HTTPClient(
      address: address, credentials: credentials, timeout: timeout, pauses: pauses,
      isStopped: isStopped)
  }
}
