#include "service/mail/detail/bounce_process.h"

#include "resources/mailbox.h"
#include "service/mail/detail/bounce_report.h"

#include <chrono>
#include <optional>
#include <vector>

namespace gongwen::service {
namespace {

std::uint32_t number_in(const base::JsonView& view, std::string_view name) {
  return static_cast<std::uint32_t>(view.number_of(name).value_or(0));
}

/// Returns the answer as JSON; nullopt if the mailbox fails. Reads at most kReportsAtOnce messages in the order of
/// their UIDs. `last` is the highest UID that was read, whether or not it was a report, so that the next look continues
/// after it.
std::optional<std::string> look_into(resources::Mailbox& mailbox, const std::string& bounces,
                                     const base::JsonView& question) {
  resources::MailboxQuery query;
  // The UIDs of a folder that was made anew are unrelated to the former ones.
  if (number_in(question, "validity") == mailbox.validity()) query.after = number_in(question, "after");
  query.since = question.text_of("since");
  query.content_type = "multipart/report";
  const auto uids = mailbox.find_unread(query);
  if (!uids) return std::nullopt;
  base::Json reports = base::Json::list();
  std::uint32_t last = query.after;
  std::size_t count = 0;
  for (const std::uint32_t uid : *uids) {
    if (count == kReportsAtOnce) break;
    const auto message = mailbox.read(uid, kMaxReport);
    if (!message) return std::nullopt;
    ++count;
    last = uid;
    // Other mail in the mailbox is left unread for people.
    const auto report = read_bounce_report(*message, bounces);
    if (!report) continue;
    base::Json json = base::Json::object();
    json.set("uid", std::int64_t{uid}).set("mail", report->mail).set("said", report->said);
    reports.add(std::move(json.set("fate", inbox::return_fate_name(report->fate))));
  }
  base::Json json = base::Json::object();
  json.set("validity", std::int64_t{mailbox.validity()}).set("last", std::int64_t{last});
  json.set("messages", count).set("more", count < uids->size()).set("reports", std::move(reports));
  return json.text();
}

}  // namespace

MailboxAnswer answer_about_mailbox(const MailboxSettings& settings, const std::string& bounces,
                                   const base::JsonView& question) {
  MailboxAnswer answer;
  resources::Mailbox mailbox(settings.server,
                             std::chrono::milliseconds(question.number_of("milliseconds").value_or(0)));
  bool is_done = mailbox.open();
  if (is_done && question.text_of("mailbox") == "look") {
    auto found = look_into(mailbox, bounces, question);
    is_done = found.has_value();
    if (found) answer.body = *std::move(found);
  } else if (is_done && number_in(question, "validity") == mailbox.validity()) {
    // With another validity the UIDs name other messages: no message is moved, and the state becomes Lost.
    std::vector<std::uint32_t> uids;
    const auto list = question.find("uids");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      uids.push_back(static_cast<std::uint32_t>(list->at(i).number().value_or(0)));
    }
    const bool is_moved = settings.handled_folder.empty() || mailbox.move(uids, settings.handled_folder);
    // Messages that cannot be moved are at least marked, so that they are not read again.
    const bool is_marked = (is_moved && !settings.handled_folder.empty()) || mailbox.mark_read(uids);
    is_done = is_moved && is_marked;
  }
  answer.end.state = is_done ? resources::MailAnswer::State::Taken : resources::MailAnswer::State::Lost;
  answer.end.reason = mailbox.reason();
  return answer;
}

}  // namespace gongwen::service
