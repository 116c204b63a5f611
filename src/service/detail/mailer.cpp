#include "service/detail/mailer.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/catalogue/texts/service.h"
#include "resources/mail_message.h"
#include "service/detail/calendar_file.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/letters.h"
#include "service/detail/pages.h"
#include "service/detail/scan_marks.h"
#include "service/inbox/audit.h"
#include "service/inbox/codes.h"
#include "service/inbox/factors.h"
#include "service/inbox/links.h"
#include "service/inbox/submissions.h"
#include "service/mail/detail/bounce_report.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using inbox::MailEnd;
using inbox::OutboxMail;

namespace texts = diagnostics::texts;

constexpr std::chrono::seconds kBetweenRounds{1};
// Claimed mails have to be sent within five minutes (Outbox); twenty mails take some seconds.
constexpr std::size_t kClaimedAtOnce = 20;
/// How long a mail that could not be written or begun waits, in seconds; a code waits less, since a user is waiting for
/// it.
constexpr inbox::Seconds kBusy = 30;
constexpr inbox::Seconds kCodeBusy = 2;
/// Links are sent only for forms of the last two years.
constexpr inbox::Seconds kFormsSince = inbox::Seconds{730} * 86'400;
constexpr std::size_t kFormsInMail = 50;
/// Digests are ordered from half past eight on, in China; a service that starts later in the morning still orders them.
constexpr inbox::Seconds kDigestFrom = inbox::Seconds{8} * 3'600 + 1'800;
constexpr inbox::Seconds kDigestUntil = inbox::Seconds{12} * 3'600;
// Replies of SMTP; the sending process passes the code on.
constexpr long kTemporary = 400;  // RFC 5321 section 4.2.1: 4yz is temporary, 5yz permanent
constexpr long kForGood = 500;
constexpr long kTooLarge = 552;  // section 4.2.3: too large for the server, or for the mailbox

/// Returns a day in the time of China: `2026年12月1日` or
/// `2026-12-01`.
std::string mail_day(inbox::Seconds time, diagnostics::Language language) {
  const std::string day = local_time(time).substr(0, std::string_view("2026-12-01").size());
  const base::Date date = base::parse_date(day).value_or(base::Date());
  const auto written =
      diagnostics::texts::ServiceDay.pair(base::year_of(date), base::month_of(date), base::day_of(date));
  return diagnostics::TextPair{day, written.chinese}.in(language);
}

base::Json mail_facts_json(const inbox::MailFacts& facts, diagnostics::Language language) {
  base::Json json = base::Json::object();
  json.set("receipt", facts.receipt).set("day", mail_day(facts.day, language));
  json.set("version", std::to_string(facts.version)).set("remarks", std::to_string(facts.remarks));
  // The last day is the one before the first second that is too late. As texts, since they replace
  // placeholders.
  if (facts.until != 0) json.set("until", mail_day(facts.until - 1, language));
  return json;
}

diagnostics::Language language_of_mail(const OutboxMail& mail) {
  return mail.language == "en" ? diagnostics::Language::English : diagnostics::Language::Chinese;
}

/// Returns whether a mail may link to the form: there is something to do or to look at. `accepted` and `rejected` have
/// the document attached, or a link if it is too large (add_secrets).
bool may_have_link(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kLinked{"receipt", "returned", "reminder", "deadline", "reopened"};
  return std::find(kLinked.begin(), kLinked.end(), name) != kLinked.end();
}

/// Returns whether a document can be attached to the mail.
bool may_have_file(std::string_view name) { return name == "receipt" || name == "accepted" || name == "rejected"; }

