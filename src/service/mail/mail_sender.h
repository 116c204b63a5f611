// MailSender: hands finished mail to the server, requests to programs of others and to the provider of logins, and
// looks into the mailbox of returned mail, in a process of its own for each of the four. That process alone has the
// password, and may open connections; it has no database and no other files (seccomp and Landlock, where the system has
// them).
//   MailSender sender(loop, program, arguments);
//   sender.send({from, to, bytes, limit}, [](const SentMail& sent) { … });
#pragma once

#include "base/json.h"
#include "resources/file_descriptor.h"
#include "resources/mail_client.h"
#include "service/http/event_loop.h"
#include "service/mail/mail_settings.h"
#include "service/worker.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace gongwen::service {

/// A message to one recipient.
/// `from` is the return path (RFC 5321, MAIL FROM), such as `bounce+ID@office.example`, not the `From:` that people
/// see.
struct ReadyMail {
  std::string from;  // address to which failures are returned
  std::string to;    // address
  std::string bytes;
  std::chrono::milliseconds limit{60'000};
};

/// A request to a program of others.
/// `headers` carry the signature of the hook; HookCaller makes them.
struct ReadyCall {
  std::string address;               // https
  std::vector<std::string> headers;  // `Name: value`
  std::string body;
  std::vector<std::string> networks;  // of the operator's own, that may be reached
  std::chrono::milliseconds limit{10'000};
};

/// A request to the provider of logins, whose answer is read: see oidc/detail/provider.h.
struct ReadyQuestion {
  /// How the client names itself in a POST.
  enum class Client : std::uint8_t { Basic, Post };
  std::string address;    // is_provider_address
  std::string form = {};  // that is posted; empty: GET
  Client client = Client::Basic;
  std::size_t most = std::size_t{64} << 10;  // bytes of the answer
  std::chrono::milliseconds limit{10'000};
};

/// What the server said.
/// Taken: the server has the mail, or answered as wanted. Refused: it said no, `code` tells why. Unsure: it may have
/// it. Lost: it never got it, so the next try cannot send it twice.
struct SentMail {
  resources::MailAnswer::State state = resources::MailAnswer::State::Lost;
  long code = 0;                 // of its reply; 0: none came
  bool is_of_recipient = false;  // it refused the address of the recipient
  std::string reason = {};       // without addresses
  std::string body = {};         // of the answer to a question
};

/// The largest message, in bytes.
inline constexpr std::size_t kMaxMailBytes = std::size_t{32} << 20;
/// Larger documents do not go along, but are on the page of the form: many servers refuse mail of 10 MB, and base64
/// adds a third.
inline constexpr std::size_t kMaxMailFile = std::size_t{5} << 20;

/// A reason without words that have an `@`, and at most 200 bytes: what servers say often quotes addresses.
std::string without_addresses(std::string_view reason);

/// One order at a time: the owner (Mailer, HookCaller, Provider, BounceReader, each with a MailSender of its own) waits
/// for `done` before the next one.
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
  /// The same for a request: Taken for a status below 300, Refused for others, Lost without one.
  void post(const ReadyCall& call, Done done);
  /// The same for a question, of whose answer the body is kept: Taken for status 200.
  void ask(const ReadyQuestion& question, Done done);
  /// Asks the process that reads the mailbox of returned mail: see detail/bounce_process.h.
  void ask_mailbox(base::Json question, std::chrono::milliseconds limit, Done done);
  /// The next message is sent by a new process, which reads settings and password again.
  void renew() { is_old_ = true; }

 private:
  void hand_over(const std::string& head, const std::string& bytes, std::chrono::milliseconds limit, Done done);
  void take_answer(const std::string& message);
  // Ends the process on anything that is not an answer: a process that does not keep to the protocol cannot be trusted
  // with the next mail.
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

/// Whether a program of others at this address may be told of events: not if it is in the networks of machines of one's
/// own, unless it is in one of those that are allowed.
/// Asked for each address that a name resolves to, directly before connecting: a hook's host name cannot lead to the
/// machines of the office (server-side request forgery).
bool may_be_called(const std::string& address, const std::vector<std::string>& allowed);

/// What the process reads at its start.
/// Which member is set decides what the process is: one that sends mail and requests, or one that reads a mailbox.
struct SenderFiles {
  std::string settings;            // of mail; empty: it sends requests only
  std::string credentials_folder;  // of systemd
  std::string certificates;        // of the authorities that programs of others are trusted by; empty: the system's
  std::string oidc;                // settings of the provider of logins; empty: passwords alone
  std::string mailbox;             // settings of mail whose mailbox it reads; then it does nothing else
};

/// The process: reads the password, gives up its rights, and sends what comes on the socket until it is closed. Returns
/// the exit status.
int run_mail_sender(resources::FileDescriptor socket, const SenderFiles& files);

}  // namespace gongwen::service
