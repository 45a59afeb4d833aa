import Foundation
import LearningCurves
import TestSupport
import Testing

@Suite struct CurveCommandTests {
  func write(_ epochs: Int, to path: String) throws {
    var curve = LearningCurve(name: "heart", labels: ["LV", "RV"], startTime: 1_700_000_000)
    for epoch in 1...4 where epoch <= epochs {
      try curve.append(
        LearningCurve.Epoch(
          epoch: epoch, trainingLoss: 1 / Double(epoch),
          validationLoss: epoch == 2 ? 0.75 : nil,
          validationDice: epoch == 2 ? ["LV": 0.9, "RV": 0.8] : nil, learningRate: 0.001,
          seconds: 90 * Double(epoch)))
    }
    try Data(curve.json()).write(to: URL(fileURLWithPath: path))
  }

  @Test func `a training under way is shown, drawn and handed to TensorBoard`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/curve.json"
      try write(4, to: path)
      let command = [
        "curve", path, "--png", folder + "/curve.png", "--events", folder + "/runs/heart",
      ]
      let done = try contourist(command)
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        done.output == """
          heart  4 epochs  6 min
                epoch  training loss  validation loss  mean Dice     LV     RV
          best      2          0.500            0.750      0.850  0.900  0.800
          last      4          0.250                -          -      -      -
          picture  \(folder)/curve.png
          events   \(folder)/runs/heart/events.out.tfevents.1700000000.contourist

          """)
      let events = folder + "/runs/heart/events.out.tfevents.1700000000.contourist"
      let written = try Data(contentsOf: URL(fileURLWithPath: events))
      let curve = try LearningCurve.decode(
        Array(Data(contentsOf: URL(fileURLWithPath: path))), path: path)
      #expect(Array(written) == EventFile.encode(curve))
      #expect(try contourist(command).status == 65)
      #expect(try contourist(command + ["--force"]).status == 0)
    }
  }

  @Test func `a training that has not begun has a picture too`() throws {
    try withTemporaryFolder { folder in
      try write(0, to: folder + "/curve.json")
      let done = try contourist("curve", folder + "/curve.json", "--png", folder + "/a.png")
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.hasPrefix("heart  0 epochs  0 s\npicture"))
      let report = try object(try contourist("curve", folder + "/curve.json", "--json").output)
      #expect(report["epochs"] as? Int == 0)
      #expect(report["best"] == nil)
    }
  }

  @Test func `what is no curve is an error that says why`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/curve.json"
      #expect(try contourist("curve", path).status == 65)
      try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
      let done = try contourist("curve", path)
      #expect(done.status == 65)
      #expect(done.errors.contains("\(path): is no learning curve"), "\(done.errors)")
      #expect(try contourist("curve", path, "--png", "").status == 64)
      // An input is never overwritten.
      try write(1, to: path)
      #expect(try contourist("curve", path, "--png", path, "--force").status == 65)
    }
  }
}
