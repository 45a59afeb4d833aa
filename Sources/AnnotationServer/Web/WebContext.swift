import Annotation
import Glibc
import Hummingbird
import Logging
import NIOCore

/// What is known of a request on its way: who asks, and from where.
struct WebContext: RequestContext, RemoteAddressRequestContext {
  var coreContext: CoreRequestContextStorage
  let remoteAddress: SocketAddress?
  /// Who is signed in; nil for a visitor.
  var signIn: SignIn?

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }

  /// Of the one who asks, without the port.
  var address: String { remoteAddress?.ipAddress ?? "local" }

  /// What attempts are counted by: the address, of IPv6 the half that names the network, since whoever
  /// has that has all of its addresses.
  var network: String {
    guard case .v6(let address) = remoteAddress else { return address }
    return withUnsafeBytes(of: address.address.sin6_addr) { hex($0.prefix(8)) }
  }

  /// - Throws: `WebError.notSignedIn`.
  func account() throws -> Account {
    guard let signIn else {
      throw WebError(.notSignedIn, "Sign in first; nothing was changed.")
    }
    return signIn.account
  }

  /// - Throws: `WebError.notSignedIn`, `.notAllowed`.
  func account(_ roles: Role...) throws -> Account {
    let account = try account()
    guard roles.contains(account.role) else {
      let names = roles.map(\.rawValue).joined(separator: " or ")
      throw WebError(.notAllowed, "This needs the role of \(names).")
    }
    return account
  }

  /// A part of the path.
  func parameter<Value: LosslessStringConvertible>(_ name: String) throws -> Value {
    guard let value = parameters.get(name, as: Value.self) else { throw WebError.notThere }
    return value
  }
}

extension Store {
  /// The study that the address names, as far as whoever asks may see it.
  /// - Throws: `WebError.notFound`.
  func access(_ context: WebContext) async throws -> StudyAccess {
    try await study(context.parameter("study"), for: context.signIn?.account)
  }
}
