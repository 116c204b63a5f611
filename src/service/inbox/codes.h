// Codes: six digits in a mail, with which an applicant proves that the address in a draft is theirs. They are typed on
// the page that has the draft, so mailbox and draft belong to one person; from then on mail about the form has links.
// The database has only hashes, of codes and of addresses.
//   Codes(inbox).request({draft, kind, "zh", "zhang@example.org"}, now);      // by the page; a mail is written
//   auto code = Codes(inbox).make(draft, address, now);                       // by what sends it, when it is written
//   auto verdict = Codes(inbox).check(draft, address, "123456", now);         // by the page
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::inbox {

/// Fifteen minutes and five tries: the chance to guess one of a million codes is 1 : 200,000 per mail, and mails are
/// limited by kBetweenCodes and mails_a_day().
inline constexpr Seconds kCodeTime = Seconds{15} * 60;
inline constexpr std::int64_t kCodeTries = 5;
/// The least time between two codes to an address.
inline constexpr Seconds kBetweenCodes = 60;

/// Returns the hash of an address, by which tables refer to it.
std::string address_hash(std::string_view address);

class Codes {
 public:
  struct Order {
    std::string draft;
    std::string kind;
    std::string language;
    std::string address;
  };
  /// The result that the page shows; the mail itself is written by the process that sends mail, a few seconds later.
  enum class Requested : std::uint8_t {
    Sent,
    TooSoon,  // the address had a code within the last minute
    TooMany   // the address has had all its mails for today
  };
  enum class Verdict : std::uint8_t {
    Right,
    Wrong,
    Over  // there is no code, it has expired, or was wrong five times: a new one is needed
  };
  /// The state that the page of a draft shows.
  struct Known {
    std::vector<std::string> confirmed;  // hashes of addresses
    std::string waiting;                 // hash of the address to which a valid code was sent; or empty
  };
  /// A form of the owner of an address.
  struct Form {
    std::string draft;
    std::string kind;
    std::string submission;  // empty: not handed in
    std::string receipt;
    std::string state;
  };

  explicit Codes(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a mail with a code, which ends the former code of the draft.
  Result<Requested> request(const Order& order, Seconds now);
  /// Returns the code for a mail that is being written; NotFound if it is no longer wanted. A code is made when its
  /// mail is written rather than when it is ordered, so that the outbox never contains one; each try has a new one.
  Result<std::string> make(const std::string& draft, const std::string& address, Seconds now);
  /// Counts the try. After Right the address counts as the applicant's, in this draft.
  Result<Verdict> check(const std::string& draft, const std::string& address, std::string_view typed, Seconds now);
  Result<Known> known(const std::string& draft, Seconds now);
  Result<bool> is_confirmed(const std::string& draft, const std::string& address);
  /// Returns the forms in which the address was confirmed that were changed since then, the latest first.
  Result<std::vector<Form>> forms_of(const std::string& address, Seconds since, std::size_t most, Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
