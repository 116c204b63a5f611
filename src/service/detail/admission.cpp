#include "service/detail/admission.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "resources/environment.h"
#include "service/detail/pages.h"
#include "service/detail/repeated.h"
#include "service/http/fields.h"
#include "service/http/network.h"
#include "service/serve.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gongwen::service {

ProgramLimits program_limits(const ServeOptions& options) {
  ProgramLimits limits;
  if (options.key_rate != 0) limits.of_key.count = options.key_rate;
  return limits;
}

namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kBearer = "Bearer ";

/// Returns whether a Host names this machine, with or without a port. Other names do not count: a site can make its own
/// name resolve to this machine (DNS rebinding), and its pages would then be of the same origin.
bool is_loopback_name(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  // `[::1]:8080` ends at the bracket; `localhost:8080` at the last colon.
  const std::size_t end = bracketed ? host.find(']') + 1 : std::min(host.rfind(':'), host.size());
  constexpr std::array<std::string_view, 3> kNames{"localhost", "127.0.0.1", "[::1]"};
  return std::find(kNames.begin(), kNames.end(), host.substr(0, end)) != kNames.end();
}

/// Returns whether a key has one of the scopes, which are separated by `|`. Whole names are compared: `read` is not in
/// `read-all`.
bool has_scope(const std::vector<std::string>& scopes, std::string_view wanted) {
  return std::any_of(scopes.begin(), scopes.end(), [wanted](const std::string& scope) {
    return ('|' + std::string(wanted) + '|').find('|' + scope + '|') != std::string::npos;
  });
}

/// Returns whether a program on this machine sent the request: over a Unix socket, or from a loopback address, to a
/// loopback name and not through a proxy. A proxy on this machine would otherwise make every visitor local; the name
/// alone can be sent by any client.
bool is_of_this_machine(const http::RequestHead& head) {
  switch (head.way) {
    case http::Way::UnixSocket: return true;
    case http::Way::Loopback: return !head.from_proxy && is_loopback_name(head.host);
    case http::Way::Network: break;
  }
  return false;
}

}  // namespace

Refused unknown_address(Language language) {
  Refused refused{{http::status::kNotFound, "not-found", std::string(texts::ServiceNotFound.in(language))}};
  refused.problem.detail = texts::ServiceSeeOpenApi.in(language);
  return refused;
}

bool is_of_another_site(const http::RequestHead& head) {
  const std::string* const site = head.header("sec-fetch-site");
  if (site != nullptr) return *site != "same-origin" && *site != "none";
  const std::string* const origin = head.header("origin");
  if (origin == nullptr) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string::npos || base::ascii_lowercase(origin->substr(scheme + 3)) != head.host;
}

Language Admission::language_of(const http::RequestHead& head) const {
  const std::string* const wanted = head.header("accept-language");
  return wanted == nullptr ? options_.language : http::preferred_language(*wanted, options_.language);
}

/// Returns 429 with the time after which one more request is possible.
Refused Admission::too_many(const http::RequestHead& head, const Rate& rate) const {
  // Seconds until one more request is possible: the period divided by the count, rounded up.
  const auto step = std::chrono::ceil<std::chrono::seconds>(rate.period / rate.count);
  return {{http::status::kTooManyRequests, "too-many-requests",
           std::string(texts::ServiceTooManyRequests.in(language_of(head)))},
          {{"Retry-After", std::to_string(step.count())}}};
}

