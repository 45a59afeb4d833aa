import Foundation
import Testing

@testable import DICOMWeb

@Suite struct ServerAddressTests {
  @Test(arguments: [
    "https://pacs.example.org/dicom-web", "http://localhost:8042/dicom-web/",
    "http://127.0.0.1:8042", "http://127.9.9.9/a", "http://[::1]:8042/x",
  ])
  func `what is secure or stays on the machine is taken`(text: String) throws {
    _ = try ServerAddress(text)
  }

  @Test(arguments: [
    "http://pacs.example.org/dicom-web", "http://127.0.0.1.example.org/", "http://localhost.evil/",
    "http://10.0.0.1/", "http://0177.1/",
  ])
  func `plain http to others needs permission`(text: String) throws {
    #expect(throws: DICOMWebError.self) { try ServerAddress(text) }
    let address = try ServerAddress(text, allowsInsecure: true)
    #expect(!address.isLoopback)
  }

  @Test(arguments: [
    "", "pacs", "ftp://pacs/", "https:///x", "https://a:b@pacs/", "https://a@pacs/",
    "https://pacs/?a=b", "https://pacs/#a", "file:///etc/passwd",
  ])
  func `what is no address of a service is refused`(text: String) {
    #expect(throws: DICOMWebError.self) { try ServerAddress(text, allowsInsecure: true) }
  }

  @Test func `filters are escaped`() throws {
    let url = try ServerAddress("https://pacs/dicom-web//").url(
      ["studies"], query: [("PatientID", "a&b=c/ü *")])
    #expect(
      url.absoluteString == "https://pacs/dicom-web/studies?PatientID=a%26b%3Dc%2F%C3%BC%20%2A")
  }

  @Test func `identifiers are digits and dots`() {
    #expect(isIdentifier("1.2.840.10008"))
    for text in ["", ".", "1..2", "1.2.", "1.2/..", "1.2 ", "a", String(repeating: "1", count: 65)]
    {
      #expect(!isIdentifier(text))
    }
  }

  @Test func `credentials do not show themselves, and carry no line ends`() throws {
    let user = try Credentials.basic(user: "Aladdin", password: "open sesame")
    #expect(user.header == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(!"\(user)".contains("open") && !String(reflecting: user).contains("QWx"))
    #expect(throws: DICOMWebError.self) { try Credentials.basic(user: "a:b", password: "c") }
    #expect(throws: DICOMWebError.self) { try Credentials.basic(user: "a", password: "c\r\nX: y") }
    #expect(throws: DICOMWebError.self) { try Credentials.bearer("a b") }
  }

  @Test func `a server's text is shown without letters that a terminal obeys`() {
    #expect(shown("a\u{1B}[2Jb\u{202E}c\n") == "a?[2Jb?c?")
    #expect(shown("abcdef", atMost: 3) == "abc…")
  }
}
