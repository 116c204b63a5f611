// BounceReader: the part of the front that finds out from a mailbox which mail was returned. Every few minutes it
// starts a process that looks into the mailbox; a report is marked there as handled only after it has been stored.
//   BounceReader reader(loop, inbox, settings, {program, arguments, clock, log});
//   reader.start();
#pragma once

#include "base/json.h"
#include "service/http/event_loop.h"
#include "service/inbox/outbox.h"
#include "service/log.h"
#include "service/mail/mail_sender.h"
#include "service/mail/mail_settings.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

struct BounceReaderOptions {
  std::string program;                 // of the reading process
  std::vector<std::string> arguments;  // arguments that make it call run_mail_sender
  std::function<std::int64_t()> clock;
  Log log;  // may be empty
};

/// Started by serve() if the mail settings name a mailbox. Only one look runs at a time: look(), take_reports(),
/// note_report() for each, mark() for those that were noted, then a pause.
class BounceReader {
 public:
  /// The settings must have a mailbox. All arguments must outlive it.
  BounceReader(http::EventLoop& loop, inbox::Inbox& inbox, const MailSettings& settings, BounceReaderOptions options);
  BounceReader(const BounceReader&) = delete;
  BounceReader& operator=(const BounceReader&) = delete;

  void start() { look(); }
  /// Looks immediately, with a new process that reads settings and password again.
  void renew();
  void stop();

  /// Returns metrics for Prometheus: how looks have ended since the start, and what was found.
  std::string metrics() const;

 private:
  void look();
  // If `is_asked_` is set, or if there are more messages, looks again immediately.
  void look_again(std::chrono::milliseconds time);
  void end_look();
  void take_reports(const SentMail& sent);
  /// Returns whether the report is done with, so that it can be marked as handled.
  bool note_report(const base::JsonView& report);
  void mark(std::uint64_t validity);
  void write_log(LogLevel level, std::string_view end, std::string_view said, std::uint64_t messages);

  http::EventLoop& loop_;
  inbox::Inbox& inbox_;
  std::chrono::milliseconds interval_;
  BounceReaderOptions options_;
  MailSender process_;
  bool stops_ = false;
  bool has_more_ = false;
  bool is_asked_ = false;  // a look was requested while one was running
  // Both start at 0, so the first look after a start reads everything unread of the last two weeks.
  std::uint64_t validity_ = 0;  // of the folder at the last look (UIDVALIDITY)
  std::uint64_t after_ = 0;     // number (UID) of the last message that was looked at
  // UIDs of reports that are stored in the database and not yet marked in the mailbox.
  std::vector<std::int64_t> handled_;
  std::array<std::uint64_t, 2> looks_{};     // done, failed
  std::array<std::uint64_t, 3> returned_{};  // by ReturnFate
  http::EventLoop::Timer timer_;
};

}  // namespace gongwen::service
