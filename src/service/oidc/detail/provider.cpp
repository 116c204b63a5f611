#include "service/oidc/detail/provider.h"

#include "base/json.h"
#include "resources/environment.h"
#include "service/http/form.h"
#include "service/inbox/secrets.h"
#include "sign/digest.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gongwen::service {
namespace {

// Beyond it logins are refused immediately: people press the button again, and programs do not log in here.
constexpr std::size_t kMostQuestions = 50;
constexpr std::chrono::seconds kLongestWait{20};  // how long a question waits for those before it
constexpr std::size_t kMostOfKeys = std::size_t{256} << 10;
constexpr base::JsonReadLimits kProviderJson{std::size_t{256} << 10, 64, 50'000};

std::optional<base::Json> parse_answer(const SentMail& sent) {
  if (sent.state != resources::MailAnswer::State::Taken) return std::nullopt;
  auto json = base::parse_json(sent.body, kProviderJson);
  return json && json->view().is_object() ? std::move(json) : std::nullopt;
}

/// Returns the error of an answer without tokens.
std::string error_word(std::string_view body) {
  const auto json = base::parse_json(body, kProviderJson);
  return provider_error(json && json->view().is_object() ? json->view().text_of("error") : std::string(), "no-tokens");
}

bool has_text(const base::JsonView& list, std::string_view text) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list.at(i).text() == text) return true;
  }
  return false;
}

}  // namespace

/// An ID token whose key may have to be fetched. Stored while keys are fetched, since the code can be exchanged only
/// once.
struct Provider::Redeemed {
  std::string token;
  TokenChecks checks;
  std::function<void(const ProviderLogin&)> done;
};