/// Returns the text as HTML: paragraphs are separated by blank lines. No pictures and no styles, since many mail
/// programs drop them. Sent besides the plain text, since some programs show only one of the two.
std::string mail_html(std::string_view text, diagnostics::Language language) {
  std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n",
                                 diagnostics::language_tag(language));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    html += "<p>";
    for (std::string_view lines = text.substr(0, end); !lines.empty();) {
      const std::size_t line = std::min(lines.find('\n'), lines.size());
      const std::string words = base::escape_markup(lines.substr(0, line));
      // Only our own addresses stand alone on a line. The text comes from the bundle
      // and the form's title; it has no values of applicants, and everything is
      // escaped.
      const bool is_link = words.starts_with("http") && words.find(' ') == std::string::npos;
      html += is_link ? fmt::format("<a href=\"{0}\">{0}</a>", words) : words;
      if (line < lines.size()) html += "<br>";
      lines.remove_prefix(std::min(line + 1, lines.size()));
    }
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
  // 5yz about the recipient's address marks the address; any other 5yz fails only this mail.
  if (sent.code >= kTemporary && sent.code < kForGood) return MailEnd::Passing;
  return sent.is_of_recipient ? MailEnd::Bounced : MailEnd::Refused;
}

std::string_view end_name(MailEnd end) {
  static constexpr std::array<std::string_view, 6> kNames{"sent", "again", "refused", "bounced", "unsure", "unwritten"};
  return kNames[static_cast<std::size_t>(end)];
}

/// Returns the address to which a server returns the mail if it cannot deliver it later; it names the mail. The
/// envelope's sender (RFC 5321, 4.1.1.2), not the `From:` of the head.
std::string return_path(const MailSettings& settings, const std::string& id) {
  return settings.bounces.empty() ? settings.from : return_address(settings.bounces, id);
}

std::string domain_of(const std::string& address) { return address.substr(address.find('@') + 1); }

}  // namespace

std::string sample_mail_facts(diagnostics::Language language, inbox::Seconds now) {
  constexpr inbox::Seconds kTwoWeeks = inbox::Seconds{14} * base::kSecondsPerDay;
  const inbox::MailFacts facts{"XX-2026-000001-2", now, now + kTwoWeeks, 1, 3};
  return mail_facts_json(facts, language).set("code", "123456").set("file", true).text();
}

Mailer::Mailer(WorkerPool& pool, inbox::Inbox& inbox, MailSettings settings, MailerOptions options)
    : pool_(pool),
      inbox_(inbox),
      settings_(std::move(settings)),
      options_(std::move(options)),
      rate_(settings_.per_minute, std::chrono::minutes(1)),
      sender_(pool.loop(), options_.program, options_.arguments) {
  // From here on Outbox adds mail for events.
  inbox_.send_mail({domain_of(settings_.from), std::chrono::seconds(settings_.hold).count(), !settings_.pages.empty()});
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
  // Claimed mail is handled first, so that no more is claimed than can be sent before others may claim it. Only one
  // round at a time: the claims of the last one must be settled or with the sender.
  if (stops_ || writing_ > 0 || !written_.empty() || sender_.is_busy()) return;
  inbox::Outbox outbox(inbox_);
  const inbox::Seconds now = options_.clock();
  order_digests(now);
  // If the database is busy, it is asked again in a second.
  if (outbox.recover(now)) return;
  std::size_t count = 0;
  // The operator's limit per minute; tokens for mails that were not claimed are given back.
  while (count < kClaimedAtOnce && rate_.take("mail", pool_.loop().now())) ++count;
  const auto claimed = count > 0 ? outbox.claim(inbox::Channel::Mail, count, now) : std::vector<OutboxMail>();
  for (std::size_t unused = claimed ? claimed->size() : 0; unused < count; ++unused) rate_.give_back("mail");
  if (!claimed) return;
  for (const OutboxMail& mail : *claimed) write(mail);
}

/// Asks a worker for subject and text.
void Mailer::write(const OutboxMail& mail) {
  Task task;
  task.operation = Operation::Mail;
  task.kind = mail.kind;
  task.language = language_of_mail(mail);
  task.options.mail = mail.name;
  base::Json facts = mail_facts_json(mail.facts, task.language);
  // A mail of a kind without submission and draft is a sample that an office user has requested.
  const bool is_sample = mail.submission.empty() && mail.draft.empty() && !mail.kind.empty();
  const std::string sample = sample_mail_facts(task.language, options_.clock());
  if (const auto fault = is_sample ? std::nullopt : add_secrets(mail, facts)) {
    // The mail is no longer wanted, or has nothing to say.
    if (fault->kind == inbox::Fault::Kind::NotFound) return static_cast<void>(inbox::Outbox(inbox_).remove(mail.id));
    return postpone(mail, "database");
  }
  // `writing_` counts tasks of workers, for round().
  ++writing_;
  task.files = {{"facts.json", is_sample ? sample : facts.text()}};
  pool_.submit(std::move(task), Lane::Bulk, [this, mail](const PoolAnswer& answer) {
    --writing_;
    take_text(mail, answer);
    send_next();
  });
}

