// The table gw_outbox. A claimed mail keeps its state, and its `next` lies some minutes ahead, so that a process that
// dies before it has handed the mail to a server costs only time. From `sending` on it is unknown what the server has,
// so mails in this state are later marked unsure, and tried once more with the same Message-ID.
#include "service/inbox/outbox.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "service/inbox/hooks.h"
#include "service/inbox/secrets.h"
#include "service/inbox/submissions.h"

#include <algorithm>
#include <array>

namespace gongwen::inbox {
namespace {

/// In the order of MailState.
constexpr std::array<std::string_view, 8> kMailStates{"held",   "due",    "sending", "sent",
                                                      "unsure", "failed", "bounced", "cancelled"};

/// In the order of ReturnFate.
constexpr std::array<std::string_view, 3> kReturnFates{"for-good", "given-up", "delayed"};

/// The mail that tells applicants of an action. Decisions are held, so that they can be undone.
struct MailOfAction {
  std::string_view action;
  std::string_view mail;
  bool is_held = false;
};
// `is_held`: mail about a decision waits for MailPolicy::hold, within which `reopen` cancels it silently. Receipts are
// never held, since people wait for them.
constexpr std::array<MailOfAction, 8> kMailOfActions{
    MailOfAction{"submit", "receipt"},        MailOfAction{"resubmit", "receipt"},
    MailOfAction{"replace", "receipt"},       MailOfAction{"return", "returned", true},
    MailOfAction{"accept", "accepted", true}, MailOfAction{"reject", "rejected", true},
    MailOfAction{"withdraw", "withdrawn"},    MailOfAction{"reopen", "reopened"}};

/// A reminder after a return; at nine in the morning, if the deadline is the end of a day.
struct Reminder {
  std::string_view mail;
  Seconds before = 0;  // before the deadline
};
// The deadline is stored as the first second after its day, 00:00 in China; 15 hours before that is nine in the morning
// of the last day.
constexpr std::array<Reminder, 2> kReminders{Reminder{"reminder", 3 * 86'400 + 15 * 3'600},
                                             Reminder{"deadline", 86'400 + 15 * 3'600}};

constexpr std::string_view kMailColumns =
    "id, submission, template, kind, language, facts, recipient, state, next, tries, code, said, message_id, created, "
    "changed, channel, draft";
/// In the order of Channel.
constexpr std::array<std::string_view, 2> kChannels{"mail", "hook"};
constexpr Seconds kMinute = 60;
constexpr Seconds kHour = 3'600;
constexpr Seconds kDay = 86'400;
/// A process has this long to hand over the mails it has claimed.
constexpr Seconds kClaimed = 5 * kMinute;
constexpr Seconds kSendingAtMost = 10 * kMinute;
constexpr Seconds kBeforeSecondUnsure = kHour;
/// Waits before further tries, then kLongestWait each, until kTriedFor has passed. About eight tries in
/// the first day; after four days other servers give up as well (RFC 5321, 4.5.4.1: at least 4 to 5
/// days).
constexpr std::array<Seconds, 5> kWaits{kMinute, 5 * kMinute, 15 * kMinute, kHour, 4 * kHour};
constexpr Seconds kLongestWait = 8 * kHour;
constexpr Seconds kTriedFor = 4 * kDay;
/// A user with an open page is waiting for a code.
constexpr std::string_view kCodeMail = "code";
constexpr Seconds kCodeTriedFor = kHour;
constexpr Seconds kLeastBeforeReminder = 2 * kDay;
constexpr std::size_t kMailIdBytes = 16;
constexpr std::size_t kMaxSaid = 200;
/// Days are those of China.
constexpr Seconds kOfChina = 8 * kHour;
/// A try that delivered nothing does not count among the mails of the day: otherwise a server that is away for an hour
/// would delay mail until tomorrow.
constexpr std::string_view kGiveBack =
    "UPDATE gw_address SET sent_that_day = sent_that_day - 1 WHERE hash = $1 AND day = CAST($2 AS BIGINT) AND "
    "sent_that_day > 0";

bool is_reminder(std::string_view mail) {
  return std::any_of(kReminders.begin(), kReminders.end(), [mail](const Reminder& one) { return one.mail == mail; });
}

std::string facts_json(const MailFacts& facts) {
  base::Json json = base::Json::object();
  json.set("receipt", facts.receipt).set("day", facts.day).set("until", facts.until);
  json.set("version", facts.version).set("remarks", facts.remarks);
  if (facts.is_large) json.set("large", true);
  if (!facts.state.empty()) json.set("state", facts.state).set("revision", facts.revision);
  return json.text();
}

MailFacts facts_of(const std::string& text) {
  MailFacts facts;
  const auto json = base::parse_json(text);
  if (!json || !json->view().is_object()) return facts;
  const auto number = [&json](std::string_view name) {
    // A missing or malformed number is 0, which means that the fact does not exist.
    return static_cast<std::int64_t>(json->view().number_of(name).value_or(0));
  };
  facts.receipt = json->view().text_of("receipt");
  facts.day = number("day");
  facts.until = number("until");
  facts.version = number("version");
  facts.remarks = number("remarks");
  facts.is_large = json->view().flag_of("large");
  facts.state = json->view().text_of("state");
  facts.revision = number("revision");
  return facts;
}

Result<OutboxMail> mail_of(const database::Row& row) {
  Columns columns(row);
  OutboxMail mail;
  mail.id = columns.text();
  mail.submission = columns.text();
  mail.name = columns.text();
  mail.kind = columns.text();
  mail.language = columns.text();
  mail.facts = facts_of(columns.text());
  mail.recipient = columns.text();
  const auto state = find_mail_state(columns.text());
  if (!state) return base::Failure{Fault{Fault::Kind::Damaged, mail.id}};
  mail.state = *state;
  mail.next = columns.number();
  mail.tries = columns.number();
  mail.code = columns.number();
  mail.said = columns.text();
  mail.message_id = columns.text();
  mail.created = columns.number();
  mail.changed = columns.number();
  mail.channel = columns.text() == kChannels[1] ? Channel::Hook : Channel::Mail;
  mail.draft = columns.text();
  return mail;
}

/// Returns the wait before the next try, up to a fifth longer or shorter, so that mails that were refused together do
/// not come back together. Depends only on mail and try.
Seconds wait_after(const OutboxMail& mail) {
  // `tries` counts the one that has just ended: the first wait is kWaits[0].
  const auto tries = static_cast<std::size_t>(std::max<std::int64_t>(mail.tries, 1));
  const Seconds wait = tries <= kWaits.size() ? kWaits[tries - 1] : kLongestWait;
  const std::string hash = base::sha256(fmt::format("{} {}", mail.id, tries));
  constexpr Seconds kSteps = 256;
  // Two hexadecimal digits give a step of 0 to 255: 0.8 to 1.2 of the wait in 256 steps.
  const Seconds step = std::stoi(hash.substr(0, 2), nullptr, 16);
  return wait - wait / 5 + 2 * (wait / 5) * step / kSteps;
}

}  // namespace

std::span<const MailState> all_mail_states() {
  static constexpr auto kAll = [] {
    std::array<MailState, kMailStates.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<MailState>(i);
    return all;
  }();
  return kAll;
}

std::string_view mail_state_name(MailState state) { return kMailStates[static_cast<std::size_t>(state)]; }

std::int64_t mails_a_day(bool is_verified) {
  constexpr std::int64_t kUnverified = 3;
  constexpr std::int64_t kVerified = 20;
  return is_verified ? kVerified : kUnverified;
}

std::optional<MailState> find_mail_state(std::string_view name) {
  const auto found = std::find(kMailStates.begin(), kMailStates.end(), name);
  return found == kMailStates.end() ? std::nullopt : std::optional(static_cast<MailState>(found - kMailStates.begin()));
}

std::string_view return_fate_name(ReturnFate fate) { return kReturnFates[static_cast<std::size_t>(fate)]; }

std::optional<ReturnFate> find_return_fate(std::string_view name) {
  const auto found = std::find(kReturnFates.begin(), kReturnFates.end(), name);
  return found == kReturnFates.end() ? std::nullopt
                                     : std::optional(static_cast<ReturnFate>(found - kReturnFates.begin()));
}

/// The common values of all mails about an event.
struct Outbox::NewMail {
  Channel channel;
  const std::string& submission;
  std::int64_t event;
  const std::string& kind;
  const std::string& language;
  const std::string& recipient;
  const MailFacts& facts;
  std::string draft = {};
};

/// The values of a submission that mails about it need.
struct Outbox::Subject {
  std::string kind;
  std::string email;  // empty: no mail can be sent
  std::string language;
  State state = State::Submitted;
  std::int64_t event = 0;  // number of the last one
  MailFacts facts;
};

Result<Outbox::Subject> Outbox::read_subject(const std::string& submission, Seconds now) {
  // The number of remarks on the last version, which the applicant has to answer now.
  const auto row = inbox_.first(
      "SELECT receipt, kind, email, language, versions, due, state, (SELECT COUNT(*) FROM gw_remark WHERE "
      "gw_remark.submission = gw_submission.id AND gw_remark.version = gw_submission.versions AND gw_remark.recalled = "
      "0), (SELECT "
      "COALESCE(MAX(gw_event.number), 0) FROM gw_event WHERE gw_event.submission = gw_submission.id) FROM "
      "gw_submission WHERE id = $1",
      {submission});
  if (!row) return base::Failure{row.error()};
  Columns columns(*row);
  Subject subject;
  subject.facts.receipt = columns.text();
  subject.kind = columns.text();
  subject.email = columns.text();
  subject.language = columns.text();
  subject.facts.version = columns.number();
  subject.facts.until = columns.number();
  subject.state = find_state(columns.text()).value_or(State::Submitted);
  subject.facts.remarks = columns.number();
  subject.facts.day = now;
  subject.event = columns.number();
  return subject;
}

std::optional<Fault> Outbox::follow(const std::string& submission, std::string_view action, Seconds now) {
  // Hooks are told of every event, mail is sent only for those in kMailOfActions.
  if (const auto fault = call_hooks(submission, action, now)) return fault;
  const auto told = std::find_if(kMailOfActions.begin(), kMailOfActions.end(),
                                 [action](const MailOfAction& one) { return one.action == action; });
  if (told == kMailOfActions.end()) return std::nullopt;
  // A former decision whose mail has not left needs no mail any more. Receipts stay true.
  const auto cancelled = inbox_.run(
      "UPDATE gw_outbox SET state = 'cancelled', next = 0, changed = CAST($2 AS BIGINT) "
      "WHERE submission = $1 AND channel = 'mail' AND state IN ('held', 'due') AND template <> 'receipt' RETURNING "
      "template",
      {submission, number_value(now)});
  if (!cancelled) return cancelled.error();
  // An applicant who has not been told of a decision need not be told that it was reversed.
  const bool was_held = std::any_of(cancelled->begin(), cancelled->end(),
                                    [](const database::Row& row) { return !is_reminder(text_of(row[0])); });
  if (action == "reopen" && was_held) return std::nullopt;
  if (!inbox_.mail_ || inbox_.mail_->domain.empty()) return std::nullopt;
  const auto about = read_subject(submission, now);
  if (!about) return about.error();
  if (about->email.empty()) return std::nullopt;
  // `reopened` says that a decision is no longer valid; after a return that was sent, the mail `recalled` fits
  // better.
  std::string name(told->mail);
  if (action == "reopen") {
    const auto last = inbox_.run(
        "SELECT template FROM gw_outbox WHERE submission = $1 AND template IN ('returned', 'accepted', 'rejected') AND "
        "state <> 'cancelled' ORDER BY event DESC LIMIT 1",
        {submission});
    if (!last) return last.error();
    if (!last->empty() && text_of((*last)[0][0]) == "returned") name = "recalled";
  }
  const bool is_held = told->is_held && inbox_.mail_->hold > 0;
  const NewMail mail{Channel::Mail, submission, about->event, about->kind, about->language, about->email, about->facts};
  const auto added =
      add(mail, name, is_held ? MailState::Held : MailState::Due, is_held ? now + inbox_.mail_->hold : now, now);
  if (added || about->facts.until == 0 || action != "return") return added;
  for (const Reminder& reminder : kReminders) {
    const Seconds time = about->facts.until - reminder.before;
    // The mail about the return states the deadline: with three days left, no reminder is needed the day after
    // tomorrow.
    if (time < now + kLeastBeforeReminder) continue;
    if (const auto fault = add(mail, std::string(reminder.mail), MailState::Due, time, now)) return fault;
  }
  return std::nullopt;
}

/// Adds a row for each hook that asks for such events.
std::optional<Fault> Outbox::call_hooks(const std::string& submission, std::string_view action, Seconds now) {
  if (!inbox_.hooks_) return std::nullopt;
  const auto asked = Hooks(inbox_).asking_for(action);
  if (!asked) return asked.error();
  if (asked->empty()) return std::nullopt;
  const auto row = inbox_.first(
      "SELECT receipt, kind, state, revision, (SELECT COALESCE(MAX(gw_event.number), 0) FROM gw_event WHERE "
      "gw_event.submission = gw_submission.id) FROM gw_submission WHERE id = $1",
      {submission});
  if (!row) return row.error();
  Columns columns(*row);
  MailFacts facts;
  facts.receipt = columns.text();
  const std::string kind = columns.text();
  facts.state = columns.text();
  facts.revision = columns.number();
  facts.day = now;
  const std::int64_t event = columns.number();
  const std::string language;
  for (const std::string& hook : *asked) {
    const NewMail call{Channel::Hook, submission, event, kind, language, hook, facts};
    if (const auto fault = add(call, std::string(action), MailState::Due, now, now)) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> Outbox::add(const Order& order, Seconds now) {
  if (!inbox_.mail_) return std::nullopt;
  const MailFacts facts{{}, now};
  const std::string submission;
  const NewMail mail{Channel::Mail,  submission,      order.event, order.kind,
                     order.language, order.recipient, facts,       order.draft};
  return add(mail, order.name, MailState::Due, now, now);
}

std::optional<Fault> Outbox::add(const NewMail& mail, const std::string& name, MailState state, Seconds next,
                                 Seconds now) {
  const std::string id = random_text(kMailIdBytes);
  const std::string domain = inbox_.mail_ ? inbox_.mail_->domain : std::string();
  return inbox_.execute(
      "INSERT INTO gw_outbox (id, submission, event, channel, template, recipient, kind, language, facts, state, next, "
      "tries, code, said, message_id, created, changed, draft) VALUES ($1, $2, CAST($3 AS BIGINT), $13, $4, $5, $6, "
      "$7, $8, $9, CAST($10 AS BIGINT), 0, 0, '', $11, CAST($12 AS BIGINT), CAST($12 AS BIGINT), $14) "
      // UNIQUE (submission, event, channel, template, recipient): an event that is processed twice adds its mail once.
      "ON CONFLICT (submission, event, channel, template, recipient) DO NOTHING",
      {id, mail.submission, number_value(mail.event), name, mail.recipient, mail.kind, mail.language,
       facts_json(mail.facts), std::string(mail_state_name(state)), number_value(next),
       mail.channel == Channel::Mail ? fmt::format("<{}@{}>", id, domain) : std::string(), number_value(now),
       std::string(kChannels[static_cast<std::size_t>(mail.channel)]), mail.draft});
}

Result<Reminded> Outbox::remind(const std::string& submission, Seconds now) {
  using Outcome = Reminded::Outcome;
  Reminded reminded;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // A transaction: if two secretaries press the button at the same time, one reminder is added.
    const auto about = read_subject(submission, now);
    if (!about) return about.error();
    const auto refuse = [&reminded](Outcome outcome) {
      reminded.outcome = outcome;
      return std::nullopt;
    };
    if (about->state != State::Returned) return refuse(Outcome::NotReturned);
    if (!inbox_.mail_ || inbox_.mail_->domain.empty()) return refuse(Outcome::NoMail);
    if (about->email.empty()) return refuse(Outcome::NoAddress);
    if (about->facts.until <= now) return refuse(Outcome::Overdue);
    // Held or being sent; due within a day; or sent within the last day.
    const auto lately = inbox_.run(
        "SELECT 1 FROM gw_outbox WHERE submission = $1 AND template IN ('reminder', 'deadline') AND (state IN ('held', "
        "'sending') OR (state = 'due' AND next < CAST($2 AS BIGINT)) OR (state IN ('sent', 'unsure') AND changed > "
        "CAST($3 AS BIGINT))) LIMIT 1",
        {submission, number_value(now + kDay), number_value(now - kDay)});
    if (!lately) return lately.error();
    if (!lately->empty()) return refuse(Outcome::Lately);
    const bool is_held = inbox_.mail_->hold > 0;
    reminded.leaves = is_held ? now + inbox_.mail_->hold : now;
    // Not caused by an event of the submission: the time in seconds is enough to distinguish reminders.
    const NewMail mail{Channel::Mail, submission, now, about->kind, about->language, about->email, about->facts};
    return add(mail, "reminder", is_held ? MailState::Held : MailState::Due, reminded.leaves, now);
  });
  if (fault) return base::Failure{*fault};
  return reminded;
}

Result<std::vector<OutboxMail>> Outbox::claim(Channel channel, std::size_t count, Seconds now) {
  const std::string of(kChannels[static_cast<std::size_t>(channel)]);
  // Most times there is nothing to claim, which a read finds out without a transaction.
  const auto waiting = inbox_.run(
      "SELECT 1 FROM gw_outbox WHERE state IN ('held', 'due', 'unsure') AND next > 0 AND next <= CAST($1 AS BIGINT) "
      "AND channel = $2 LIMIT 1",
      {number_value(now), of});
  if (!waiting) return base::Failure{waiting.error()};
  if (waiting->empty()) return std::vector<OutboxMail>();
  return inbox_.all<OutboxMail>(
      fmt::format(
          "UPDATE gw_outbox SET next = CAST($1 AS BIGINT), created = CASE WHEN tries = 0 THEN CAST($2 AS BIGINT) "
          // `created` of a mail that was never tried becomes now: it is the date in the mail and the beginning of
          // kTriedFor.
          "ELSE created END WHERE id IN (SELECT id FROM gw_outbox WHERE state IN "
          "('held', 'due', 'unsure') AND next > 0 AND next <= CAST($2 AS BIGINT) AND channel = $3 ORDER BY next, "
          "created LIMIT {}) RETURNING {}",
          count, kMailColumns),
      {number_value(now + kClaimed), number_value(now), of}, mail_of);
}

Result<bool> Outbox::begin(const OutboxMail& mail, Seconds now) {
  bool may_be_sent = false;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // `next` is the value that claim() has written: another one means that the claim has expired and another process
    // has the mail.
    const auto row = inbox_.run("SELECT state FROM gw_outbox WHERE id = $1 AND next = CAST($2 AS BIGINT)",
                                {mail.id, number_value(mail.next)});
    if (!row) return row.error();
    // Cancelled, removed, or taken by another process.
    if (row->empty() || text_of((*row)[0][0]) != mail_state_name(mail.state)) return std::nullopt;
    if (mail.channel == Channel::Hook) {
      may_be_sent = true;
      return start(mail, now);
    }
    const std::string hash = base::sha256(mail.recipient);
    const std::int64_t day = (now + kOfChina) / kDay;
    const auto counted = inbox_.run(
        // Counts first and then compares, in one statement, so that two processes cannot both send the last mail of a
        // day.
        "INSERT INTO gw_address (hash, verified, bounced, day, sent_that_day) VALUES ($1, 0, 0, CAST($2 AS BIGINT), 1) "
        "ON CONFLICT (hash) DO UPDATE SET sent_that_day = CASE WHEN gw_address.day = excluded.day THEN "
        "gw_address.sent_that_day + 1 ELSE 1 END, day = excluded.day RETURNING sent_that_day, verified",
        {hash, number_value(day)});
    if (!counted) return counted.error();
    const bool is_verified = number_of((*counted)[0][1]) > 0;
    if (number_of((*counted)[0][0]) > mails_a_day(is_verified)) {
      // A code is of no use tomorrow.
      if (mail.name == kCodeMail) {
        return inbox_.execute(
            "UPDATE gw_outbox SET state = 'failed', next = 0, said = 'daily limit of the address', changed = "
            "CAST($2 AS BIGINT) WHERE id = $1",
            {mail.id, number_value(now)});
      }
      // Midnight in China of the next day, in seconds since 1970.
      const Seconds tomorrow = (day + 1) * kDay - kOfChina;
      return inbox_.execute(
          "UPDATE gw_outbox SET state = 'due', next = CAST($2 AS BIGINT), said = 'daily limit of the address', changed "
          "= "
          "CAST($3 AS BIGINT) WHERE id = $1",
          {mail.id, number_value(tomorrow), number_value(now)});
    }
    may_be_sent = true;
    return start(mail, now);
  });
  if (fault) return base::Failure{*fault};
  return may_be_sent;
}

