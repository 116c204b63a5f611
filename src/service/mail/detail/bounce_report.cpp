// A report is `multipart/report` (RFC 6522) with the part at its first level. Whatever deviates is no report, and stays
// where it is for people to read.
#include "service/mail/detail/bounce_report.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "service/mail/mail_sender.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace gongwen::service {
namespace {

using inbox::ReturnFate;

constexpr std::size_t kMaxFields = 1'000;  // of a head, or a group of a report
constexpr std::size_t kMaxFieldBytes = 8'192;
constexpr std::size_t kMaxReportParts = 20;
constexpr std::size_t kMaxGroups = 100;

/// Fields with names in small letters, in their order.
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Takes fields up to an empty line, and that line.
Fields take_fields(std::string_view& text) {
  Fields fields;
  while (!text.empty() && fields.size() < kMaxFields) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (goes_on && !fields.empty()) {
      std::string& value = fields.back().second;
      if (value.size() < kMaxFieldBytes) value += fmt::format(" {}", base::trim_ascii_space(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (goes_on || colon == std::string_view::npos) continue;
    fields.emplace_back(base::ascii_lowercase(base::trim_ascii_space(line.substr(0, colon))),
                        base::trim_ascii_space(line.substr(colon + 1)).substr(0, kMaxFieldBytes));
  }
  return fields;
}

std::string_view value_of(const Fields& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [name](const auto& one) { return one.first == name; });
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

/// The value of a field without parameters, in small letters.
std::string type_of(const Fields& fields) {
  const std::string_view value = value_of(fields, "content-type");
  return base::ascii_lowercase(base::trim_ascii_space(value.substr(0, value.find(';'))));
}

std::string boundary_of(const Fields& fields) {
  const std::string_view value = value_of(fields, "content-type");
  constexpr std::string_view kName = "boundary=";
  const std::size_t at = base::ascii_lowercase(value).find(kName);
  if (at == std::string::npos) return {};
  std::string_view rest = value.substr(at + kName.size());
  if (!rest.starts_with('"')) return std::string(base::trim_ascii_space(rest.substr(0, rest.find(';'))));
  rest.remove_prefix(1);
  return std::string(rest.substr(0, rest.find('"')));
}

/// The part of the type `message/delivery-status`, decoded; empty if there is none.
std::string status_part(std::string_view body, const std::string& boundary) {
  const std::string mark = "--" + boundary;
  std::size_t begin = std::string_view::npos;
  std::size_t parts = 0;
  const auto read = [](std::string_view part) {
    const Fields head = take_fields(part);
    if (type_of(head) != "message/delivery-status") return std::string();
    const bool is_coded = base::ascii_lowercase(value_of(head, "content-transfer-encoding")) == "base64";
    return is_coded ? base::parse_base64(part).value_or(std::string()) : std::string(part);
  };
  for (std::string_view rest = body; !rest.empty() && parts < kMaxReportParts;) {
    const std::size_t at = body.size() - rest.size();
    const std::string_view line = take_line(rest);
    if (!line.starts_with(mark)) continue;
    const std::string_view after = base::trim_ascii_space(line.substr(mark.size()));
    if (!after.empty() && after != "--") continue;
    if (begin != std::string_view::npos) {
      ++parts;
      if (std::string found = read(body.substr(begin, at - begin)); !found.empty()) return found;
    }
    begin = body.size() - rest.size();
    if (after == "--") return {};
  }
  // The rest of the message was cut off, or was never there.
  return begin != std::string_view::npos && parts < kMaxReportParts ? read(body.substr(begin)) : std::string();
}

/// The mail that the message is about: the only one of ours that its addresses name.
std::string mail_of(const Fields& head, std::string_view bounces) {
  constexpr std::array<std::string_view, 4> kNames{"to", "delivered-to", "x-original-to", "envelope-to"};
  std::string found;
  for (const auto& [name, value] : head) {
    if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) continue;
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

/// `smtp; 550 5.1.1 nobody here` without the type before it.
std::string_view reply_of(const Fields& group) {
  const std::string_view code = value_of(group, "diagnostic-code");
  const std::size_t semicolon = code.find(';');
  return semicolon == std::string_view::npos ? code : base::trim_ascii_space(code.substr(semicolon + 1));
}

}  // namespace

std::string return_address(std::string_view bounces, std::string_view id) {
  const std::size_t at = bounces.find('@');
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
  const Fields head = take_fields(message);
  const std::string boundary = boundary_of(head);
  if (type_of(head) != "multipart/report" || boundary.empty()) return std::nullopt;
  BounceReport report;
  report.mail = mail_of(head, bounces);
  if (report.mail.empty()) return std::nullopt;
  const std::string status_text = status_part(message, boundary);
  std::string_view rest = status_text;
  bool is_found = false;
  for (std::size_t count = 0; count < kMaxGroups && !rest.empty(); ++count) {
    const Fields group = take_fields(rest);
    const std::string action = base::ascii_lowercase(value_of(group, "action"));
    const std::string_view status = value_of(group, "status");
    if (action != "failed" && action != "delayed") continue;
    // A server that has given up after days of trying says `failed` with a status that may pass, such as 4.4.7.
    const ReturnFate fate = action == "delayed"        ? ReturnFate::Delayed
                            : status.starts_with("5.") ? ReturnFate::ForGood
                                                       : ReturnFate::GivenUp;
    const bool is_worse = !is_found || (report.fate == ReturnFate::Delayed && fate != ReturnFate::Delayed);
    if (!is_worse) continue;
    is_found = true;
    report.fate = fate;
    // Most replies begin with their code, and have the status behind it.
    const std::string_view reply = reply_of(group);
    const bool has_status = reply.find(status) != std::string_view::npos;
    report.said = without_addresses(reply.empty() || !has_status ? fmt::format("{} {}", status, reply) : reply);
    while (report.said.ends_with(' ')) report.said.pop_back();
  }
  return is_found ? std::optional(std::move(report)) : std::nullopt;
}

}  // namespace gongwen::service
