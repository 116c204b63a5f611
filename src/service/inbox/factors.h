// Factors: the second factor of accounts, codes of an app (RFC 6238) besides the password, and recovery codes for
// people who have lost the app. The caller seals the secrets (sealing.h); of recovery codes only hashes are stored.
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::inbox {

struct Factor {
  std::string secret;         // sealed; empty if the account has none
  bool is_needed = false;     // decided for this account, in addition to the rule for its role
  std::int64_t recovery = 0;  // number of codes that are left
};

/// Called by the login (office/factors.cpp) and by the page on which people set up their app. NotFound for unknown
/// accounts.
class Factors {
 public:
  explicit Factors(Inbox& inbox) : inbox_(inbox) {}

  Result<Factor> of(const std::string& account);
  /// Sets or replaces the secret, with new recovery codes. `step` is that of the code by which it was tried; that code
  /// cannot be used again for a login.
  std::optional<Fault> set(const std::string& account, const std::string& sealed, std::int64_t step,
                           const std::vector<std::string>& recovery);
  /// Replaces the recovery codes.
  std::optional<Fault> set_recovery(const std::string& account, const std::vector<std::string>& recovery);
  std::optional<Fault> remove(const std::string& account);
  std::optional<Fault> need(const std::string& account, bool is_needed);
  /// Returns whether the code of a time step counts: each counts once, and none before one that has counted. A code is
  /// valid for a step of 30 seconds (RFC 6238); a person who looks over the user's shoulder cannot use it a second
  /// time.
  Result<bool> use_step(const std::string& account, std::int64_t step);
  /// Returns whether this is a recovery code of the account, and uses it up. An account gets about ten; each is good
  /// for one login.
  Result<bool> use_recovery(const std::string& account, std::string_view code);

 private:
  Inbox& inbox_;
};

/// The mail that an account gets on working days about submissions that wait for it. The address is that of the
/// account, not of an applicant; it is not confirmed.
struct AccountMail {
  std::string account;
  std::string email;
  bool digest = false;
};

class AccountMails {
 public:
  explicit AccountMails(Inbox& inbox) : inbox_(inbox) {}

  Result<AccountMail> of(const std::string& account);
  std::optional<Fault> set(const AccountMail& mail);
  /// Returns the enabled accounts that want a digest.
  Result<std::vector<AccountMail>> wanted();

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
