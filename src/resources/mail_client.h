// MailClient: hands messages to a mail server over SMTP (RFC 5321) through libcurl, which is loaded with the first one.
//   resources::MailClient client({.url = "smtp://mail.example:587", .user = "bulletin", .password = password});
//   const MailAnswer answer = client.send({from, to, message}, std::chrono::seconds(60));
//   if (answer.state != MailAnswer::State::Taken) report(answer.reason);
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::resources {

struct MailServer {
  std::string url;  // `smtp://host:587`, or `smtps://host:465` with TLS from the first byte
  /// Requires STARTTLS of a server of `smtp://`; nothing is sent to a server that does not offer it.
  bool needs_tls = true;
  std::string certificates = {};  // file with CA certificates; empty: the system's
  std::string user = {};          // empty: without authentication
  std::string password = {};
};

/// One message to one recipient.
struct MailEnvelope {
  const std::string& from;   // address
  const std::string& to;     // address
  std::string_view message;  // with headers (RFC 5322); lines end with CRLF
};

struct MailAnswer {
  enum class State : std::uint8_t {
    Taken,    // by the server, which delivers it from now on
    Refused,  // by the server: this message or this recipient
    Unsure,   // the connection broke after the message was sent: the server may have it
    Lost,     // no server, no TLS, a wrong password, out of time
  };
  State state = State::Lost;
  long code = 0;                 // the last reply's; 0: none came
  bool is_of_recipient = false;  // the refusal is one of the recipient's address
  std::string reason = {};       // in words, with the last reply; no secrets
  std::string reply = {};        // the last refusal as the server wrote it, in ASCII; empty: none came
};

/// A connection that stays open between messages. Only one thread may use it at a time.
class MailClient {
 public:
  explicit MailClient(MailServer server);
  MailClient(const MailClient&) = delete;
  MailClient& operator=(const MailClient&) = delete;
  ~MailClient();

  /// Waits for the server's answer for up to `time`. Addresses that are not is_mail_address are refused with the code
  /// 553, and no server is asked.
  MailAnswer send(const MailEnvelope& envelope, std::chrono::milliseconds time);

 private:
  MailServer server_;
  void* handle_ = nullptr;  // libcurl's easy handle
};

}  // namespace gongwen::resources
