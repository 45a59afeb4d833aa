import ArgumentParser
import DICOMWeb
import Foundation
import Terminal

/// Which server, and who asks.
struct DICOMWebOptions: ParsableArguments {
  @Argument(help: "The root of the DICOMweb service: https://pacs.example.org/dicom-web.")
  var url: String

  @Option(
    help: """
      The user's name; the password is the first line of --password-file, or the variable \
      CONTOURIST_DICOMWEB_PASSWORD. CONTOURIST_DICOMWEB_USER when left out.
      """)
  var user: String?

  @Option(help: "A file whose first line is the password.")
  var passwordFile: String?

  @Option(
    help: """
      A file whose first line is a bearer token; the variable CONTOURIST_DICOMWEB_TOKEN when left \
      out.
      """)
  var tokenFile: String?

  @Flag(help: "Allow plain http to other machines, which everybody on the way can read.")
  var insecure = false

  @Option(help: "Seconds without a sign of the server after which it is given up.")
  var timeout = 60.0

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout is more than 0 and at most 86400 seconds")
    }
    guard tokenFile == nil || (user == nil && passwordFile == nil) else {
      throw ValidationError("give a user with a password, or a token, not both")
    }
  }

  /// - Throws: `DICOMWebError`, `DataError`.
  func client() throws -> DICOMWebClient {
    let address = try ServerAddress(url, allowsInsecure: insecure)
    let credentials = try credentials()
    if !address.isSecure, !address.isLoopback {
      warn("\(address.host): plain http; everybody on the way can read what is sent and loaded")
    }
    // A proxy would be somewhere else than on this machine.
    if address.isLoopback { setenv("no_proxy", "*", 1) }
    Interruption.watch()
    return DICOMWebClient(
      address, credentials: credentials, timeout: timeout, isStopped: { Interruption.isAsked })
  }

  /// What the command line names counts before what the environment says.
  private func credentials() throws -> Credentials {
    let environment = ProcessInfo.processInfo.environment
    func variable(_ name: String) -> String? {
      environment["CONTOURIST_DICOMWEB_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let tokenFile { return try .bearer(secret(tokenFile)) }
    if user == nil, passwordFile == nil, let token = variable("TOKEN") { return try .bearer(token) }
    let name = user ?? variable("USER")
    let password = try passwordFile.map(secret) ?? variable("PASSWORD")
    switch (name, password) {
    case (let name?, let password?): return try .basic(user: name, password: password)
    case (nil, nil): return .none
    case (_?, nil):
      throw DataError(
        "the user's password is missing: give --password-file or CONTOURIST_DICOMWEB_PASSWORD")
    case (nil, _?):
      throw DataError("the name to the password is missing: give --user")
    }
  }

  /// The first line of a file that should be its owner's alone.
  private func secret(_ path: String) throws -> String {
    let bytes = try readFile(path)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 {
      warn("\(path): others can read it; chmod 600 keeps it secret")
    }
    let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard !line.isEmpty else { throw DataError("\(path): its first line is empty") }
    return String(decoding: line, as: UTF8.self)
  }
}

/// An identifier of DICOM on the command line.
struct IdentifierArgument: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    guard isIdentifier(argument) else { return nil }
    text = argument
  }
}

/// Runs a conversation with a server; Control-C ends it with what is whole in place.
func conversing(_ progress: ProgressLine, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch {
    progress.show("")
    guard error as? DICOMWebError == .stopped else { throw error }
    printError("contourist: stopped; what was whole stays, the same command goes on from there")
    throw ExitCode.interrupted
  }
}