/// Makes a link to a form, which ends those that were sent before.
inbox::Result<std::string> Mailer::make_link(const std::string& submission, const std::string& draft,
                                             const std::string& mail) {
  const inbox::Seconds now = options_.clock();
  std::string address;
  // The old links end and the new one is made in one transaction, so that a mail always has a valid link.
  const auto fault = inbox_.in_transaction([&]() -> std::optional<inbox::Fault> {
    inbox::Links links(inbox_);
    if (const auto ended = links.end_former(draft, mail)) return ended;
    const auto secret = links.add({submission, draft, "continue", now, now + inbox::kLinkTime, mail});
    if (!secret) return secret.error();
    address = fmt::format("{}/resume/{}/{}", settings_.pages, draft, *secret);
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return address;
}

/// Adds codes and links, which are made when a mail is written and of which only hashes are stored. Returns NotFound if
/// the mail has lost its purpose.
std::optional<inbox::Fault> Mailer::add_secrets(const OutboxMail& mail, base::Json& facts) {
  const inbox::Seconds now = options_.clock();
  const diagnostics::Language language = language_of_mail(mail);
  inbox::Codes codes(inbox_);
  // The code is stored only in the text of the mail.
  if (mail.name == "code") {
    const auto code = codes.make(mail.draft, mail.recipient, now);
    if (!code) return code.error();
    facts.set("code", *code);
  }
  facts.set("link_until", mail_day(now + inbox::kLinkTime, language));
  if (mail.name == "forms") return add_forms(mail, facts);
  if (mail.name == "digest") return add_digest(mail, facts);
  // `code` is about a draft and is complete here.
  if (mail.submission.empty()) return std::nullopt;
  const auto submission = inbox::Submissions(inbox_).get(mail.submission);
  if (!submission) return submission.error();
  // Entered from a file: there is no page to link to.
  if (submission->draft.empty()) return std::nullopt;
  const auto is_confirmed = codes.is_confirmed(submission->draft, mail.recipient);
  if (!is_confirmed) return is_confirmed.error();
  // An unconfirmed address may belong to another person.
  if (!*is_confirmed) return std::nullopt;
  if (may_have_file(mail.name)) facts.set(mail.facts.is_large ? "large" : "file", "1");
  const bool has_link = may_have_link(mail.name) || mail.facts.is_large;
  if (settings_.pages.empty() || !has_link) return std::nullopt;
  const auto link = make_link(mail.submission, submission->draft, mail.id);
  if (!link) return link.error();
  facts.set("link", *link);
  return std::nullopt;
}

std::optional<inbox::Fault> Mailer::add_forms(const OutboxMail& mail, base::Json& facts) {
  const auto forms =
      // The latest fifty; an address with more forms belongs to an office, which has other ways to find them.
      inbox::Codes(inbox_).forms_of(mail.recipient, options_.clock() - kFormsSince, kFormsInMail, options_.clock());
  if (!forms) return forms.error();
  if (forms->empty()) return inbox::Fault{inbox::Fault::Kind::NotFound};
  const diagnostics::Language language = language_of_mail(mail);
  // The page gave the same answer for all addresses; only here does it matter whether there are forms.
  base::Json list = base::Json::list();
  for (const inbox::Codes::Form& form : *forms) {
    const auto link = make_link(form.submission, form.draft, mail.id);
    if (!link) return link.error();
    const auto state = inbox::find_state(form.state);
    base::Json one = base::Json::object();
    one.set("kind", form.kind).set("link", *link);
    one.set("words", state ? fmt::format("{} · {}", form.receipt, state_words(*state).in(language))
                           : std::string(diagnostics::texts::ServiceMineDraft.in(language)));
    list.add(std::move(one));
  }
  facts.set("forms", std::move(list));
  return std::nullopt;
}

/// Orders, at half past eight, a digest for each account that wants one. Whether it is a working day is determined when
/// it is written; if several services share one database, each adds the same rows.
void Mailer::order_digests(inbox::Seconds now) {
  const inbox::Seconds local = now + base::kChinaTime;
  // Days since 1970 in China time; also used as the `event` of the order, which makes it unique.
  const std::int64_t day = local / base::kSecondsPerDay;
  if (day == digest_day_ || local % base::kSecondsPerDay < kDigestFrom ||
      local % base::kSecondsPerDay >= kDigestUntil) {
    return;
  }
  const auto wanted = inbox::AccountMails(inbox_).wanted();
  // If the database is busy, the next round tries again.
  if (!wanted) return;
  for (const inbox::AccountMail& one : *wanted) {
    const std::string language(diagnostics::language_tag(options_.language));
    if (inbox::Outbox(inbox_).add({"digest", day, one.email, language}, now)) return;
  }
  digest_day_ = day;
}

/// Adds the numbers of submissions that wait for the office. Returns NotFound if there are none.
std::optional<inbox::Fault> Mailer::add_digest(const OutboxMail& mail, base::Json& facts) {
  const inbox::Seconds now = options_.clock();
  inbox::Submissions submissions(inbox_);
  const auto wanted = inbox::AccountMails(inbox_).wanted();
  if (!wanted) return wanted.error();
  // One digest for each address, even if several accounts have it.
  std::int64_t own = 0;
  for (const inbox::AccountMail& one : *wanted) {
    if (one.email != mail.recipient) continue;
    for (const inbox::State state : {inbox::State::Submitted, inbox::State::InReview}) {
      inbox::SubmissionFilter filter;
      filter.state = state;
      filter.assignee = one.account;
      const auto count = submissions.count(filter);
      if (!count) return count.error();
      own += *count;
    }
  }
  // Submitted ones that are not assigned, and returned ones whose deadline has passed.
  inbox::SubmissionFilter fresh;
  fresh.state = inbox::State::Submitted;
  inbox::SubmissionFilter late;
  late.due = now;
  const auto new_count = submissions.count(fresh);
  const auto late_count = submissions.count(late);
  const auto mails = inbox::Outbox(inbox_).count();
  if (!new_count || !late_count || !mails) {
    return !new_count ? new_count.error() : !late_count ? late_count.error() : mails.error();
  }
  std::int64_t failed = 0;
  for (const auto& [state, count] : *mails) {
    if (state == inbox::MailState::Failed || state == inbox::MailState::Bounced) failed += count;
  }
  // No mail on days with nothing to do.
  if (own + *new_count + *late_count + failed == 0) return inbox::Fault{inbox::Fault::Kind::NotFound};
  facts.set("working_day", local_day(now)).set("new", std::to_string(*new_count)).set("own", std::to_string(own));
  facts.set("overdue", std::to_string(*late_count)).set("failed", std::to_string(failed));
  facts.set("link", settings_.pages.empty() ? std::string() : settings_.pages + "/office/");
  return std::nullopt;
}

void Mailer::postpone(const OutboxMail& mail, std::string_view why) {
  // If the database refuses this, too, the mail is claimed again in a few minutes.
  static_cast<void>(inbox::Outbox(inbox_).postpone(mail, mail.name == "code" ? kCodeBusy : kBusy, options_.clock()));
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "mail").set("id", mail.id).set("mail", mail.name).set("end", "postponed").set("said", why);
  options_.log(LogLevel::Warning, std::move(line));
}

void Mailer::take_text(const OutboxMail& mail, const PoolAnswer& answer) {
  if (stops_) return;
  // Busy, crashed or too slow: tried again; the row stays in the outbox.
  if (answer.end != TaskEnd::Answered || answer.answer.outcome == Outcome::TooLong) {
    return postpone(mail, answer.end == TaskEnd::Answered ? "time" : "worker");
  }
  const auto text = base::parse_json(answer.answer.body);
  // Not a working day.
  if (answer.answer.outcome == Outcome::NotOffered) {
    return static_cast<void>(inbox::Outbox(inbox_).remove(mail.id));
  }
  if (answer.answer.outcome != Outcome::Done || !text || !text->view().is_object()) {
    return settle(mail, MailEnd::Unwritten, 0, "no text");
  }
  const base::JsonView said = text->view();
  const Words words{std::string(said.text_of("subject")), std::string(said.text_of("text")),
                    std::string(said.text_of("with_file")), std::string(said.text_of("form")),
                    std::string(said.text_of("form_zh"))};
  // The text `with_file` exists only if the bundle has words for a document.
  if (!words.with_file.empty() && !mail.submission.empty()) return make_file(mail, words);
  finish(mail, words, calendar_of(mail, words));
}

/// Returns the last day of a returned form as a file for calendars.
std::optional<Mailer::File> Mailer::calendar_of(const OutboxMail& mail, const Words& words) const {
  if (mail.name != "returned" || mail.facts.until == 0) return std::nullopt;
  const diagnostics::Language language = language_of_mail(mail);
  CalendarDay day{"returned-" + mail.submission, mail.facts.until, mail.created,
                  texts::MailCalendarReturned.in(language, words.form, mail.facts.receipt)};
  day.description = texts::MailCalendarReturnedAbout.in(language);
  // If a form is returned again, it has a later day.
  day.revision = mail.facts.version;
  return File{texts::MailCalendarFile.in(language, mail.facts.receipt), kCalendarType, calendar_file(day)};
}

/// Makes the task for the document; NotFound if there is no document any more.
inbox::Result<Task> Mailer::file_task(const OutboxMail& mail, const Words& words) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.get(mail.submission);
  if (!submission) return base::Failure{submission.error()};
  Task task;
  if (mail.name == "receipt") {
    // The version at the time of the event, even if there is a later one by now.
    const auto version = submissions.version(submission->id, mail.facts.version);
    if (!version) return base::Failure{version.error()};
    auto whole = version_task(Operation::Render, inbox_, *submission, *version);
    if (!whole) return whole;
    task = *std::move(whole);
    task.options.page_code = mark_of_version(submission->receipt, version->hash);
    task.options.page_label = submission->receipt;
  } else {
    // The decision may have been reversed while the letter was waiting.
    const bool is_so = submission->state == (mail.name == "accepted" ? inbox::State::Accepted : inbox::State::Rejected);
    if (!is_so) return base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}};
    const auto letter = result_letter(inbox_, *submission, words.form_zh, mail.facts.day);
    if (!letter) return base::Failure{letter.error()};
    task.operation = Operation::Render;
    task.kind = options_.letter_kind;
    task.files = {{"letter.json", *letter}};
  }
  task.options.format = "pdf";
  return task;
}

