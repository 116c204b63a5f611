#include "service/detail/bounce_reader.h"

#include "base/date.h"
#include "base/format.h"
#include "service/inbox/audit.h"

#include <utility>

// An order that survives a crash: store in the database first, mark in the mailbox second. A report that was stored but
// not marked is read again, and storing it twice changes nothing.
namespace gongwen::service {
namespace {

using inbox::ReturnFate;

constexpr std::chrono::milliseconds kLookTime{120'000};
constexpr std::chrono::milliseconds kBeforeMore{1'000};
/// Servers give up after about five days; older messages are ignored. SEARCH SINCE has a resolution of days (RFC 3501,
/// 6.4.4), so the range is generous.
constexpr inbox::Seconds kReportsSince = 14 * base::kSecondsPerDay;

/// `15-Nov-2026` (RFC 3501 section 9, date)
std::string search_day(inbox::Seconds time) {
  const base::Date date = base::date_of_days(time / base::kSecondsPerDay);
  return fmt::format("{}-{}-{}", base::day_of(date),
                     base::kEnglishMonths[static_cast<std::size_t>(base::month_of(date) - 1)], base::year_of(date));
}

}  // namespace

BounceReader::BounceReader(http::EventLoop& loop, inbox::Inbox& inbox, const MailSettings& settings,
                           BounceReaderOptions options)
    : loop_(loop),
      inbox_(inbox),
      interval_(settings.mailbox->interval),
      options_(std::move(options)),
      process_(loop, options_.program, options_.arguments) {}

std::string BounceReader::metrics() const {
  std::string out = fmt::format(
      "# HELP gongwen_mailbox_looks_total Looks into the mailbox of returned mail by how they ended.\n"
      "# TYPE gongwen_mailbox_looks_total counter\n"
      "gongwen_mailbox_looks_total{{end=\"done\"}} {}\ngongwen_mailbox_looks_total{{end=\"failed\"}} {}\n"
      "# HELP gongwen_returned_mails_total Reports about mail that was not delivered.\n"
      "# TYPE gongwen_returned_mails_total counter\n",
      looks_[0], looks_[1]);
  // In the order of ReturnFate, whose names are the label.
  for (std::size_t i = 0; i < returned_.size(); ++i) {
    out += fmt::format("gongwen_returned_mails_total{{fate=\"{}\"}} {}\n",
                       inbox::return_fate_name(static_cast<ReturnFate>(i)), returned_[i]);
  }
  return out;
}

void BounceReader::stop() {
  stops_ = true;
  timer_.drop();
}

void BounceReader::renew() {
  // A new process reads settings and password; a look that is in progress ends first.
  process_.renew();
  is_asked_ = true;
  if (!process_.is_busy()) end_look();
}

void BounceReader::look_again(std::chrono::milliseconds time) {
  if (!stops_) timer_ = loop_.after(time, [this] { look(); });
}

void BounceReader::end_look() {
  if (std::exchange(is_asked_, false)) {
    after_ = 0;  // read all messages again
    return look_again(std::chrono::milliseconds(0));
  }
  if (has_more_) look_again(kBeforeMore);
}

void BounceReader::look() {
  // Set before asking: if the look hangs, its own limit ends it, and the next one comes anyway.
  look_again(interval_);
  if (process_.is_busy()) return;
  base::Json question = base::Json::object();
  question.set("mailbox", "look").set("validity", validity_).set("after", after_);
  question.set("since", search_day(options_.clock() - kReportsSince));
  process_.ask_mailbox(std::move(question), kLookTime, [this](const SentMail& sent) { take_reports(sent); });
}

void BounceReader::take_reports(const SentMail& sent) {
  const auto json = sent.state == resources::MailAnswer::State::Taken ? base::parse_json(sent.body) : std::nullopt;
  const auto reports = json && json->view().is_object() ? json->view().find("reports") : std::nullopt;
  // The answer comes from a process that reads mail of strangers, so anything unexpected counts as failed.
  if (!reports || !reports->is_list()) {
    ++looks_[1];
    write_log(LogLevel::Warning, "failed", sent.reason, 0);
    has_more_ = false;
    return end_look();
  }
  ++looks_[0];
  // If the database refuses one report, `after_` does not advance, so all reports are read again.
  const base::JsonView found = json->view();
  bool is_all_noted = true;
  for (std::size_t i = 0; i < reports->size(); ++i) is_all_noted = note_report(reports->at(i)) && is_all_noted;
  const std::uint64_t messages = found.number_of("messages").value_or(0);
  if (messages > 0) write_log(LogLevel::Info, is_all_noted ? "read" : "busy", {}, messages);
  validity_ = found.number_of("validity").value_or(0);
  if (is_all_noted) after_ = found.number_of("last").value_or(0);
  has_more_ = is_all_noted && found.flag_of("more");
  if (!handled_.empty() && !stops_) return mark(validity_);
  end_look();
}

bool BounceReader::note_report(const base::JsonView& report) {
  const auto fate = inbox::find_return_fate(report.text_of("fate"));
  const std::string id(report.text_of("mail"));
  // A malformed entry is not worth another look.
  if (!fate || id.empty()) return true;
  const inbox::Seconds now = options_.clock();
  // Cut to 200 bytes and without addresses, like all replies of servers.
  const auto fault = inbox::Outbox(inbox_).note_return(id, *fate, without_addresses(report.text_of("said")), now);
  // The report belongs to another service with the same mailbox, or to a form that was removed: leave it in the
  // mailbox.
  if (fault && fault->kind == inbox::Fault::Kind::NotFound) return true;
  if (fault) return false;
  ++returned_[static_cast<std::size_t>(*fate)];
  handled_.push_back(static_cast<std::int64_t>(report.number_of("uid").value_or(0)));
  static_cast<void>(inbox::Audit(inbox_).add(
      {0, now, "service", {}, "mail.bounce", "mail:" + id, std::string(inbox::return_fate_name(*fate))}));
  return true;
}

/// Marks reports that were stored. If the service stops between the two, the next look finds them again and stores the
/// same.
void BounceReader::mark(std::uint64_t validity) {
  base::Json uids = base::Json::list();
  for (const std::int64_t uid : std::exchange(handled_, {})) uids.add(uid);
  base::Json question = base::Json::object();
  question.set("mailbox", "handled").set("validity", validity).set("uids", std::move(uids));
  process_.ask_mailbox(std::move(question), kLookTime, [this](const SentMail& sent) {
    // Unmarked reports stay unread and are found again: no harm, but the operator is told.
    if (sent.state != resources::MailAnswer::State::Taken) write_log(LogLevel::Warning, "unmarked", sent.reason, 0);
    end_look();
  });
}

void BounceReader::write_log(LogLevel level, std::string_view end, std::string_view said, std::uint64_t messages) {
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "mailbox").set("end", end).set("messages", messages);
  if (!said.empty()) line.set("said", said);
  options_.log(level, std::move(line));
}

}  // namespace gongwen::service
