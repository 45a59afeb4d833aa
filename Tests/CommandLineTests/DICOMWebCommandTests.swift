import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// The commands against a real PACS.
@Suite(.enabled(if: OrthancServer.isInstalled, "\(OrthancServer.whyNot)"), .serialized)
struct DICOMWebCommandTests {
  /// A series of Sunnybrook's, where it is there; else discs, three slices of two moments.
  private func withSeries(_ body: (String) throws -> Void) throws {
    let real = packageRoot.deletingLastPathComponent()
      .appending(path: "shared/data/sunnybrook/dicoms/SCD0000101").path
    if FileManager.default.fileExists(atPath: real) { return try body(real) }
    try withTemporaryFolder { folder in
      for n in 0..<6 { try slice(n % 3, moment: n / 3).write(to: "\(folder)/\(n).dcm") }
      try body(folder)
    }
  }

  private func slice(_ k: Int, moment: Int) -> DICOMDataSet {
    var slice = dicomSlice(3 * moment + k + 1, size: 64)
    slice.set("TriggerTime", to: [40.5 * Double(moment)])
    slice.set("ImagePositionPatient", to: [-10.5, 3, 8 * Double(k)])
    let pixels = (0..<64 * 64).map { n in
      let (x, y) = (n % 64 - 32, n / 64 - 32)
      return (x * x + y * y < 144 ? 800 : 100) + (n * 7 + k + moment) % 10
    }
    slice.set("PixelData", to: pixels, as: .ow)
    return slice
  }

  /// Identifiers that a query finds.
  private func found(
    _ arguments: String..., key: String, in server: OrthancServer
  ) throws -> [String] {
    let done = try contourist(["dicomweb", "query", server.root, "--json"] + arguments)
    #expect(done.status == 0, "\(done.errors)")
    let results = try #require(try object(done.output)["results"] as? [[String: Any]])
    return results.compactMap { $0[key] as? String }
  }

  private func succeed(_ arguments: String...) throws -> String {
    let done = try contourist(arguments)
    try #require(done.status == 0, "\(arguments): \(done.errors)")
    return done.output
  }

