// Outbox: mail that is to be sent, and what programs are to be told (hooks.h), written in the transaction of the event
// that causes it: no event without its mail, and no mail without its event. It has receipt numbers, days and counts,
// never values of a form.
//   Outbox(inbox).follow(submission, "returned", now);                            // by Submissions, in its transaction
//   for (const OutboxMail& mail : *Outbox(inbox).claim(Channel::Mail, 20, now)) …   // by the process that sends
//
//   held ─► due ─► sending ─► sent | bounced | failed | unsure       cancelled: from held, due and unsure
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::inbox {

struct Submission;

/// Held waits for its time because it is about a decision; Due for its try; Unsure: the server may have it, tried once
/// more. Sent, Failed, Bounced and Cancelled are ends, from which only retry() leads back (not from Sent mail).
enum class MailState : std::uint8_t { Held, Due, Sending, Sent, Unsure, Failed, Bounced, Cancelled };

std::span<const MailState> all_mail_states();
/// `held`
std::string_view mail_state_name(MailState state);
std::optional<MailState> find_mail_state(std::string_view name);

/// How many mails an address gets in a day: few, unless its owner has shown that it is that of an applicant.
std::int64_t mails_a_day(bool is_verified);

/// How a row leaves.
enum class Channel : std::uint8_t {
  Mail,
  Hook  // a request to a program; its `recipient` is the id of a hook
};

/// What a mail says besides the names of the form: each only where it has a meaning, otherwise 0.
struct MailFacts {
  std::string receipt;
  Seconds day = 0;           // of the event
  Seconds until = 0;         // the first second after the deadline
  std::int64_t version = 0;  // of the submission
  std::int64_t remarks = 0;  // on the last version
  bool is_large = false;     // a document was too large to go along
  // Of hooks: what the submission is after the event.
  std::string state = {};
  std::int64_t revision = 0;
};

/// A row as it was read. Codes, links and names are not in it: they are made when the mail is written.
struct OutboxMail {
  std::string id;
  std::string submission;
  std::string name;  // of the texts: `receipt`
  std::string kind;
  std::string language;  // `zh`, `en`; empty: that of the form
  MailFacts facts;
  std::string recipient;  // address; empty once it is not needed any more
  MailState state = MailState::Due;
  Seconds next = 0;  // when it is tried; 0: not again
  std::int64_t tries = 0;
  std::int64_t code = 0;   // of the server's last reply
  std::string said;        // with it
  std::string message_id;  // the same at each try
  Seconds created = 0;     // until it is tried when the event was; then when that began: the date of the mail
  Seconds changed = 0;
  Channel channel = Channel::Mail;
  std::string draft = {};  // of mail about a draft, such as `code`, that belongs to no submission
};

/// How a try ended.
/// settle() turns it into a state: Passing waits and tries again (1 min, 5 min, … 8 h, four days long), Refused and
/// Unwritten fail, Bounced also marks the address.
enum class MailEnd : std::uint8_t {
  Sent,
  Passing,   // no connection, or a refusal that may pass (4xx)
  Refused,   // for good (5xx)
  Bounced,   // for good, because of the address
  Unsure,    // the server may have it
  Unwritten  // it could not be written, or the bundle has no such mail
};

/// The outcome of a request for a reminder.
struct Reminded {
  enum class Outcome : std::uint8_t { Added, NotReturned, NoAddress, Overdue, Lately, NoMail };
  Outcome outcome = Outcome::Added;
  Seconds leaves = 0;  // when it was added
};

/// The fate that a server reports for a mail that it had accepted.
enum class ReturnFate : std::uint8_t {
  ForGood,  // refused because of the address, or of what it is
  GivenUp,  // could not be delivered for days; the address may be right
  Delayed   // not delivered yet
};
/// `for-good`, `given-up`, `delayed`
std::string_view return_fate_name(ReturnFate fate);
std::optional<ReturnFate> find_return_fate(std::string_view name);

class Outbox {
 public:
  explicit Outbox(Inbox& inbox) : inbox_(inbox) {}

  /// After an event of a submission, in its transaction: cancels mails that are held or due because of former events,
  /// and adds the mail of this one; for a return also reminders three days and one day before the deadline. `action` is
  /// the name of the event. Adds nothing if the service sends no mail, the submission has no address, or nobody is told
  /// of such events.
  std::optional<Fault> follow(const std::string& submission, std::string_view action, Seconds now);

  /// Adds mail that no event of a submission causes: `code` about a draft, `forms` to an address, `digest` to an
  /// account. The same `event` again adds nothing.
  /// `event` makes orders of one sort distinct: the time in seconds, or the day of a digest.
  struct Order {
    std::string name;
    std::int64_t event = 0;
    std::string recipient;
    std::string language;
    std::string kind = {};
    std::string draft = {};
  };
  std::optional<Fault> add(const Order& order, Seconds now);

  /// Adds a reminder of a returned submission, held like mail about decisions. None is added if one was sent within a
  /// day, or will be; or if it is too late to hand the form in again.
  Result<Reminded> remind(const std::string& submission, Seconds now);

  /// Takes up to `count` mails that are due or no longer held, so that no other process takes them within the next
  /// minutes, until they are settled.
  /// Order for the process that sends: recover(), claim(), then for each mail begin() directly before handing it over
  /// and settle() after it. A mail between claim() and begin() is safe: nobody has it yet.
  Result<std::vector<OutboxMail>> claim(Channel channel, std::size_t count, Seconds now);
  /// Before a claimed mail is handed to the server. Returns false if it must not be sent any more, or not today, since
  /// the address has had as many mails as it may have in a day; then it is due on the next day.
  /// Counts the mail for the day of its address; the count is given back if the try passes without effect.
  Result<bool> begin(const OutboxMail& mail, Seconds now);
  /// After a try.
  std::optional<Fault> settle(const OutboxMail& mail, MailEnd end, std::int64_t code, const std::string& said,
                              Seconds now);
  /// The document of the mail is too large, or the server says so: the mail is due now, without it.
  std::optional<Fault> leave_out_file(const OutboxMail& mail, std::int64_t code, const std::string& said, Seconds now);
  /// Gives back a claimed mail that was not tried; it is due again in `seconds`.
  std::optional<Fault> postpone(const OutboxMail& mail, Seconds seconds, Seconds now);
  /// Removes a mail about which there is nothing to say.
  std::optional<Fault> remove(const std::string& id);
  /// Mail whose sending was interrupted long ago becomes unsure.
  std::optional<Fault> recover(Seconds now);

  /// The latest mails first. `state`: only those in it.
  Result<std::vector<OutboxMail>> list(std::optional<MailState> state, std::size_t count);
  /// The latest requests to a hook first.
  Result<std::vector<OutboxMail>> of_hook(const std::string& hook, std::size_t count);
  /// Those of a submission, the first one first.
  Result<std::vector<OutboxMail>> of_submission(const std::string& submission);
  Result<OutboxMail> get(const std::string& id);
  /// Number of mails in each state that has any.
  Result<std::vector<std::pair<MailState, std::int64_t>>> count();
  /// Makes a mail that was given up, cancelled, or is waiting, due now. WrongState if it is
  /// on its way, or sent; a request to a hook can be sent again.
  std::optional<Fault> retry(const std::string& id, Seconds now);
  /// WrongState if it has been handed to the server already.
  std::optional<Fault> cancel(const std::string& id, Seconds now);
  /// The mail server says later that a mail could not be delivered: the mail and its address are marked. NotFound if
  /// there is no such mail, or it was not sent; it may be told twice.
  std::optional<Fault> bounce(const std::string& id, const std::string& said, Seconds now);
  /// Records a later report of the mail server. ForGood: as bounce(). GivenUp: the mail becomes failed, its address
  /// stays unmarked. Delayed: only noted.
  std::optional<Fault> note_return(const std::string& id, ReturnFate fate, const std::string& said, Seconds now);
  /// Removes what sent mail says and where it went, of those sent before `before`: times, names and codes stay.
  /// For data protection: after 90 days (upkeep.cpp) the row only tells that a mail was sent, and when.
  std::optional<Fault> forget(Seconds before);

 private:
  struct NewMail;
  struct Subject;
  Result<Subject> read_subject(const std::string& submission, Seconds now);
  std::optional<Fault> add(const NewMail& mail, const std::string& name, MailState state, Seconds next, Seconds now);
  std::optional<Fault> start(const OutboxMail& mail, Seconds now);
  std::optional<Fault> call_hooks(const std::string& submission, std::string_view action, Seconds now);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
