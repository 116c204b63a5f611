// Bindings: which account belongs to a person whom a provider of logins knows (OpenID Connect). The provider names
// people by `sub`, a text that is unique for its issuer.
#pragma once

#include "service/inbox/inbox.h"

#include <string>

namespace gongwen::inbox {

/// `issuer` is the address of the provider exactly as its tokens have it. A binding is added by a user who is logged in
/// to the account and then logs in at the provider, too; it is read at each login by the provider.
class Bindings {
 public:
  explicit Bindings(Inbox& inbox) : inbox_(inbox) {}

  /// NotFound if no account is bound to the subject.
  Result<std::string> account_of(const std::string& issuer, const std::string& subject);
  /// Empty if the account is not bound.
  Result<std::string> subject_of(const std::string& issuer, const std::string& account);
  /// Exists if the subject is bound already, or the account to another one.
  std::optional<Fault> add(const std::string& issuer, const std::string& subject, const std::string& account,
                           Seconds now);
  /// Removes the binding and ends all sessions of the account, some of which may have begun with it.
  std::optional<Fault> remove(const std::string& issuer, const std::string& account);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
