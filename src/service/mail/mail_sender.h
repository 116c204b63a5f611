// MailSender: hands finished mail to the server, requests to other programs and to the provider of logins, and
// looks into the mailbox for returned mail, in a separate process for each of the four. Only that process has the
// password and may open connections; it has no database and no other files (seccomp and Landlock, if the system has
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

/// A message to one recipient. `from` is the return path (RFC 5321, MAIL
/// FROM), such as `bounce+ID@office.example`, not the `From:` that people
/// see.
struct ReadyMail {
  std::string from;  // address to which failures are returned
  std::string to;    // address
  std::string bytes;
  std::chrono::milliseconds limit{60'000};
};

/// A request to another program. `headers` have the signature of the hook; HookCaller makes
/// them.
struct ReadyCall {
  std::string address;               // https
  std::vector<std::string> headers;  // `Name: value`
  std::string body;
  std::vector<std::string> networks;  // local networks that may be reached
  std::chrono::milliseconds limit{10'000};
};

/// A request to the provider of logins, whose answer is read: see oidc/detail/provider.h.
struct ReadyQuestion {
  /// How the client authenticates itself in a POST.
  enum class Client : std::uint8_t { Basic, Post };
  std::string address;    // for which is_provider_address is true
  std::string form = {};  // form to be posted; empty: GET
  Client client = Client::Basic;
  std::size_t most = std::size_t{64} << 10;  // limit for the answer, in bytes
  std::chrono::milliseconds limit{10'000};
};

/// The result of a try. Taken: the server has the mail, or answered as expected. Refused: it refused, with the
/// reason in `code`. Unsure: it may have the mail. Lost: it never got the mail, so the next try cannot send it
/// twice.
struct SentMail {
  resources::MailAnswer::State state = resources::MailAnswer::State::Lost;
  long code = 0;                 // code of its reply; 0: no reply
  bool is_of_recipient = false;  // the server refused the address of the recipient
  std::string reason = {};       // without addresses
  std::string body = {};         // body of the answer to a question
};

/// The largest message, in bytes.
inline constexpr std::size_t kMaxMailBytes = std::size_t{32} << 20;
/// Larger documents are not attached, but are on the page of the form: many servers refuse mail of 10 MB, and base64
/// adds a third.
inline constexpr std::size_t kMaxMailFile = std::size_t{5} << 20;

/// Returns at most 200 bytes of a reason, without words that contain an `@`, since replies of servers often quote
/// addresses.
std::string without_addresses(std::string_view reason);

/// Takes one order at a time: the owner (Mailer, HookCaller, Provider, BounceReader, each with a MailSender of its own)
/// waits for `done` before the next one.
class MailSender {
 public:
  using Done = std::function<void(const SentMail&)>;

  /// The loop must outlive it. `program` with `arguments` calls run_mail_sender.
  MailSender(http::EventLoop& loop, std::string program, std::vector<std::string> arguments);
  MailSender(const MailSender&) = delete;
  MailSender& operator=(const MailSender&) = delete;

  bool is_busy() const { return static_cast<bool>(done_); }
  /// Sends one message; `done` is called once, from the loop. Must not be called while it is busy. Starts the process
  /// if necessary. If the process ends before it has answered, the mail counts as unsure, since the server may have it.
  void send(const ReadyMail& mail, Done done);
  /// Sends a request in the same way: Taken for a status below 300, Refused for others, Lost if there was none.
  void post(const ReadyCall& call, Done done);
  /// Sends a question in the same way, and returns the body of the answer: Taken for status 200.
  void ask(const ReadyQuestion& question, Done done);
  /// Asks the process that reads the mailbox for returned mail: see detail/bounce_process.h.
  void ask_mailbox(base::Json question, std::chrono::milliseconds limit, Done done);
  /// Makes the next message be sent by a new process, which reads settings and password again.
  void renew() { is_old_ = true; }

 private:
  void hand_over(const std::string& head, const std::string& bytes, std::chrono::milliseconds limit, Done done);
  void take_answer(const std::string& message);
  // Ends the process after anything that is not an answer: a process that violates the protocol cannot be trusted with
  // the next mail.
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

/// Returns whether a program at this address may be told of events: false if the address is in a local
/// network, unless that network is allowed. Called for each address that a name resolves to, directly before
/// connecting, so that a hook's host name cannot lead to the machines of the office (server-side request
/// forgery).
bool may_be_called(const std::string& address, const std::vector<std::string>& allowed);

/// The files that the process reads at its start. The members that are set decide whether the process sends mail and
/// requests, or reads a mailbox.
struct SenderFiles {
  std::string settings;            // settings of mail; if empty, it sends requests only
  std::string credentials_folder;  // of systemd
  std::string certificates;        // certificates of the authorities trusted for other programs; empty: the system's
  std::string oidc;                // settings of the provider of logins; empty: passwords only
  std::string mailbox;             // settings of mail whose mailbox it reads, which is then its only task
};

/// Runs the process: reads the password, gives up its rights, and sends what arrives on the socket until it is closed.
/// Returns the exit status.
int run_mail_sender(resources::FileDescriptor socket, const SenderFiles& files);

}  // namespace gongwen::service