void Mailer::make_file(const OutboxMail& mail, const Words& words) {
  auto task = file_task(mail, words);
  if (!task && task.error().kind == inbox::Fault::Kind::Database) return postpone(mail, "database");
  // There is no document any more: the mail is sent without it.
  if (!task) return finish(mail, words, std::nullopt);
  ++writing_;
  pool_.submit(*std::move(task), Lane::Bulk, [this, mail, words](const PoolAnswer& answer) {
    --writing_;
    take_file(mail, words, answer);
    send_next();
  });
}

std::string with_file_name(std::string_view text, std::string_view name) {
  // All occurrences; `name` cannot contain the placeholder.
  std::string out(text);
  for (std::size_t at = out.find(kMailFilePlace); at != std::string::npos;
       at = out.find(kMailFilePlace, at + name.size())) {
    out.replace(at, kMailFilePlace.size(), name);
  }
  return out;
}

void Mailer::take_file(const OutboxMail& mail, Words words, const PoolAnswer& answer) {
  if (stops_) return;
  if (answer.end == TaskEnd::Busy) return postpone(mail, "worker");
  // The mail matters more than the document, which the office can provide. A document that takes too long, or crashes
  // its worker, would do so again.
  if (answer.end != TaskEnd::Answered || answer.answer.outcome != Outcome::Done)
    return finish(mail, words, std::nullopt);
  // Checked before base64, which adds a third.
  if (answer.answer.body.size() > kMaxMailFile) return leave_out_file(mail, 0, "the document is too large");
  const std::string name = fmt::format("{} {}", mail.facts.receipt, answer.answer.name);
  words.text = with_file_name(words.with_file, name);
  finish(mail, words, File{name, "application/pdf", answer.answer.body});
}

