// BounceReader: the part of the front that learns from a mailbox which mail has been returned. Every few minutes a
// process of its own looks into it; what it found is noted, and only then marked there as handled.
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
  std::vector<std::string> arguments;  // with which it calls run_mail_sender
  std::function<std::int64_t()> clock;
  Log log;  // may be empty
};

/// Started by serve() if the settings of mail name a mailbox. One look at a time: look(), take_reports(), note_report()
/// for each, mark() for those that were noted, then a pause.
class BounceReader {
 public:
  /// The settings have a mailbox. All that is given must outlive it.
  BounceReader(http::EventLoop& loop, inbox::Inbox& inbox, const MailSettings& settings, BounceReaderOptions options);
  BounceReader(const BounceReader&) = delete;
  BounceReader& operator=(const BounceReader&) = delete;

  void start() { look(); }
  /// Looks now, by a new process, which reads settings and password again.
  void renew();
  void stop();

  /// For Prometheus: how looks have ended since the start, and what was found.
  std::string metrics() const;

 private:
  void look();
  // With `is_asked_`, or if there are more messages, the next look comes at once.
  void look_again(std::chrono::milliseconds time);
  void end_look();
  void take_reports(const SentMail& sent);
  /// Returns whether the report needs no further look.
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
  bool is_asked_ = false;  // to look now, while it was looking
  // Both start at 0, so the first look after a start reads everything unread of the last two weeks.
  std::uint64_t validity_ = 0;  // of the folder, at the last look
  std::uint64_t after_ = 0;     // the number of the last message that was looked at
  // UIDs of reports that are noted in the database and not yet marked in the mailbox.
  std::vector<std::int64_t> handled_;
  std::array<std::uint64_t, 2> looks_{};     // done, failed
  std::array<std::uint64_t, 3> returned_{};  // by ReturnFate
  http::EventLoop::Timer timer_;
};

}  // namespace gongwen::service