std::optional<Fault> Outbox::start(const OutboxMail& mail, Seconds now) {
  return inbox_.execute(
      "UPDATE gw_outbox SET state = 'sending', tries = tries + 1, changed = CAST($2 AS BIGINT) WHERE id = $1",
      {mail.id, number_value(now)});
}

std::optional<Fault> Outbox::settle(const OutboxMail& mail, MailEnd end, std::int64_t code, const std::string& said,
                                    Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<OutboxMail> present = get(mail.id);
    if (!present) return present.error();
    MailState state = MailState::Sent;
    Seconds next = 0;
    switch (end) {
      case MailEnd::Sent: break;
      case MailEnd::Passing:
        state = now - present->created < (mail.name == kCodeMail ? kCodeTriedFor : kTriedFor) ? MailState::Due
                                                                                              : MailState::Failed;
        if (state == MailState::Due) next = now + wait_after(*present);
        break;
      case MailEnd::Refused:
      case MailEnd::Unwritten: state = MailState::Failed; break;
      case MailEnd::Bounced: state = MailState::Bounced; break;
      case MailEnd::Unsure:
        state = MailState::Unsure;
        // Only once more: a second silence gives no new information. The code in a mail would be another one. `mail` is
        // as it was claimed, before begin() changed its state.
        if (mail.state != MailState::Unsure && mail.name != kCodeMail) next = now + kBeforeSecondUnsure;
        break;
    }
    if (end == MailEnd::Passing && mail.channel == Channel::Mail) {
      const auto given_back =
          inbox_.execute(std::string(kGiveBack), {base::sha256(mail.recipient), number_value((now + kOfChina) / kDay)});
      if (given_back) return given_back;
    }
    if (state == MailState::Bounced) {
      const auto marked = inbox_.execute("UPDATE gw_address SET bounced = CAST($2 AS BIGINT) WHERE hash = $1",
                                         {base::sha256(mail.recipient), number_value(now)});
      if (marked) return marked;
    }
    return inbox_.execute(
        "UPDATE gw_outbox SET state = $2, next = CAST($3 AS BIGINT), code = CAST($4 AS BIGINT), said = $5, changed = "
        "CAST($6 AS BIGINT) WHERE id = $1",
        {mail.id, std::string(mail_state_name(state)), number_value(next), number_value(code), said.substr(0, kMaxSaid),
         number_value(now)});
  });
}