// The text comes from a server or, in the address, from any client: without this check log and audit would have
// arbitrary texts.
std::string provider_error(std::string_view named, std::string_view otherwise) {
  constexpr std::size_t kLongest = 40;
  const bool is_word =
      !named.empty() && named.size() <= kLongest &&
      std::all_of(named.begin(), named.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return std::string(is_word ? named : otherwise);
}

Provider::Provider(http::EventLoop& loop, ProviderOptions options)
    : loop_(loop), options_(std::move(options)), sender_(loop, options_.program, options_.arguments) {}

void Provider::begin(const LoginAttempt& attempt, std::function<void(std::optional<std::string>)> done) {
  with_facts([this, attempt, done = std::move(done)] {
    // The metadata may have been dropped between the two requests.
    const auto challenge = sign::digest("SHA-256", attempt.verifier);
    // PKCE (RFC 7636, 4.2): the hash is public, the verifier goes only to the token endpoint, so a stolen code is
    // useless.
    if (!facts_ || !challenge) return done(std::nullopt);
    const std::vector<http::FormField> query{{"response_type", "code"},
                                             {"client_id", settings().client},
                                             {"redirect_uri", settings().answer_address()},
                                             {"scope", settings().scopes},
                                             {"state", attempt.state},
                                             {"nonce", attempt.nonce},
                                             {"code_challenge", base64url(*challenge)},
                                             {"code_challenge_method", "S256"}};
    const std::string& address = facts_->authorisation;
    done(address + (address.find('?') == std::string::npos ? '?' : '&') + http::write_form(query));
  });
}

void Provider::finish(const LoginAttempt& attempt, const ProviderReply& reply,
                      std::function<void(const ProviderLogin&)> done) {
  with_facts([this, attempt, reply, done = std::move(done)]() mutable {
    if (!facts_) return done({ProviderLogin::End::Unreachable, {}, "unreachable"});
    // The answer of another provider must not be mistaken for one of this one (RFC 9207, 2.4). A provider that promises
    // `iss` (RFC 9207) and does not send it is refused, too.
    const bool is_ours = reply.issuer.empty() ? !facts_->says_issuer : reply.issuer == settings().issuer;
    if (!is_ours) return done({ProviderLogin::End::BadToken, {}, "wrong-issuer"});
    redeem(attempt, reply, std::move(done));
  });
}

void Provider::renew() {
  sender_.renew();
  facts_until_ = 0;
  next_try_ = 0;
}

void Provider::redeem(const LoginAttempt& attempt, const ProviderReply& reply,
                      std::function<void(const ProviderLogin&)> done) {
  const std::vector<http::FormField> form{{"grant_type", "authorization_code"},
                                          {"code", reply.code},
                                          // Must be the same text as in the request for authorisation (RFC 6749,
                                          // 4.1.3).
                                          {"redirect_uri", settings().answer_address()},
                                          {"code_verifier", attempt.verifier}};
  ReadyQuestion question{facts_->token, http::write_form(form), facts_->client};
  ask(std::move(question), [this, nonce = attempt.nonce, done = std::move(done)](const SentMail& sent) {
    using End = ProviderLogin::End;
    const auto json = parse_answer(sent);
    const std::string token = json ? json->view().text_of("id_token") : std::string();
    constexpr long kFirstOfServer = 500;
    // 5xx and no answer are faults of the provider; the user may try again. 4xx means that code or client are wrong.
    if (sent.code == 0 || sent.code >= kFirstOfServer) {
      tell("token", sent);
      return done({End::Unreachable, {}, "unreachable"});
    }
    if (token.empty()) {
      tell("token", sent);
      return done({End::Refused, {}, error_word(sent.body)});
    }
    judge({token,
           {settings().issuer, settings().client, nonce, json->view().text_of("access_token"), options_.clock()},
           done},
          true);
  });
}

void Provider::judge(const Redeemed& redeemed, bool may_fetch) {
  using End = ProviderLogin::End;
  const std::vector<ProviderKey> none;
  const auto subject = check_id_token(redeemed.token, facts_ ? facts_->keys : none, redeemed.checks);
  if (subject) return redeemed.done({End::Known, *subject, {}});
  const std::int64_t now = resources::steady_milliseconds();
  // At most once a minute, so that tokens with invented key ids do not make the service ask all the time.
  if (subject.error() == TokenFault::UnknownKey && may_fetch && facts_ && now >= next_unknown_) {
    // The provider may have changed its keys.
    next_unknown_ = now + std::chrono::milliseconds(kBetweenUnknown).count();
    ReadyQuestion question{facts_->keys_address};
    question.most = kMostOfKeys;
    return ask(std::move(question), [this, redeemed](const SentMail& sent) {
      auto keys = sent.state == resources::MailAnswer::State::Taken ? parse_provider_keys(sent.body) : std::nullopt;
      if (!keys) tell("keys", sent);
      if (keys && facts_) facts_->keys = *std::move(keys);
      // Not a second time: a key that is not found now is unknown.
      judge(redeemed, false);
    });
  }
  const bool is_time = subject.error() == TokenFault::Expired || subject.error() == TokenFault::Early;
  // WrongTime gets words of its own, since an administrator can mend it.
  redeemed.done({is_time ? End::WrongTime : End::BadToken, {}, std::string(token_fault_name(subject.error()))});
}

// The provider's metadata.

std::optional<Provider::Facts> Provider::parse_facts(const std::string& body, const std::string& issuer) {
  const auto json = base::parse_json(body, kProviderJson);
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  // Discovery 1.0, 4.3: must be identical, otherwise another provider could answer for this one.
  if (view.text_of("issuer") != issuer) return std::nullopt;
  Facts facts{view.text_of("authorization_endpoint"), view.text_of("token_endpoint"), view.text_of("jwks_uri")};
  for (const std::string* const address : {&facts.authorisation, &facts.token, &facts.keys_address}) {
    // An address with other characters would be split on its way to a browser.
    const bool is_plain = std::all_of(address->begin(), address->end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!is_provider_address(*address) || !is_plain || address->find('#') != std::string::npos) return std::nullopt;
  }
  // A missing member means false (RFC 9207, 3).
  facts.says_issuer = view.flag_of("authorization_response_iss_parameter_supported");
  // Basic is the default of Discovery 1.0; Post is used only if Basic is not offered.
  const auto ways = view.find("token_endpoint_auth_methods_supported");
  if (ways && !has_text(*ways, "client_secret_basic") && has_text(*ways, "client_secret_post")) {
    facts.client = ReadyQuestion::Client::Post;
  }
  return facts;
}

void Provider::with_facts(std::function<void()> done) {
  const std::int64_t now = resources::steady_milliseconds();
  if (facts_ && now < facts_until_) return done();
  // For some seconds after a failure the page reports it immediately instead of making every user wait.
  if (now < next_try_ || waiting_for_facts_.size() >= kMostQuestions) {
    facts_.reset();
    return done();
  }
  waiting_for_facts_.push_back(std::move(done));
  // The first one asks; the others wait for its answer.
  if (waiting_for_facts_.size() > 1) return;
  std::string address = settings().issuer;
  // The issuer may end in `/`, which Discovery 1.0, 4 removes before the path is appended.
  while (address.ends_with('/')) address.pop_back();
  ask({address + "/.well-known/openid-configuration"}, [this](const SentMail& sent) {
    auto facts =
        sent.state == resources::MailAnswer::State::Taken ? parse_facts(sent.body, settings().issuer) : std::nullopt;
    if (!facts) return settle_facts(std::nullopt, "discovery", sent);
    ReadyQuestion question{facts->keys_address};
    question.most = kMostOfKeys;
    ask(std::move(question), [this, facts = *std::move(facts)](const SentMail& answered) mutable {
      auto keys =
          answered.state == resources::MailAnswer::State::Taken ? parse_provider_keys(answered.body) : std::nullopt;
      if (!keys) return settle_facts(std::nullopt, "keys", answered);
      facts.keys = *std::move(keys);
      settle_facts(std::move(facts), "keys", answered);
    });
  });
}

void Provider::settle_facts(std::optional<Facts> facts, std::string_view what, const SentMail& sent) {
  const std::int64_t now = resources::steady_milliseconds();
  if (!facts) {
    tell(what, sent);
    next_try_ = now + std::chrono::milliseconds(kBetweenFailures).count();
  }
  facts_ = std::move(facts);
  facts_until_ = now + std::chrono::milliseconds(kKept).count();
  // Exchanged first: a callback may call with_facts() again.
  for (const auto& done : std::exchange(waiting_for_facts_, {})) done();
}

// The process that asks: one question after another.

void Provider::ask(ReadyQuestion question, Asked done) {
  if (waiting_.size() >= kMostQuestions) {
    return done({resources::MailAnswer::State::Lost, 0, false, "too many questions wait"});
  }
  const std::int64_t until = resources::steady_milliseconds() + std::chrono::milliseconds(kLongestWait).count();
  waiting_.push_back({std::move(question), std::move(done), until});
  ask_next();
}

void Provider::ask_next() {
  // Questions that have waited too long are answered without being asked, since their browsers have given up.
  while (!waiting_.empty() && !sender_.is_busy()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    if (next.until < resources::steady_milliseconds()) {
      next.done({resources::MailAnswer::State::Lost, 0, false, "questions before it took too long"});
      continue;
    }
    sender_.ask(next.question, [this, done = std::move(next.done)](const SentMail& sent) {
      done(sent);
      ask_next();
    });
    // If the process cannot be started, the loop answers, without being busy.
    break;
  }
}

/// For the operator: the question, and why its answer cannot be used. The log has no answers, since they may contain
/// tokens.
void Provider::tell(std::string_view what, const SentMail& sent) const {
  if (!options_.log) return;
  base::Json line = base::Json::object();
  line.set("event", "oidc").set("asked", what).set("status", sent.code);
  if (!sent.reason.empty()) line.set("said", sent.reason);
  if (sent.reason.empty() && what == "token") line.set("error", error_word(sent.body));
  if (sent.reason.empty() && what != "token") line.set("said", "not as the settings and the standard have it");
  // No one can log in by the provider.
  options_.log(LogLevel::Error, std::move(line));
}

}  // namespace gongwen::service