/// Admits a request by its key. A client with too many wrong keys is refused before the next key is looked up, whether
/// it is right or wrong.
std::optional<Refused> Admission::refuse_key(const http::RequestHead& head, const Route& route,
                                             std::string_view given) {
  const std::int64_t now = resources::steady_milliseconds();
  const std::string client = client_name(head.peer);
  if (!wrong_keys_.allows(client, now)) return too_many(head, options_.limits.wrong_keys);
  const auto key = given.starts_with(kBearer) ? options_.find_key(given.substr(kBearer.size())) : std::nullopt;
  if (!key) {
    // Logged when the limit is reached; each further guess gets 429 before this point.
    static_cast<void>(wrong_keys_.take(client, now));
    if (log_ && !wrong_keys_.allows(client, now)) {
      base::Json line = base::Json::object();
      line.set("event", "guessing").set("what", "key").set("peer", head.peer).set("request", head.id);
      log_(LogLevel::Warning, std::move(line));
    }
    // The challenge of RFC 6750, 3.1.
    return Refused{{http::status::kUnauthorized, "bad-key", std::string(texts::ServiceBadKey.in(language_of(head)))},
                   {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}};
  }
  // A valid key that is used too fast, or without the scope, is not a guess and does not count as wrong.
  if (!of_key_.take(key->id, now)) return too_many(head, options_.limits.of_key);
  if (!route.scope.empty() && !has_scope(key->scopes, route.scope)) {
    return Refused{{http::status::kForbidden, "no-scope", texts::ServiceNoScope.in(language_of(head), route.scope)}};
  }
  return std::nullopt;
}

/// Admits a program by its key, or without one if it runs on this machine and the operator allows that.
std::optional<Refused> Admission::refuse_user(const http::RequestHead& head, const Route& route) {
  const std::string* const given = head.header("authorization");
  // If a key is given it must be valid, even if none is needed: a program should notice that its key was revoked.
  if (given != nullptr && options_.find_key) return refuse_key(head, route, *given);
  if (options_.open_api && is_of_this_machine(head)) return std::nullopt;
  return Refused{
      {http::status::kUnauthorized, "unauthorized", std::string(texts::ServiceUnauthorized.in(language_of(head)))},
      {{"WWW-Authenticate", "Bearer"}}};
}

/// Returns the reason to refuse a request to the interface for programs; nullopt if it is admitted. Without an inbox,
/// paths that need one look like unknown ones.
std::optional<Refused> Admission::refuse(const http::RequestHead& head, const RouteMatch& match,
                                         const OfferedParts& parts) {
  const Language language = language_of(head);
  const Needs needs = match.route == nullptr ? Needs::Nothing : match.route->needs;
  // An address of a page is unknown to the interface, too.
  const bool is_missing = match.area != Area::Programs || (match.route == nullptr && match.allowed.empty());
  const bool has_no_part = (needs == Needs::Inbox && !parts.inbox) || (needs == Needs::Records && !parts.records);
  if (is_missing || has_no_part) {
    return unknown_address(language);
  }
  if (needs == Needs::Jobs && !parts.jobs) {
    return Refused{{http::status::kNotFound, "not-offered", std::string(texts::ServiceNoJobs.in(language))}};
  }
  if (match.route == nullptr) {
    return Refused{{http::status::kMethodNotAllowed, "method-not-allowed",
                    texts::ServiceMethodNotAllowed.in(language, head.method)},
                   {{"Allow", match.allowed}}};
  }
  // Health, readiness and the description are open to everyone.
  if (match.route->open) return std::nullopt;
  if (is_of_another_site(head)) {
    return Refused{{http::status::kForbidden, "other-site", std::string(texts::ServiceForbidden.in(language))}};
  }
  if (auto refused = refuse_user(head, *match.route)) return refused;
  return refuse_request_key(head, *match.route);
}

/// A program that sends an Idempotency-Key relies on it, so it is refused if the route does not support it. Requests
/// that change nothing may be repeated freely, so the key is ignored.
std::optional<Refused> Admission::refuse_request_key(const http::RequestHead& head, const Route& route) const {
  const std::string* const key = head.header("idempotency-key");
  if (key == nullptr || (!route.once && !route.changes())) return std::nullopt;
  const Language language = language_of(head);
  if (!route.once) {
    Problem problem{http::status::kBadRequest, "no-effect", std::string(texts::ServiceNoRequestKey.in(language))};
    problem.detail = texts::ServiceNoRequestKeyHelp.in(language);
    return Refused{std::move(problem)};
  }
  if (is_request_key(*key)) return std::nullopt;
  return Refused{
      {http::status::kBadRequest, "bad-idempotency-key", std::string(texts::ServiceBadRequestKey.in(language))}};
}

}  // namespace gongwen::service