std::optional<Fault> Outbox::leave_out_file(const OutboxMail& mail, std::int64_t code, const std::string& said,
                                            Seconds now) {
  MailFacts facts = mail.facts;
  facts.is_large = true;
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    // If the server has answered, the mail was tried.
    if (code != 0) {
      // The try does not count, since the server has refused it because of its size.
      const auto given_back =
          inbox_.execute(std::string(kGiveBack), {base::sha256(mail.recipient), number_value((now + kOfChina) / kDay)});
      if (given_back) return given_back;
    }
    return inbox_.execute(
        "UPDATE gw_outbox SET state = 'due', facts = $2, code = CAST($3 AS BIGINT), said = $4, next = CAST($5 AS "
        "BIGINT), changed = CAST($5 AS BIGINT) WHERE id = $1 AND state IN ('held', 'due', 'unsure', 'sending')",
        {mail.id, facts_json(facts), number_value(code), said.substr(0, kMaxSaid), number_value(now)});
  });
}

std::optional<Fault> Outbox::postpone(const OutboxMail& mail, Seconds seconds, Seconds now) {
  // `next` is compared, so that a mail that has been cancelled or claimed again meanwhile is not changed.
  return inbox_.execute("UPDATE gw_outbox SET next = CAST($2 AS BIGINT) WHERE id = $1 AND next = CAST($3 AS BIGINT)",
                        {mail.id, number_value(now + seconds), number_value(mail.next)});
}