/// Has the mail written again, with a link in place of the document.
void Mailer::leave_out_file(const OutboxMail& mail, std::int64_t code, const std::string& said) {
  // If the database refuses, the mail is found as unsure later, or claimed again.
  static_cast<void>(inbox::Outbox(inbox_).leave_out_file(mail, code, said, options_.clock()));
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "mail").set("id", mail.id).set("mail", mail.name).set("end", "without-file").set("code", code);
  options_.log(LogLevel::Warning, std::move(line.set("said", said)));
}

void Mailer::finish(const OutboxMail& mail, const Words& words, const std::optional<File>& file) {
  const diagnostics::Language language = language_of_mail(mail);
  resources::MailMessage message;
  message.from = settings_.from;
  message.from_name = settings_.from_name;
  message.reply_to = settings_.reply_to;
  message.subject = words.subject;
  // The same Message-ID at each try, so that receivers can drop a duplicate.
  message.message_id = mail.message_id;
  message.date = base::format_moment(mail.created);
  message.text = words.text + "\n";
  message.html = mail_html(words.text, language);
  if (file) message.attachments.push_back({file->name, file->type, file->bytes});
  // Only a document may be left out if the server refuses the size; a calendar entry is small.
  const bool can_do_without = file && !words.with_file.empty();
  written_.push_back({mail, message.bytes_for(mail.recipient), can_do_without});
}

