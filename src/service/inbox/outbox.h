// Outbox: mail that is to be sent, and events that programs are to be told (hooks.h), written in the transaction of the
// event that causes them: no event without its mail, and no mail without its event. It has receipt numbers, days and
// counts, never values of a form.
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

/// Held waits for its time because it is about a decision; Due waits for its try; Unsure: the server may have it, tried
/// once more. Sent, Failed, Bounced and Cancelled are final, except that retry() leads back from them (not from Sent
/// mail).
enum class MailState : std::uint8_t { Held, Due, Sending, Sent, Unsure, Failed, Bounced, Cancelled };

std::span<const MailState> all_mail_states();
/// Returns the name of a state: `held`
std::string_view mail_state_name(MailState state);
std::optional<MailState> find_mail_state(std::string_view name);

/// Returns how many mails an address gets in a day: few, unless an applicant has proved to own it.
std::int64_t mails_a_day(bool is_verified);

/// How a row is sent.
enum class Channel : std::uint8_t {
  Mail,
  Hook  // a request to a program; its `recipient` is the id of a hook
};

/// The facts in a mail besides the names of the form; 0 if they do not apply.
struct MailFacts {
  std::string receipt;
  Seconds day = 0;           // day of the event
  Seconds until = 0;         // first second after the deadline
  std::int64_t version = 0;  // version of the submission
  std::int64_t remarks = 0;  // number of remarks on the last version
  bool is_large = false;     // the document was too large to be attached
  // For hooks: the state of the submission after the event.
  std::string state = {};
  std::int64_t revision = 0;
};

/// A row as it was read. It has no codes, links or names: they are made when the mail is written.
struct OutboxMail {
  std::string id;
  std::string submission;
  std::string name;  // name of the texts: `receipt`
  std::string kind;
  std::string language;  // `zh`, `en`; empty: the language of the form
  MailFacts facts;
  std::string recipient;  // address; emptied once it is no longer needed
  MailState state = MailState::Due;
  Seconds next = 0;  // time of the next try; 0: no further try
  std::int64_t tries = 0;
  std::int64_t code = 0;   // code of the server's last reply
  std::string said;        // text of that reply
  std::string message_id;  // the same at each try
  Seconds created = 0;     // time of the event; from the first try on, the time of that try, which dates the mail
  Seconds changed = 0;
  Channel channel = Channel::Mail;
  std::string draft = {};  // for mail about a draft that belongs to no submission, such as `code`
};

/// How a try ended. settle() turns it into a state: after Passing the mail waits and is tried again
/// (1 min, 5 min, … 8 h, for four days), Refused and Unwritten fail, Bounced also marks the
/// address.
enum class MailEnd : std::uint8_t {
  Sent,
  Passing,   // no connection, or a temporary refusal (4xx)
  Refused,   // permanent refusal (5xx)
  Bounced,   // permanent refusal because of the address
  Unsure,    // the server may have it
  Unwritten  // it could not be written, or the bundle has no such mail
};

/// The outcome of a request for a reminder.
struct Reminded {
  enum class Outcome : std::uint8_t { Added, NotReturned, NoAddress, Overdue, Lately, NoMail };
  Outcome outcome = Outcome::Added;
  Seconds leaves = 0;  // if it was added
};

/// The fate that a server reports for a mail that it had accepted.
enum class ReturnFate : std::uint8_t {
  ForGood,  // refused because of the address or the contents
  GivenUp,  // could not be delivered for days; the address may be right
  Delayed   // not delivered yet
};
/// Returns the name of a fate: `for-good`, `given-up`, `delayed`
std::string_view return_fate_name(ReturnFate fate);
std::optional<ReturnFate> find_return_fate(std::string_view name);

class Outbox {
 public:
  explicit Outbox(Inbox& inbox) : inbox_(inbox) {}

  /// Called after an event of a submission, in its transaction: cancels mails that are held or due because of former
  /// events, and adds the mail for this one; for a return also reminders three days and one day before the deadline.
  /// `action` is the name of the event. Adds nothing if the service sends no mail, the submission has no address, or
  /// the event causes no mail.
  std::optional<Fault> follow(const std::string& submission, std::string_view action, Seconds now);

