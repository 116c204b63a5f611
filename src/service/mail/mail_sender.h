// MailSender: hands finished mail to the server, in a process of its own. That process alone has the password, and may
// open connections; it has no database and no other files (seccomp and Landlock, where the system has them).
//   MailSender sender(loop, program, arguments);
//   sender.send({from, to, bytes, limit}, [](const SentMail& sent) { … });
#pragma once

#include "http/event_loop.h"
#include "resources/file_descriptor.h"
#include "resources/mail_client.h"
#include "service/mail/mail_settings.h"
#include "service/worker.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace gongwen::service {

/// A message to one recipient.
struct ReadyMail {
  std::string from;  // address to which failures are returned
  std::string to;    // address
  std::string bytes;
  std::chrono::milliseconds limit{60'000};
};

/// What the server said.
struct SentMail {
  resources::MailAnswer::State state = resources::MailAnswer::State::Lost;
  long code = 0;                 // of its reply; 0: none came
  bool is_of_recipient = false;  // it refused the address of the recipient
  std::string reason = {};       // without addresses
};

/// The largest message, in bytes.
inline constexpr std::size_t kMaxMailBytes = std::size_t{32} << 20;

/// A reason without words that have an `@`, and at most 200 bytes: what servers say often quotes addresses.
std::string without_addresses(std::string_view reason);

class MailSender {
 public:
  using Done = std::function<void(const SentMail&)>;

  /// The loop must outlive it. `program` with `arguments` calls run_mail_sender.
  MailSender(http::EventLoop& loop, std::string program, std::vector<std::string> arguments);
  MailSender(const MailSender&) = delete;
  MailSender& operator=(const MailSender&) = delete;

  bool is_busy() const { return static_cast<bool>(done_); }
  /// Sends one message; `done` is called once, from the loop. Only while it is not busy. Starts the process if it does
  /// not run. If it ends before it has answered, the mail counts as unsure: the server may have it.
  void send(const ReadyMail& mail, Done done);
  /// The next message is sent by a new process, which reads settings and password again.
  void renew() { is_old_ = true; }

 private:
  void take_answer(const std::string& message);
  void take_end();
  void finish(SentMail sent);

  http::EventLoop& loop_;
  std::string program_;
  std::vector<std::string> arguments_;
  WorkerLink link_;
  std::string messages_;
  Done done_;
  bool is_old_ = false;
  http::EventLoop::Timer limit_;
};

/// The process: reads the password, gives up its rights, and sends what comes on the socket until it is closed. Returns
/// the exit status.
int run_mail_sender(resources::FileDescriptor socket, const std::string& settings,
                    const std::string& credentials_folder);

}  // namespace gongwen::service