std::optional<Fault> Outbox::remove(const std::string& id) {
  return inbox_.execute("DELETE FROM gw_outbox WHERE id = $1", {id});
}

std::optional<Fault> Outbox::recover(Seconds now) {
  const auto found =
      inbox_.run("SELECT 1 FROM gw_outbox WHERE state = 'sending' AND changed < CAST($1 AS BIGINT) LIMIT 1",
                 {number_value(now - kSendingAtMost)});
  if (!found || found->empty()) return found ? std::nullopt : std::optional(found.error());
  return inbox_.execute(
      // Not immediately: the server may still be working on it.
      "UPDATE gw_outbox SET state = 'unsure', said = 'interrupted', changed = CAST($2 AS BIGINT), next = CASE WHEN "
      "tries < 2 AND template <> 'code' THEN CAST($3 AS BIGINT) ELSE 0 END WHERE state = 'sending' AND changed < "
      "CAST($1 AS BIGINT)",
      {number_value(now - kSendingAtMost), number_value(now), number_value(now + kBeforeSecondUnsure)});
}

Result<std::vector<OutboxMail>> Outbox::list(std::optional<MailState> state, std::size_t count) {
  return inbox_.all<OutboxMail>(
      fmt::format("SELECT {} FROM gw_outbox WHERE channel = 'mail' AND ($1 = '' OR state = $1) ORDER BY created "
                  "DESC, id LIMIT {}",
                  kMailColumns, count),
      {state ? std::string(mail_state_name(*state)) : std::string()}, mail_of);
}

