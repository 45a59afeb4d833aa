import Testing

@testable import DICOMWeb

@Suite struct MediaTypeTests {
  @Test func `parameters may be quoted, spaced and in any order`() {
    let type = MediaType(
      #"Multipart/Related ; type="application/dicom"; Boundary = "a;b \"c" ; start=<1>"#)
    #expect(type.name == "multipart/related")
    #expect(type.parameters["boundary"] == #"a;b "c"#)
    #expect(type.parameters["type"] == "application/dicom")
    #expect(type.parameters["start"] == "<1>")
  }

  @Test(arguments: ["", ";", "a/b;", "a/b; c", "a/b; c=", #"a/b; c="d"#, #"a/b; c="\"#, ";;=;"])
  func `broken types give what they have`(text: String) {
    #expect(MediaType(text).parameters.count <= 1)
  }
}
