#include "service/detail/mailer.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/service.h"
#include "resources/mail_message.h"
#include "service/detail/pages.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using inbox::MailEnd;
using inbox::OutboxMail;

constexpr std::chrono::seconds kBetweenRounds{1};
constexpr std::size_t kClaimedAtOnce = 20;
/// A mail that no worker could write now waits this long, in seconds.
constexpr inbox::Seconds kWorkersBusy = 30;
constexpr long kTemporary = 400;  // RFC 5321 section 4.2.1: 4yz may pass, 5yz do not
constexpr long kForGood = 500;

/// A day in the time of China.
std::string mail_day(inbox::Seconds time, diagnostics::Language language) {
  const std::string day = local_time(time).substr(0, std::string_view("2026-12-01").size());
  const base::Date date = base::parse_date(day).value_or(base::Date());
  const auto written =
      diagnostics::texts::ServiceDay.pair(base::year_of(date), base::month_of(date), base::day_of(date));
  return diagnostics::TextPair{day, written.chinese}.in(language);
}

std::string mail_facts_json(const inbox::MailFacts& facts, diagnostics::Language language) {
  base::Json json = base::Json::object();
  json.set("receipt", facts.receipt).set("day", mail_day(facts.day, language));
  json.set("version", std::to_string(facts.version)).set("remarks", std::to_string(facts.remarks));
  // The last day is the one before the moment from which it is too late.
  if (facts.until != 0) json.set("until", mail_day(facts.until - 1, language));
  return json.text();
}

/// The text as HTML: paragraphs are separated by blank lines. No pictures and no styles: many mail programs drop them.
std::string mail_html(std::string_view text, diagnostics::Language language) {
  std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n",
                                 diagnostics::language_tag(language));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    html += "<p>";
    for (const char c : base::escape_markup(text.substr(0, end)))
      html += c == '\n' ? std::string("<br>") : std::string(1, c);
    html += "</p>\n";
    text.remove_prefix(end);
    while (text.starts_with('\n')) text.remove_prefix(1);
  }
  return html + "</body>\n</html>\n";
}

MailEnd end_of(const SentMail& sent) {
  using State = resources::MailAnswer::State;
  switch (sent.state) {
    case State::Taken: return MailEnd::Sent;
    case State::Unsure: return MailEnd::Unsure;
    case State::Lost: return MailEnd::Passing;
    case State::Refused: break;
  }
  if (sent.code >= kTemporary && sent.code < kForGood) return MailEnd::Passing;
  return sent.is_of_recipient ? MailEnd::Bounced : MailEnd::Refused;
}

std::string_view end_name(MailEnd end) {
  static constexpr std::array<std::string_view, 6> kNames{"sent", "again", "refused", "bounced", "unsure", "unwritten"};
  return kNames[static_cast<std::size_t>(end)];
}

std::string domain_of(const std::string& address) { return address.substr(address.find('@') + 1); }

}  // namespace

Mailer::Mailer(WorkerPool& pool, inbox::Inbox& inbox, MailSettings settings, MailerOptions options)
    : pool_(pool),
      inbox_(inbox),
      settings_(std::move(settings)),
      options_(std::move(options)),
      rate_(settings_.per_minute, std::chrono::minutes(1)),
      sender_(pool.loop(), options_.program, options_.arguments) {
  inbox_.send_mail({domain_of(settings_.from), std::chrono::seconds(settings_.hold).count()});
  for (const MailEnd end :
       {MailEnd::Sent, MailEnd::Passing, MailEnd::Refused, MailEnd::Bounced, MailEnd::Unsure, MailEnd::Unwritten}) {
    counters_.emplace_back(end_name(end), 0);
  }
}

std::string Mailer::metrics() const {
  std::string out =
      "# HELP gongwen_mails_total Tries to send mail by how they ended.\n# TYPE gongwen_mails_total counter\n";
  for (const auto& [end, count] : counters_) out += fmt::format("gongwen_mails_total{{end=\"{}\"}} {}\n", end, count);
  return out;
}

void Mailer::stop() {
  stops_ = true;
  timer_.drop();
  written_.clear();
}

