import Foundation
import GRDB

/// What somebody may do with a study.
struct StudyAccess: Sendable {
  enum Right: String, Encodable, Sendable, CaseIterable {
    case edit, review, submit, reopen, delete, consent, share
  }

  let study: Study
  /// nil for a visitor.
  let account: Account?

  private var isOwner: Bool { account != nil && study.owner == account?.id }
  private var oversees: Bool { account?.role == .administrator || account?.role == .reviewer }

  /// Whether one may look at it.
  var isVisible: Bool { study.isDemo || isOwner || oversees }

  func may(_ right: Right) -> Bool {
    guard let account else { return false }
    switch right {
    case .edit: return study.isOpen && (isOwner || oversees)
    case .submit: return study.isOpen && (isOwner || account.role == .administrator)
    // Nobody approves what they submitted themselves.
    case .review: return study.status == .submitted && oversees && study.submitter != account.id
    case .reopen:
      return (study.status == .submitted && (isOwner || oversees))
        || (study.status == .approved && oversees)
    case .delete: return isOwner || account.role == .administrator
    case .consent: return isOwner || oversees
    case .share: return oversees
    }
  }

  var rights: [Right] { Right.allCases.filter(may) }

  /// - Throws: `WebError.notAllowed`; a visitor is asked to sign in.
  func check(_ right: Right) throws {
    guard !may(right) else { return }
    guard account != nil else {
      throw WebError(.notSignedIn, "Sign in first; nothing was changed.")
    }
    let reason =
      switch right {
      case .edit where study.status == .submitted:
        "The study is being reviewed; take it back first."
      case .edit where study.status == .approved: "The study is approved; have it reopened first."
      case .review where study.status != .submitted: "The study has not been submitted."
      case .review where study.submitter == account?.id:
        "Somebody else has to review what you submitted."
      default: "You may not do this with this study."
      }
    throw WebError(.notAllowed, reason)
  }
}

extension Store {
  /// A study that the one who asks may see.
  /// - Throws: `WebError.notFound`, also where it is there but not theirs; visitors are asked to sign
  ///   in, whether it is there or not.
  func study(_ id: String, for account: Account?) async throws -> StudyAccess {
    let study = try await read { db in try Study.fetchOne(db, key: id) }
    if let study {
      let access = StudyAccess(study: study, account: account)
      if access.isVisible { return access }
    }
    guard account != nil else { throw WebError(.notSignedIn, "Sign in first.") }
    throw WebError.notThere
  }

  /// Whether whoever began to look on, at a study or at a list, may go on doing so.
  func mayStillSee(_ study: String?, _ signIn: SignIn?) async -> Bool {
    let found = try? await read { db -> Bool in
      if let signIn, try !Accounts.isValid(signIn, db) { return false }
      guard let study else { return true }
      guard let found = try Study.fetchOne(db, key: study) else { return false }
      return StudyAccess(study: found, account: signIn?.account).isVisible
    }
    return found ?? true
  }
}
