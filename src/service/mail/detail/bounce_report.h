// Delivery status notifications (RFC 3464): a server tells the return path of a mail that it could not deliver it.
// Everyone may write such a message, but the return path has the random number of the mail, which only servers and the
// recipient have seen.
//   if (const auto report = read_bounce_report(message, "bounce@office.example")) tell(report->mail, report->fate);
#pragma once

#include "service/inbox/outbox.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// It has one recipient, since each mail has one.
struct BounceReport {
  std::string mail;  // id of the mail
  inbox::ReturnFate fate = inbox::ReturnFate::ForGood;
  std::string said;  // status and reply, without addresses
};

/// Returns the address to which a server returns the mail with this id: `bounce+ID@office.example`.
std::string return_address(std::string_view bounces, std::string_view id);
/// Returns the id in such an address, in lower case; empty if it is another address. Case is ignored: ids are lowercase
/// letters and digits, which survive servers that write addresses in capitals.
std::string mail_of_return_address(std::string_view address, std::string_view bounces);

/// Reads a message, which may be cut off at the end. Returns nullopt if it is not a report about our mail, or if it
/// reports successful delivery.
std::optional<BounceReport> read_bounce_report(std::string_view message, std::string_view bounces);

}  // namespace gongwen::service
