// HookCaller: the part of the front that tells other programs what has happened to submissions (inbox/hooks.h). Every
// second it claims the calls that are due, signs each request, and gives it to the sending process, one at a time.
//   HookCaller caller(loop, inbox, {program, arguments, "/var/lib/gongwen/keys/box", networks, clock, log});
//   caller.start();
#pragma once

#include "service/http/event_loop.h"
#include "service/inbox/hooks.h"
#include "service/inbox/outbox.h"
#include "service/log.h"
#include "service/mail/mail_sender.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

struct HookCallerOptions {
  std::string program;                 // of the sending process
  std::vector<std::string> arguments;  // arguments that make it call run_mail_sender
  std::string key_file;                // file of the key by which secrets are sealed
  std::vector<std::string> networks;   // local networks that may be reached
  std::function<std::int64_t()> clock;
  Log log;  // may be empty
};

/// Returns the name of a hook's event as requests have it: `submission.accept`.
std::string hook_event_type(std::string_view event);

/// Returns `{"id":…,"type":…,"time":…,"submission":…,"receipt":…,"state":…,"revision":…}`, the same at each try. Values
/// of the form are not included: the program asks the API for them with a key of its own (see hooks.h).
std::string hook_body(const inbox::OutboxMail& call);

/// Returns the value of `webhook-signature`: for each secret `v1,` and the HMAC of `id.timestamp.body`, separated by
/// spaces. Secrets are `whsec_` and base64, as programs that follow Standard Webhooks expect them. Call only after
/// Box::open.
std::string hook_signature(const std::vector<std::string>& secrets, std::string_view id, std::int64_t timestamp,
                           std::string_view body);
/// Returns a new secret of 256 bits.
std::string new_hook_secret();

/// Owned by serve() if there is a folder of keys. Only one request runs at a time; a slow program delays the others by
/// at most its time limit, since its further requests are postponed after a failure.
class HookCaller {
 public:
  /// From now on events of the inbox cause requests. All arguments must outlive it.
  HookCaller(http::EventLoop& loop, inbox::Inbox& inbox, HookCallerOptions options);
  HookCaller(const HookCaller&) = delete;
  HookCaller& operator=(const HookCaller&) = delete;

  void start() { round(); }
  void stop();

  /// Returns metrics for Prometheus: how tries have ended since the start.
  std::string metrics() const;

 private:
  // round() claims calls, call_next() sends one after another, take_end() stores the result and continues.
  void round();
  void call_next();
  bool call(const inbox::OutboxMail& row);
  void take_end(const inbox::OutboxMail& row, const SentMail& sent);

  http::EventLoop& loop_;
  inbox::Inbox& inbox_;
  HookCallerOptions options_;
  MailSender sender_;
  std::deque<inbox::OutboxMail> waiting_;
  bool stops_ = false;
  http::EventLoop::Timer timer_;
  std::uint64_t succeeded_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace gongwen::service
