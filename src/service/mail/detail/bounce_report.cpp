// A report is `multipart/report` (RFC 6522) with the part at its first level. A message that deviates is not treated as
// a report, and stays in the mailbox for people to read.
#include "service/mail/detail/bounce_report.h"

#include "base/format.h"
#include "base/utf8.h"
#include "intake/mail_part.h"
#include "service/mail/mail_sender.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace gongwen::service {
namespace {

using inbox::ReturnFate;
using intake::mail_field;
using intake::MailHead;

constexpr std::size_t kMaxReportParts = 20;
constexpr std::size_t kMaxGroups = 100;

/// Returns the part of the type `message/delivery-status`, decoded; empty if absent. A hostile message could
/// have thousands of parts, so their number is limited; the status part is the second one by RFC 3464.
std::string status_part(std::string_view body, const std::string& boundary) {
  const std::vector<std::string_view> parts = intake::mail_parts(body, boundary);
  for (std::size_t i = 0; i < std::min(parts.size(), kMaxReportParts); ++i) {
    std::string_view part = parts[i];
    const MailHead head = intake::take_mail_head(part);
    if (intake::mail_token(intake::mail_field(head, "content-type")) == "message/delivery-status")
      return intake::decoded_mail_part(head, part);
  }
  return {};
}

/// Returns the mail that the message is about: the only one of ours that its addresses name; empty if one message has
/// two different ids, since a choice would be a guess.
std::string mail_of(const MailHead& head, std::string_view bounces) {
  constexpr std::array<std::string_view, 4> kNames{"to", "delivered-to", "x-original-to", "envelope-to"};
  std::string found;
  for (const auto& [name, value] : head) {
    if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) continue;
    // Splits at all characters that can surround an address: `<bounce+ID@x>`, lists, quotation marks.
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(" \t,;<>\""), rest.size());
      std::string mail = mail_of_return_address(rest.substr(0, end), bounces);
      if (!mail.empty() && !found.empty() && mail != found) return {};
      if (!mail.empty()) found = std::move(mail);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return found;
}

/// Returns `smtp; 550 5.1.1 nobody here` without the type at its start.
std::string_view reply_of(const MailHead& group) {
  const std::string_view code = mail_field(group, "diagnostic-code");
  const std::size_t semicolon = code.find(';');
  return semicolon == std::string_view::npos ? code : base::trim_ascii_space(code.substr(semicolon + 1));
}

}  // namespace

std::string return_address(std::string_view bounces, std::string_view id) {
  const std::size_t at = bounces.find('@');
  // RFC 5233 calls the part after `+` the subaddress; most servers deliver it to the mailbox before it.
  return fmt::format("{}+{}{}", bounces.substr(0, at), id, bounces.substr(at));
}

std::string mail_of_return_address(std::string_view address, std::string_view bounces) {
  constexpr std::size_t kMaxId = 64;
  const std::size_t at = bounces.find('@');
  // Servers may write addresses in capitals.
  const std::string small = base::ascii_lowercase(address);
  const std::string before = base::ascii_lowercase(bounces.substr(0, at)) + '+';
  const std::string after = base::ascii_lowercase(bounces.substr(at));
  if (small.size() <= before.size() + after.size() || !small.starts_with(before) || !small.ends_with(after)) return {};
  const std::string id = small.substr(before.size(), small.size() - before.size() - after.size());
  const bool is_id = id.size() <= kMaxId && std::all_of(id.begin(), id.end(), base::is_ascii_alnum);
  return is_id ? id : std::string();
}

std::optional<BounceReport> read_bounce_report(std::string_view message, std::string_view bounces) {
  const MailHead head = intake::take_mail_head(message);
  const std::string_view type = mail_field(head, "content-type");
  const std::string boundary = intake::mail_parameters(type)["boundary"];
  if (intake::mail_token(type) != "multipart/report" || boundary.empty()) return std::nullopt;
  BounceReport report;
  report.mail = mail_of(head, bounces);
  if (report.mail.empty()) return std::nullopt;
  const std::string status_text = status_part(message, boundary);
  std::string_view rest = status_text;
  bool is_found = false;
  // Groups are separated by empty lines: the first is about the message, each other one about a recipient (RFC 3464,
  // 2.1). The worst fate of all is used.
  for (std::size_t count = 0; count < kMaxGroups && !rest.empty(); ++count) {
    const MailHead group = intake::take_mail_head(rest);
    const std::string action = base::ascii_lowercase(mail_field(group, "action"));
    const std::string_view status = mail_field(group, "status");
    if (action != "failed" && action != "delayed") continue;
    // A server that has given up after days of trying reports `failed` with a temporary status, such as 4.4.7.
    const ReturnFate fate = action == "delayed"        ? ReturnFate::Delayed
                            : status.starts_with("5.") ? ReturnFate::ForGood
                                                       : ReturnFate::GivenUp;
    const bool is_worse = !is_found || (report.fate == ReturnFate::Delayed && fate != ReturnFate::Delayed);
    if (!is_worse) continue;
    is_found = true;
    report.fate = fate;
    // Most replies begin with their code, followed by the status.
    const std::string_view reply = reply_of(group);
    // `status` is `5.1.1`; if the reply contains it already, it is not repeated.
    const bool has_status = reply.find(status) != std::string_view::npos;
    report.said = without_addresses(reply.empty() || !has_status ? fmt::format("{} {}", status, reply) : reply);
    while (report.said.ends_with(' ')) report.said.pop_back();
  }
  return is_found ? std::optional(std::move(report)) : std::nullopt;
}

}  // namespace gongwen::service