  @Test func `a series goes there and comes back, is drawn on, and the drawing too`() throws {
    try withSeries { series in
      try OrthancServer.running { server in
        try withTemporaryFolder { folder in
          let sent = try succeed("dicomweb", "send", server.root, series)
          let header = try #require(try DICOMStudy(series).series.first).instances().header
          let patient = try #require(header.text("PatientID"))
          #expect(sent.contains("1.dcm  stored"))

          let studies = try found("--patient-id", patient, key: "study_uid", in: server)
          let study = try #require(studies.first)
          #expect(studies == [header.text("StudyInstanceUID")])
          #expect(try found("--patient-id", "nobody", key: "study_uid", in: server).isEmpty)

          let scan = folder + "/scan"
          _ = try succeed("dicomweb", "fetch", server.root, "--study", study, "-o", scan)
          let (image, original) = (try ImageFiles.read(scan), try ImageFiles.read(series))
          #expect(image.volume == original.volume)

          let session = folder + "/scan.session.jsonl"
          _ = try succeed("session", "new", scan, "--label", "outer=1", "--label", "inner=2")
          try draw(in: session, size: image.volume.size)
          _ = try succeed("session", "replay", session, "--mask", folder + "/mask.nii.gz")
          _ = try succeed(
            "export", session, "--format", "dicom-seg", "--identity", "-o", folder + "/seg.dcm")
          let answer = try object(
            succeed("dicomweb", "send", server.root, folder + "/seg.dcm", "--json"))
          #expect(answer["stored"] as? Int == 1)

          // It is in the patient's study, beside the images.
          let level = ["--level", "series", "--study", study]
          #expect(
            try found(
              level[0], level[1], level[2], level[3], key: "modality", in: server
            ).sorted() == ["MR", "SEG"])
          let objects = try found(
            level[0], level[1], level[2], level[3], "--modality", "SEG", key: "series_uid",
            in: server)
          let object = try #require(objects.first)
          let back = folder + "/back"
          _ = try succeed(
            "dicomweb", "fetch", server.root, "--study", study, "--series", object, "-o", back)
          let names = FileManager.default.enumerator(atPath: back)?.allObjects ?? []
          let path = try #require(
            names.compactMap { $0 as? String }.first { $0.hasSuffix(".dcm") })
          let mask = try ImageFiles.readLabels(folder + "/mask.nii.gz").labels
          let labels = try ImageFiles.readLabels("\(back)/\(path)").labels
            .placed(on: image.volume.geometry, frames: image.volume.frames)
          #expect(Set(mask.labels) == [1, 2])
          #expect(labels?.voxels == mask.voxels)
        }
      }
    }
  }

  /// Two contours in the image's middle, one within the other, in two slices.
  private func draw(in session: String, size: GridSize) throws {
    let radius = Double(min(size.ni, size.nj)) / 5
    var actions: [String] = []
    for (label, part) in [("outer", 1.0), ("inner", 0.5)] {
      for k in 0..<2 {
        let points = circlePoints(
          x: Double(size.ni) / 2, y: Double(size.nj) / 2, radius: radius * part, count: 6)
        actions += points.map {
          #"{"action":"seed.add","contour":"\#(label)\#(k)","label":"\#(label)","slice":\#(k),"frame":0,"#
            + #""x":\#($0.x),"y":\#($0.y)}"#
        }
        actions.append(#"{"action":"contour.close","contour":"\#(label)\#(k)"}"#)
      }
    }
    let done = try contourist("session", "apply", session, input: actions.joined(separator: "\n"))
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test func `what is there is not loaded again, and what is lacking is`() throws {
    try withTemporaryFolder { folder in
      let paths = (0..<3).map { "\(folder)/\($0).dcm" }
      for (k, path) in paths.enumerated() { try slice(k, moment: 0).write(to: path) }
      try OrthancServer.running { server in
        _ = try succeed("dicomweb", "send", server.root, paths[0], paths[1], paths[2])
        let scan = folder + "/scan"
        func fetch() throws -> [String: Any] {
          try object(
            succeed("dicomweb", "fetch", server.root, "--study", "1.2", "-o", scan, "--json"))
        }
        #expect(try fetch()["loaded"] as? Int == 3)
        try FileManager.default.removeItem(atPath: scan + "/series003/000002.dcm")
        let again = try fetch()
        #expect(again["loaded"] as? Int == 1)
        #expect(again["there_before"] as? Int == 2)
        #expect(try fetch()["loaded"] as? Int == 0)
        #expect(FileManager.default.fileExists(atPath: scan + "/series003/000002.dcm"))
      }
    }
  }

  @Test func `the list names patients where that is asked for`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.dcm"
      try slice(0, moment: 0).write(to: path)
      try OrthancServer.running { server in
        _ = try succeed("dicomweb", "send", server.root, path)
        for arguments in [[], ["--json"], ["--level", "series"], ["--level", "instances"]] {
          let silent = try contourist(["dicomweb", "query", server.root] + arguments)
          #expect(silent.status == 0, "\(silent.errors)")
          #expect(!silent.output.contains("Secret") && !silent.output.contains("4711"))
          let named = try contourist(["dicomweb", "query", server.root, "--names"] + arguments)
          #expect(named.output.contains("1.2"))
          if arguments.count < 2 { #expect(named.output.contains("Secret, Name")) }
        }
        for (range, count) in [("20200101-20201231", 1), ("20200405", 1), ("20200406-", 0)] {
          #expect(
            try found("--study-date", range, "--modality", "MR", key: "study_uid", in: server)
              .count == count, "\(range)")
        }
        #expect(try found("--modality", "CT", key: "study_uid", in: server).isEmpty)
      }
    }
  }

  @Test func `a user's password is taken from a file, and a wrong one is told`() throws {
    try withTemporaryFolder { folder in
      let (right, wrong) = (folder + "/right", folder + "/wrong")
      try "p4ss wörd\n".write(toFile: right, atomically: true, encoding: .utf8)
      try "other\n".write(toFile: wrong, atomically: true, encoding: .utf8)
      for (path, mode) in [(right, 0o644), (wrong, 0o600)] {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      }
      try OrthancServer.running(users: ["anna": "p4ss wörd"]) { server in
        let query = ["dicomweb", "query", server.root]
        let user = ["--user", "anna", "--password-file"]
        let done = try contourist(query + user + [right])
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.errors.contains("others can read it"))
        #expect(done.output == "nothing fits\n")
        for (arguments, text) in [
          ([], "give --user"), (user + [wrong], "does not take the name"),
          (["--user", "anna"], "password is missing"),
        ] {
          let failed = try contourist(query + arguments)
          #expect(failed.status == 65)
          #expect(failed.errors.contains(text), "\(failed.errors)")
          #expect(!failed.errors.contains("others can read it"))
        }
      }
    }
  }

  @Test func `a certificate that nobody vouches for is refused`() throws {
    try withTemporaryFolder { folder in
      let made = Process()
      made.executableURL = URL(fileURLWithPath: "/bin/sh")
      made.arguments = [
        "-c",
        """
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
          -addext subjectAltName=IP:127.0.0.1 -keyout "$0/key" -out "$0/own" 2> /dev/null &&
        cat "$0/key" "$0/own" > "$0/pair.pem"
        """, folder,
      ]
      try made.run()
      made.waitUntilExit()
      try #require(made.terminationStatus == 0, "openssl makes no certificate")
      try OrthancServer.running(certificate: folder + "/pair.pem") { server in
        let failed = try contourist("dicomweb", "query", server.root)
        #expect(failed.status == 65)
        #expect(failed.errors.contains("update-ca-certificates"), "\(failed.errors)")
      }
    }
  }
}
