// Provider: the provider of logins as the front sees it (OpenID Connect, authorisation code with PKCE). It tells where
// to send browsers, and which person a returned code stands for. A separate process asks the provider; its metadata and
// keys are cached for an hour.
//   Provider provider(loop, {program, arguments, settings, clock, log});
//   provider.begin(attempt, [](std::optional<std::string> address) { … });
//   provider.finish(attempt, {code, issuer}, [](const ProviderLogin& login) { … });
#pragma once

#include "service/http/event_loop.h"
#include "service/log.h"
#include "service/mail/mail_sender.h"
#include "service/oidc/detail/id_token.h"
#include "service/oidc/detail/login_attempt.h"
#include "service/oidc/oidc_settings.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Returns the error that the provider names, if it looks like a word of the standard (RFC 6749, 4.1.2.1 and 5.2);
/// otherwise `otherwise`. Only such words get into log and audit.
std::string provider_error(std::string_view named, std::string_view otherwise);

/// The reply that a browser brings from the provider, in the query of `/office/oidc/answer`. Not trusted before
/// finish() has checked it.
struct ProviderReply {
  std::string code;
  std::string issuer;  // RFC 9207; empty: not stated
};

/// The result that the page shows: only Known leads to a login. `subject` is then looked up in Bindings.
struct ProviderLogin {
  enum class End : std::uint8_t {
    Known,        // the person is identified
    Unreachable,  // no answer, or an unusable one
    Refused,      // the provider does not accept the code, or this client
    WrongTime,    // the clocks differ
    BadToken
  };
  End end = End::Unreachable;
  std::string subject = {};  // set if Known
  std::string reason = {};   // otherwise one word for the audit
};

struct ProviderOptions {
  std::string program;                 // of the process that asks
  std::vector<std::string> arguments;  // arguments that make it call run_mail_sender
  OidcSettings settings;
  std::function<std::int64_t()> clock;
  Log log;  // may be empty
};

/// Order for a login: the page makes a LoginAttempt, begin() gives the address, the browser comes back with a code,
/// finish() identifies the person. begin() and finish() may answer immediately or later, from the loop; each `done` is
/// called exactly once.
class Provider {
 public:
  static constexpr std::chrono::hours kKept{1};
  /// The least time between fetches of keys that an unknown key causes, and after a failure.
  static constexpr std::chrono::minutes kBetweenUnknown{1};
  static constexpr std::chrono::seconds kBetweenFailures{3};

  /// The loop must outlive it.
  Provider(http::EventLoop& loop, ProviderOptions options);
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  const OidcSettings& settings() const { return options_.settings; }
  /// Calls `done` with the address to which the browser is sent; nullopt if the provider cannot be used now.
  void begin(const LoginAttempt& attempt, std::function<void(std::optional<std::string> address)> done);
  /// Exchanges the code and checks the token.
  void finish(const LoginAttempt& attempt, const ProviderReply& reply, std::function<void(const ProviderLogin&)> done);
  /// Clears the cache, and starts a new process, which reads settings and secret again.
  void renew();

 private:
  /// The provider's metadata (OpenID Connect Discovery 1.0, section 3), as far as it is used here.
  struct Facts {
    std::string authorisation;
    std::string token;
    std::string keys_address;
    bool says_issuer = false;
    ReadyQuestion::Client client = ReadyQuestion::Client::Basic;
    std::vector<ProviderKey> keys = {};
  };
  struct Redeemed;
  using Asked = std::function<void(const SentMail&)>;

  static std::optional<Facts> parse_facts(const std::string& body, const std::string& issuer);
  /// Calls `done` once the metadata is available, or cannot be fetched.
  void with_facts(std::function<void()> done);
  void settle_facts(std::optional<Facts> facts, std::string_view what, const SentMail& sent);
  void redeem(const LoginAttempt& attempt, const ProviderReply& reply, std::function<void(const ProviderLogin&)> done);
  void judge(const Redeemed& redeemed, bool may_fetch);
  void ask(ReadyQuestion question, Asked done);
  void ask_next();
  void tell(std::string_view what, const SentMail& sent) const;

  http::EventLoop& loop_;
  ProviderOptions options_;
  MailSender sender_;
  struct Waiting {
    ReadyQuestion question;
    Asked done;
    std::int64_t until = 0;
  };
  // The process answers one question at a time; a burst of logins waits here, each for at most kLongestWait.
  std::deque<Waiting> waiting_;
  std::optional<Facts> facts_;
  std::int64_t facts_until_ = 0;   // steady clock in milliseconds, like the next two
  std::int64_t next_try_ = 0;      // after a failure
  std::int64_t next_unknown_ = 0;  // earliest fetch of keys because of an unknown one
  // Logins that came while the metadata was being fetched.
  std::vector<std::function<void()>> waiting_for_facts_;
};

}  // namespace gongwen::service