Result<std::vector<OutboxMail>> Outbox::of_hook(const std::string& hook, std::size_t count) {
  return inbox_.all<OutboxMail>(fmt::format("SELECT {} FROM gw_outbox WHERE channel = 'hook' AND recipient = $1 ORDER "
                                            "BY created DESC, event DESC, id LIMIT {}",
                                            kMailColumns, count),
                                {hook}, mail_of);
}

Result<std::vector<OutboxMail>> Outbox::of_submission(const std::string& submission) {
  return inbox_.all<OutboxMail>(
      fmt::format("SELECT {} FROM gw_outbox WHERE submission = $1 AND channel = 'mail' ORDER BY event, "
                  // Mails of one event in the order in which they leave.
                  "CASE template WHEN 'reminder' THEN 1 WHEN 'deadline' THEN 2 ELSE 0 END",
                  kMailColumns),
      {submission}, mail_of);
}

Result<OutboxMail> Outbox::get(const std::string& id) {
  const auto row = inbox_.first(fmt::format("SELECT {} FROM gw_outbox WHERE id = $1", kMailColumns), {id});
  if (!row) return base::Failure{row.error()};
  return mail_of(*row);
}

Result<std::vector<std::pair<MailState, std::int64_t>>> Outbox::count() {
  using Count = std::pair<MailState, std::int64_t>;
  return inbox_.all<Count>("SELECT state, COUNT(*) FROM gw_outbox WHERE channel = 'mail' GROUP BY state ORDER BY state",
                           {}, [](const database::Row& row) -> Result<Count> {
                             const auto state = find_mail_state(text_of(row[0]));
                             if (!state) return base::Failure{Fault{Fault::Kind::Damaged, text_of(row[0])}};
                             return Count{*state, number_of(row[1])};
                           });
}

