// LoginAttempt: the state that a browser carries to the provider of logins and back, sealed in a cookie, so that
// nothing is stored for people who never come back.
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
  std::string next = {};     // page to show after the login
  std::string account = {};  // account to connect; empty: it is a login
  inbox::Seconds until = 0;
};

/// Makes a new attempt, which expires after kAttemptTime. State, nonce and verifier are 256 random bits each.
LoginAttempt new_login_attempt(inbox::Seconds now);

/// Returns the attempt as the value of a cookie. Leaves out `next` if it would make the cookie too long.
std::string seal_attempt(const inbox::Box& box, const LoginAttempt& attempt);
/// Returns nullopt for a text that this box has not sealed, and for an expired attempt.
std::optional<LoginAttempt> open_attempt(const inbox::Box& box, std::string_view sealed, inbox::Seconds now);

}  // namespace gongwen::service
