// Admission: decides by the head of a request to the interface for programs whether the service handles it. Route,
// origin, key, rate and scope are checked before any of the body is read, so that a stranger cannot make the service
// read or store a body. Keys follow RFC 6750.
#pragma once

#include "diagnostics/text.h"
#include "service/detail/answers.h"
#include "service/detail/rate_limit.h"
#include "service/detail/routes.h"
#include "service/http/message.h"
#include "service/inbox/accounts.h"
#include "service/log.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Finds the key of a program by its secret; nullopt if the secret belongs to no valid key.
using FindKey = std::function<std::optional<inbox::ApiKey>(std::string_view key)>;

/// How many requests programs may make.
struct ProgramLimits {
  Rate of_key{6'000, std::chrono::minutes(1)};
  /// Attempts with wrong keys, per address.
  Rate wrong_keys{30, std::chrono::minutes(15)};
};

struct ServeOptions;
/// Returns the default limits, changed as the options say.
ProgramLimits program_limits(const ServeOptions& options);

struct AdmissionOptions {
  /// Empty if there are no keys.
  FindKey find_key = {};
  ProgramLimits limits = {};
  /// Whether programs on this machine may use the interface without a key.
  bool open_api = false;
  /// Language of messages for clients that state no preference.
  diagnostics::Language language = diagnostics::Language::Chinese;
};

/// The parts that a service has; addresses of the others do not exist.
struct OfferedParts {
  bool inbox = false;
  bool records = false;
  bool jobs = false;
};

/// A refusal, and the headers that belong to it.
struct Refused {
  Problem problem;
  std::vector<http::Header> headers = {};
};

/// The refusal of an address that does not exist.
Refused unknown_address(diagnostics::Language language);

/// Returns whether, according to the browser, the request comes from a page of another site (Fetch Metadata, or
/// Origin in older browsers). Programs send neither header. `none`: the user has typed the address or followed a
/// bookmark.
bool is_of_another_site(const http::RequestHead& head);

class Admission {
 public:
  /// `log` gets a line if a client guesses keys; it may be empty.
  Admission(AdmissionOptions options, Log log) : options_(std::move(options)), log_(std::move(log)) {}

  /// Returns the reason to refuse a request; nullopt if it is admitted. Counts the request against the limits of its
  /// key, and a wrong key against those of its client.
  std::optional<Refused> refuse(const http::RequestHead& head, const RouteMatch& match, const OfferedParts& parts);
  /// Returns the language of messages, by Accept-Language (RFC 9110, 12.5.4).
  diagnostics::Language language_of(const http::RequestHead& head) const;

 private:
  std::optional<Refused> refuse_user(const http::RequestHead& head, const Route& route);
  std::optional<Refused> refuse_key(const http::RequestHead& head, const Route& route, std::string_view given);
  std::optional<Refused> refuse_request_key(const http::RequestHead& head, const Route& route) const;
  Refused too_many(const http::RequestHead& head, const Rate& rate) const;

  AdmissionOptions options_;
  Log log_;
  RateLimit of_key_{options_.limits.of_key};
  RateLimit wrong_keys_{options_.limits.wrong_keys};
};

}  // namespace gongwen::service