  /// Adds mail that no event of a submission causes: `code` about a draft, `forms` to an address, `digest` to an
  /// account. The same `event` again adds nothing. `event` distinguishes orders of one sort: the time in seconds, or
  /// the day of a digest.
  struct Order {
    std::string name;
    std::int64_t event = 0;
    std::string recipient;
    std::string language;
    std::string kind = {};
    std::string draft = {};
  };
  std::optional<Fault> add(const Order& order, Seconds now);

  /// Adds a reminder about a returned submission, held like mail about decisions. Adds none if one was sent within a
  /// day, or will be, or if it is too late to hand the form in again.
  Result<Reminded> remind(const std::string& submission, Seconds now);

  /// Takes up to `count` mails that are due or no longer held, so that no other process takes them within the next
  /// minutes, until they are settled. Order for the process that sends: recover(), claim(), then for each mail begin()
  /// directly before handing it over and settle() after it. A mail between claim() and begin() has certainly not been
  /// sent.
  Result<std::vector<OutboxMail>> claim(Channel channel, std::size_t count, Seconds now);
  /// Called before a claimed mail is handed to the server. Returns false if it must not be sent any more, or not today,
  /// since the address has had its mails for the day; then it is due on the next day. Counts the mail for the day of
  /// its address; settle() undoes that if the try passes without effect.
  Result<bool> begin(const OutboxMail& mail, Seconds now);
  /// Called after a try.
  std::optional<Fault> settle(const OutboxMail& mail, MailEnd end, std::int64_t code, const std::string& said,
                              Seconds now);
  /// Called if the document of the mail is too large, or the server says so: the mail is due now, without it.
  std::optional<Fault> leave_out_file(const OutboxMail& mail, std::int64_t code, const std::string& said, Seconds now);
  /// Gives back a claimed mail that was not tried; it is due again in `seconds`.
  std::optional<Fault> postpone(const OutboxMail& mail, Seconds seconds, Seconds now);
  /// Removes a mail that has nothing to say.
  std::optional<Fault> remove(const std::string& id);
  /// Makes mail unsure whose sending was interrupted long ago.
  std::optional<Fault> recover(Seconds now);

  /// Returns mails, the latest first. `state`: only those in this state.
  Result<std::vector<OutboxMail>> list(std::optional<MailState> state, std::size_t count);
  /// Returns the requests to a hook, the latest first.
  Result<std::vector<OutboxMail>> of_hook(const std::string& hook, std::size_t count);
  /// Returns the mails of a submission, the first one first.
  Result<std::vector<OutboxMail>> of_submission(const std::string& submission);
  Result<OutboxMail> get(const std::string& id);
  /// Returns the number of mails in each state that has any.
  Result<std::vector<std::pair<MailState, std::int64_t>>> count();
  /// Makes a mail due now that was given up, cancelled, or is waiting. WrongState if it is being sent, or was sent; a
  /// request to a hook can be sent again.
  std::optional<Fault> retry(const std::string& id, Seconds now);
  /// Cancels a mail. WrongState if it has been handed to the server already.
  std::optional<Fault> cancel(const std::string& id, Seconds now);
  /// Called if the mail server reports later that a mail could not be delivered: marks the mail and its address.
  /// NotFound if there is no such mail, or it was not sent; repeated reports are accepted.
  std::optional<Fault> bounce(const std::string& id, const std::string& said, Seconds now);
  /// Records a later report of the mail server. ForGood: as bounce(). GivenUp: the mail becomes failed, its address
  /// stays unmarked. Delayed: only recorded.
  std::optional<Fault> note_return(const std::string& id, ReturnFate fate, const std::string& said, Seconds now);
  /// Removes contents and addresses of mail that was sent before `before`; times, names and codes stay. For data
  /// protection: after 90 days (upkeep.cpp) the row only tells that a mail was sent, and when.
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
