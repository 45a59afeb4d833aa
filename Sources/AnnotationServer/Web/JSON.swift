import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON as the interface writes it: lower_snake_case, times in ISO 8601.
func jsonData(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.dateEncodingStrategy = .iso8601
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}

func jsonResponse(
  _ value: some Encodable, status: HTTPResponse.Status = .ok
) throws -> Response {
  jsonResponse(try jsonData(value), status: status)
}

/// JSON that was written already.
func jsonResponse(_ data: Data, status: HTTPResponse.Status = .ok) -> Response {
  Response(
    status: status,
    headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
    body: .init(byteBuffer: ByteBuffer(bytes: data)))
}

func emptyResponse() -> Response {
  Response(status: .noContent, headers: [.cacheControl: "no-store"])
}

/// Bytes of a picture or a field of numbers.
func bytesResponse(
  _ bytes: some Sequence<UInt8>, type: String, caching: String = "no-store"
) -> Response {
  Response(
    status: .ok, headers: [.contentType: type, .cacheControl: caching],
    body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
}

/// Largest JSON body, bytes: an action with a long brush stroke.
private let largestBody = 1 << 20

extension Request {
  /// The body as `Body`; fields that it has not are let pass.
  /// - Throws: `WebError` saying which field is wrong.
  func json<Body: Decodable>(_ type: Body.Type) async throws -> Body {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: try await bodyData())
    } catch let error as DecodingError {
      throw WebError(.badRequest, explanation(of: error))
    }
  }

  /// - Throws: `WebError.tooLarge`; for a body that is not said to be JSON, `.badRequest`.
  func bodyData() async throws -> Data {
    // A form of another page cannot say so without asking first.
    guard headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw WebError(.badRequest, "Send JSON, with the header Content-Type: application/json.")
    }
    do {
      return Data(try await body.collect(upTo: largestBody).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw WebError(.tooLarge, "The request is larger than \(largestBody >> 20) MB.")
    }
  }

  /// A whole number of the query.
  /// - Throws: `WebError` where it is none, or out of range.
  func number(
    _ name: String, default value: Int? = nil, in range: ClosedRange<Int> = 0...Int(Int32.max)
  ) throws -> Int {
    guard let text = uri.queryParameters[Substring(name)] else {
      if let value { return value }
      throw WebError(.badRequest, "The address lacks \(name)=.")
    }
    guard let number = Int(text), range.contains(number) else {
      throw WebError(
        .badRequest, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  func decimal(_ name: String) throws -> Double {
    guard let text = uri.queryParameters[Substring(name)], let number = Double(text),
      number.isFinite
    else { throw WebError(.badRequest, "The address lacks \(name)=, a number.") }
    return number
  }

  /// A text of the query; nil where it is left out or empty.
  func text(_ name: String, most: Int) throws -> String? {
    guard let text = uri.queryParameters[Substring(name)].map(String.init), !text.isEmpty else {
      return nil
    }
    guard text.utf8.count <= most else {
      throw WebError(.badRequest, "\(name) is longer than \(most) bytes.")
    }
    return text
  }
}

/// For people: which field of a request is wrong.
private func explanation(of error: DecodingError) -> String {
  func path(_ context: DecodingError.Context) -> String {
    let names = context.codingPath.map(\.stringValue)
    return names.isEmpty ? "the request" : "\"\(names.joined(separator: "."))\""
  }
  switch error {
  case .keyNotFound(let key, _): return "The request lacks \"\(key.stringValue)\"."
  case .typeMismatch(_, let context), .valueNotFound(_, let context):
    return "The value of \(path(context)) is of the wrong kind."
  case .dataCorrupted(let context):
    return context.codingPath.isEmpty
      ? "The request is not JSON." : "The value of \(path(context)) is none of those allowed."
  @unknown default: return "The request cannot be read."
  }
}