void Mailer::send_next() {
  while (!stops_ && !written_.empty() && !sender_.is_busy()) {
    const Written next = std::move(written_.front());
    written_.pop_front();
    // begin() is the last moment at which a mail can be cancelled.
    const auto may_be_sent = inbox::Outbox(inbox_).begin(next.mail, options_.clock());
    // If the database cannot record that the mail is being sent, it is not sent.
    if (!may_be_sent) postpone(next.mail, "database");
    if (!may_be_sent || !*may_be_sent) continue;
    sender_.send(
        {return_path(settings_, next.mail.id), next.mail.recipient, next.bytes, settings_.limit},
        [this, mail = next.mail, has_file = next.has_file](const SentMail& sent) { take_end(mail, has_file, sent); });
  }
}

void Mailer::take_end(const OutboxMail& mail, bool has_file, const SentMail& sent) {
  // 552 may also mean a full mailbox; without the file the mail has a better chance in either case.
  const bool is_too_large = has_file && sent.state == resources::MailAnswer::State::Refused && sent.code == kTooLarge;
  if (is_too_large) {
    leave_out_file(mail, sent.code, sent.reason);
  } else {
    settle(mail, end_of(sent), sent.code, sent.reason);
  }
  send_next();
  // More may be due than were claimed in one round.
  if (!stops_ && written_.empty() && writing_ == 0 && !sender_.is_busy()) {
    timer_ = pool_.loop().after(std::chrono::milliseconds(0), [this] { round(); });
  }
}

void Mailer::settle(const OutboxMail& mail, MailEnd end, std::int64_t code, const std::string& said) {
  const inbox::Seconds now = options_.clock();
  // If the database refuses, the mail is found as unsure later, which is true.
  const auto fault = inbox::Outbox(inbox_).settle(mail, end, code, said, now);
  ++counters_[static_cast<std::size_t>(end)].second;
  // Recording each try that is not final would fill the audit.
  if (end != MailEnd::Passing) {
    static_cast<void>(
        inbox::Audit(inbox_).add({0,
                                  now,
                                  "service",
                                  {},
                                  fmt::format("mail.{}", mail.name),
                                  mail.submission.empty() ? "mail:" + mail.id : "submission:" + mail.submission,
                                  std::string(end_name(end))}));
  }
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "mail").set("id", mail.id).set("mail", mail.name).set("end", end_name(end)).set("code", code);
  if (!said.empty()) line.set("said", said);
  if (fault) line.set("noted", false);
  const bool is_sent = end == MailEnd::Sent;
  // Unwritten: an operator has to look at the bundle or the database.
  const bool needs_program = end == MailEnd::Unwritten || fault.has_value();
  options_.log(needs_program ? LogLevel::Error : is_sent ? LogLevel::Info : LogLevel::Warning, std::move(line));
}

}  // namespace gongwen::service
