// Mailer: the part of the front that empties the outbox. Every second it claims the mails that are due, has a worker
// write each, and gives the finished bytes to the sending process, one at a time.
//   Mailer mailer(pool, inbox, settings, {program, arguments, clock, log});
//   mailer.start();
#pragma once

#include "base/json.h"
#include "service/detail/letters.h"
#include "service/detail/rate_limit.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/outbox.h"
#include "service/log.h"
#include "service/mail/mail_sender.h"
#include "service/mail/mail_settings.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

/// The program is this one; `arguments` make it the sending process (mail_sender.h).
struct MailerOptions {
  std::string program;                 // of the sending process
  std::vector<std::string> arguments;  // arguments that make it call run_mail_sender
  std::function<std::int64_t()> clock;
  Log log;                                                          // may be empty
  diagnostics::Language language = diagnostics::Language::Chinese;  // of mail to accounts
  std::string letter_kind{kLetterKind};                             // kind of the notices that are attached
};

/// Returns the text of a mail with the name of its document in all places for it.
std::string with_file_name(std::string_view text, std::string_view name);

/// Returns made-up values for all places of a mail about a form, as a worker's task has them, to show what the mail
/// looks like.
std::string sample_mail_facts(diagnostics::Language language, inbox::Seconds now);

/// Life of a mail here: claim() → write() (worker: text) → make_file() (worker: document, if one is attached) →
/// finish() (bytes) → send_next() → take_end() → settle(). A failure in between leaves a row in the outbox that is
/// claimed again.
class Mailer {
 public:
  /// From now on events of the inbox cause mail. All arguments must outlive it.
  Mailer(WorkerPool& pool, inbox::Inbox& inbox, MailSettings settings, MailerOptions options);
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  void start() { round(); }
  /// Makes the sending process read settings and password again.
  void renew() { sender_.renew(); }
  /// Claims no more mail; a mail that is being sent is finished.
  void stop();

  /// Returns metrics for Prometheus: how tries have ended since the start.
  std::string metrics() const;

 private:
  /// The texts of a mail as a worker has written them.
  struct Words {
    std::string subject;
    std::string text;
    std::string with_file;  // text of the mail with the document; empty if none is attached
    std::string form;       // title of the form, and the Chinese one
    std::string form_zh;
  };
  struct File {
    std::string name;
    std::string_view type;
    std::string bytes;
  };
  /// A mail that waits for the sending process; its bytes are complete.
  struct Written {
    inbox::OutboxMail mail;
    std::string bytes;
    bool has_file = false;  // has a document, without which the mail can also be sent
  };

  void round();
  void order_digests(inbox::Seconds now);
  std::optional<inbox::Fault> add_digest(const inbox::OutboxMail& mail, base::Json& facts);
  void write(const inbox::OutboxMail& mail);
  std::optional<inbox::Fault> add_secrets(const inbox::OutboxMail& mail, base::Json& facts);
  std::optional<inbox::Fault> add_forms(const inbox::OutboxMail& mail, base::Json& facts);
  inbox::Result<std::string> make_link(const std::string& submission, const std::string& draft,
                                       const std::string& mail);
  /// Leaves a mail for later. `why`: `database`, `worker` or `time`.
  void postpone(const inbox::OutboxMail& mail, std::string_view why);
  void take_text(const inbox::OutboxMail& mail, const PoolAnswer& answer);
  inbox::Result<Task> file_task(const inbox::OutboxMail& mail, const Words& words);
  void make_file(const inbox::OutboxMail& mail, const Words& words);
  void take_file(const inbox::OutboxMail& mail, Words words, const PoolAnswer& answer);
  void leave_out_file(const inbox::OutboxMail& mail, std::int64_t code, const std::string& said);
  std::optional<File> calendar_of(const inbox::OutboxMail& mail, const Words& words) const;
  void finish(const inbox::OutboxMail& mail, const Words& words, const std::optional<File>& file);
  void send_next();
  void take_end(const inbox::OutboxMail& mail, bool has_file, const SentMail& sent);
  void settle(const inbox::OutboxMail& mail, inbox::MailEnd end, std::int64_t code, const std::string& said);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  MailSettings settings_;
  MailerOptions options_;
  RateLimit rate_;
  MailSender sender_;
  // Has at most kClaimedAtOnce mails, since no more are claimed.
  std::deque<Written> written_;
  std::size_t writing_ = 0;
  bool stops_ = false;
  std::int64_t digest_day_ = 0;  // the last day for which digests were ordered
  http::EventLoop::Timer timer_;
  std::vector<std::pair<std::string_view, std::uint64_t>> counters_;
};

}  // namespace gongwen::service