std::optional<Fault> Outbox::retry(const std::string& id, Seconds now) {
  if (const auto known = get(id); !known) return known.error();
  return inbox_.change_one(
      "UPDATE gw_outbox SET state = 'due', tries = 0, next = CAST($2 AS BIGINT), created = CAST($2 AS BIGINT), changed "
      "= "
      // A sent mail cannot be sent again, but a program may ask for its event once more.
      "CAST($2 AS BIGINT) WHERE id = $1 AND state <> 'sending' AND (state <> 'sent' OR channel = 'hook') RETURNING id",
      {id, number_value(now)}, Fault::Kind::WrongState);
}

std::optional<Fault> Outbox::cancel(const std::string& id, Seconds now) {
  if (const auto known = get(id); !known) return known.error();
  return inbox_.change_one(
      "UPDATE gw_outbox SET state = 'cancelled', next = 0, changed = CAST($2 AS BIGINT) WHERE id = $1 AND state IN "
      "('held', 'due', 'unsure', 'failed', 'bounced') RETURNING id",
      {id, number_value(now)}, Fault::Kind::WrongState);
}

std::optional<Fault> Outbox::bounce(const std::string& id, const std::string& said, Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto row = inbox_.first(
        "UPDATE gw_outbox SET state = 'bounced', next = 0, said = $2, changed = CAST($3 AS BIGINT) WHERE id = $1 AND "
        // A report may come twice, or for a mail that is already marked, which is no error.
        "channel = 'mail' AND state IN ('sent', 'unsure', 'bounced') RETURNING recipient",
        {id, said.substr(0, kMaxSaid), number_value(now)});
    if (!row) return row.error();
    return inbox_.execute("UPDATE gw_address SET bounced = CAST($2 AS BIGINT) WHERE hash = $1",
                          {base::sha256(text_of((*row)[0])), number_value(now)});
  });
}

