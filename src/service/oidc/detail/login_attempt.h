// LoginAttempt: what a browser keeps between leaving for the provider of logins and coming back, sealed in a cookie, so
// that nothing is stored for people who never come back.
//   LoginAttempt attempt = new_login_attempt(now);
//   const std::string cookie = seal_attempt(box, attempt);
//   const auto same = open_attempt(box, cookie, now);
#pragma once

#include "service/inbox/sealing.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

inline constexpr std::chrono::minutes kAttemptTime{10};

/// `state` protects the way back (RFC 6749, 10.12), `nonce` ties the token to this browser, `verifier` the code to this
/// service (PKCE).
struct LoginAttempt {
  std::string state;
  std::string nonce;
  std::string verifier;      // RFC 7636
  std::string next = {};     // the page to be shown after the login
  std::string account = {};  // that is to be connected; empty: it is a login
  inbox::Seconds until = 0;
};

/// A new attempt, which ends after kAttemptTime. State, nonce and verifier are 256 random bits each.
LoginAttempt new_login_attempt(inbox::Seconds now);

/// The attempt as the value of a cookie. An address that would make the cookie too long is left out.
std::string seal_attempt(const inbox::Box& box, const LoginAttempt& attempt);
/// nullopt for what this box has not sealed, and for an attempt whose time is over.
std::optional<LoginAttempt> open_attempt(const inbox::Box& box, std::string_view sealed, inbox::Seconds now);

}  // namespace gongwen::service