void Mailer::round() {
  timer_ = pool_.loop().after(kBetweenRounds, [this] { round(); });
  // What was claimed is dealt with first, so that no more is claimed than can be sent before others may claim it.
  if (stops_ || writing_ > 0 || !written_.empty() || sender_.is_busy()) return;
  inbox::Outbox outbox(inbox_);
  const inbox::Seconds now = options_.clock();
  // A database that is busy now is asked again in a second.
  if (outbox.recover(now)) return;
  std::size_t count = 0;
  while (count < kClaimedAtOnce && rate_.take("mail", pool_.loop().now())) ++count;
  const auto claimed = count > 0 ? outbox.claim(count, now) : std::vector<OutboxMail>();
  for (std::size_t unused = claimed ? claimed->size() : 0; unused < count; ++unused) rate_.give_back("mail");
  if (!claimed) return;
  for (const OutboxMail& mail : *claimed) write(mail);
}

/// Asks a worker for subject and text.
void Mailer::write(const OutboxMail& mail) {
  ++writing_;
  Task task;
  task.operation = Operation::Mail;
  task.kind = mail.kind;
  task.language = mail.language == "en" ? diagnostics::Language::English : diagnostics::Language::Chinese;
  task.options.mail = mail.name;
  task.files = {{"facts.json", mail_facts_json(mail.facts, task.language)}};
  pool_.submit(std::move(task), Lane::Bulk, [this, mail](const PoolAnswer& answer) {
    --writing_;
    take_text(mail, answer);
    send_next();
  });
}

void Mailer::take_text(const OutboxMail& mail, const PoolAnswer& answer) {
  if (stops_) return;
  if (answer.end != TaskEnd::Answered || answer.answer.outcome == Outcome::TooLong) {
    static_cast<void>(inbox::Outbox(inbox_).postpone(mail, kWorkersBusy, options_.clock()));
    return;
  }
  const auto text = base::parse_json(answer.answer.body);
  if (answer.answer.outcome != Outcome::Done || !text || !text->view().is_object()) {
    return settle(mail, MailEnd::Unwritten, 0, "no text");
  }
  const diagnostics::Language language =
      mail.language == "en" ? diagnostics::Language::English : diagnostics::Language::Chinese;
  resources::MailMessage message;
  message.from = settings_.from;
  message.from_name = settings_.from_name;
  message.reply_to = settings_.reply_to;
  message.subject = text->view().text_of("subject");
  message.message_id = mail.message_id;
  message.date = base::format_moment(mail.created);
  message.text = text->view().text_of("text") + "\n";
  message.html = mail_html(text->view().text_of("text"), language);
  written_.push_back({mail, message.bytes_for(mail.recipient)});
}

void Mailer::send_next() {
  while (!stops_ && !written_.empty() && !sender_.is_busy()) {
    const Written next = std::move(written_.front());
    written_.pop_front();
    const auto may_be_sent = inbox::Outbox(inbox_).begin(next.mail, options_.clock());
    // A mail that could not be noted as being sent is not sent: it is claimed again.
    if (!may_be_sent || !*may_be_sent) continue;
    sender_.send({settings_.from, next.mail.recipient, next.bytes, settings_.limit},
                 [this, mail = next.mail](const SentMail& sent) { take_end(mail, sent); });
  }
}

void Mailer::take_end(const OutboxMail& mail, const SentMail& sent) {
  settle(mail, end_of(sent), sent.code, sent.reason);
  send_next();
  // There may be more than was claimed at once.
  if (!stops_ && written_.empty() && writing_ == 0 && !sender_.is_busy()) {
    timer_ = pool_.loop().after(std::chrono::milliseconds(0), [this] { round(); });
  }
}

void Mailer::settle(const OutboxMail& mail, MailEnd end, std::int64_t code, const std::string& said) {
  const inbox::Seconds now = options_.clock();
  // If the database refuses, the mail is found as unsure later, which is true.
  const auto fault = inbox::Outbox(inbox_).settle(mail, end, code, said, now);
  ++counters_[static_cast<std::size_t>(end)].second;
  if (end != MailEnd::Passing) {
    static_cast<void>(inbox::Audit(inbox_).add({0,
                                                now,
                                                "service",
                                                {},
                                                fmt::format("mail.{}", mail.name),
                                                "submission:" + mail.submission,
                                                std::string(end_name(end))}));
  }
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "mail").set("id", mail.id).set("mail", mail.name).set("end", end_name(end)).set("code", code);
  if (!said.empty()) line.set("said", said);
  if (fault) line.set("noted", false);
  options_.log(line.text());
}

}  // namespace gongwen::service