std::optional<Fault> Outbox::note_return(const std::string& id, ReturnFate fate, const std::string& said, Seconds now) {
  if (fate == ReturnFate::ForGood) return bounce(id, said, now);
  const bool is_delayed = fate == ReturnFate::Delayed;
  // A delay is recorded only while the mail is not known to have failed.
  const auto row = inbox_.first(
      fmt::format(
          "UPDATE gw_outbox SET state = $2, next = 0, said = $3, changed = CAST($4 AS BIGINT) WHERE id = $1 AND "
          "channel = 'mail' AND state IN ({}) RETURNING id",
          is_delayed ? "'sent', 'unsure'" : "'sent', 'unsure', 'failed'"),
      {id, std::string(mail_state_name(is_delayed ? MailState::Sent : MailState::Failed)), said.substr(0, kMaxSaid),
       number_value(now)});
  return row ? std::nullopt : std::optional(row.error());
}

std::optional<Fault> Outbox::forget(Seconds before) {
  // A request to a program has no contents worth keeping.
  if (const auto fault = inbox_.execute(
          "DELETE FROM gw_outbox WHERE channel = 'hook' AND state IN ('sent', 'cancelled', 'failed') AND changed < "
          "CAST($1 AS BIGINT)",
          {number_value(before)})) {
    return fault;
  }
  return inbox_.execute(
      // `facts` becomes `{}`, which also marks the row as done, so that the next run skips it.
      "UPDATE gw_outbox SET recipient = '', facts = '{}', said = '' WHERE state IN ('sent', 'cancelled') AND changed < "
      "CAST($1 AS BIGINT) AND facts <> '{}'",
      {number_value(before)});
}

}  // namespace gongwen::inbox
