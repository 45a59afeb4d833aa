import Foundation
import TestSupport
import Testing

@testable import LearningCurves

@Suite struct EventFileTests {
  @Test func `the checksum of the digits is the one published`() {
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
    // RFC 3720, B.4: 32 bytes of zeros, and of ones.
    #expect(CRC32C.checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
  }

  @Test func `a small curve becomes records that give it back`() throws {
    let curve = try exampleCurve(2, validatedEvery: 2, labels: ["LV", "RV"])
    let events = try EventReader.events(EventFile.encode(curve))
    #expect(events.count == 3)
    #expect(events[0] == Event(time: 1_700_000_000.5, step: 0, version: "brain.Event:2"))
    #expect(
      events[1]
        == Event(
          time: 1_700_000_002.5, step: 1, tags: ["loss/training", "rate"], values: [0.75, 0.25]))
    #expect(
      events[2]
        == Event(
          time: 1_700_000_004.5, step: 2,
          tags: ["loss/training", "loss/validation", "dice/LV", "dice/RV", "dice/mean", "rate"],
          values: [0.5, 0.75, 0.9, 0.45, 0.675, 0.25]))
  }

  @Test func `the file of a longer curve begins with that of a shorter one`() throws {
    let curve = try exampleCurve(300)
    let whole = EventFile.encode(curve)
    for epoch in [0, 1, 127, 128, 299] {
      #expect(whole.starts(with: EventFile.encode(curve.upTo(epoch: epoch))))
    }
    #expect(try EventReader.events(whole).last?.step == 300)
  }

  @Test func `a file grows in place, and another run's is replaced`() throws {
    try withTemporaryFolder { folder in
      let curve = try exampleCurve(4)
      let path = folder + "/" + EventFile.name(startTime: curve.startTime)
      #expect(path.hasSuffix("/events.out.tfevents.1700000000.contourist"))
      func number() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
      }
      try EventFile.write(curve.upTo(epoch: 2), to: path)
      // What a killed program left unfinished is completed.
      let written = try Data(contentsOf: URL(fileURLWithPath: path))
      try written.dropLast(5).write(to: URL(fileURLWithPath: path))
      let torn = try number()
      try EventFile.write(curve, to: path)
      #expect(try number() == torn)
      #expect(
        try Array(Data(contentsOf: URL(fileURLWithPath: path))) == EventFile.encode(curve))
      try EventFile.write(curve.upTo(epoch: 2), to: path)
      #expect(
        try Array(Data(contentsOf: URL(fileURLWithPath: path)))
          == EventFile.encode(curve.upTo(epoch: 2)))
    }
  }
}

/// What a record holds.
private struct Event: Equatable {
  var time = 0.0
  var step: UInt64 = 0
  var version = ""
  var tags: [String] = []
  var values: [Float] = []
}

/// Reads records and the few fields that are in them.
private struct EventReader {
  private var bytes: ArraySlice<UInt8>

  private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  static func events(_ file: [UInt8]) throws -> [Event] {
    var reader = EventReader(file[...])
    var events: [Event] = []
    while !reader.bytes.isEmpty {
      let length = try reader.take(8)
      #expect(try reader.number(4) == UInt64(CRC32C.masked(length)))
      let content = try reader.take(Int(EventReader.value(length)))
      #expect(try reader.number(4) == UInt64(CRC32C.masked(content)))
      events.append(try event(content))
    }
    return events
  }

  private static func event(_ bytes: ArraySlice<UInt8>) throws -> Event {
    var event = Event()
    var reader = EventReader(bytes)
    while !reader.bytes.isEmpty {
      switch try reader.varint() {
      case 1 << 3 | 1: event.time = Double(bitPattern: try reader.number(8))
      case 2 << 3: event.step = try reader.varint()
      case 3 << 3 | 2: event.version = String(decoding: try reader.field(), as: UTF8.self)
      case 5 << 3 | 2:
        var summary = EventReader(try reader.field())
        while !summary.bytes.isEmpty {
          #expect(try summary.varint() == 1 << 3 | 2)
          var value = EventReader(try summary.field())
          #expect(try value.varint() == 1 << 3 | 2)
          event.tags.append(String(decoding: try value.field(), as: UTF8.self))
          #expect(try value.varint() == 2 << 3 | 5)
          event.values.append(Float(bitPattern: UInt32(try value.number(4))))
          #expect(value.bytes.isEmpty)
        }
      case let key: Issue.record("a field that nobody wrote: \(key)")
      }
    }
    return event
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    try #require(count <= bytes.count)
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  private mutating func number(_ size: Int) throws -> UInt64 { EventReader.value(try take(size)) }

  private static func value(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try #require(try take(1).first)
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
    }
    return value
  }

  private mutating func field() throws -> ArraySlice<UInt8> { try take(Int(try varint())) }
}
