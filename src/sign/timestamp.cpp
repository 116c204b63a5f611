#include "sign/timestamp.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sign.h"
#include "resources/http_client.h"
#include "sign/detail/crypto.h"
#include "sign/detail/der.h"
#include "sign/detail/signed_data.h"
#include "sign/digest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::sign {

namespace messages = diagnostics::messages;

namespace {

constexpr std::string_view kSha256Oid = "2.16.840.1.101.3.4.2.1";
constexpr std::size_t kNonceBytes = 8;
constexpr long kHttpOk = 200;

std::string make_request(const TimestampOptions& options, std::string_view imprint, const std::string& nonce) {
  const std::string algorithm = der::sequence({der::oid(kSha256Oid), der::value(der::kNull, "")});
  const std::string policy = options.policy.empty() ? std::string() : der::oid(options.policy);
  return der::sequence({der::integer(1), der::sequence({algorithm, der::value(der::kOctets, imprint)}), policy,
                        der::integer(std::string_view(nonce)), der::value(der::kBoolean, "\xff")});
}

/// A random nonce, not zero and without leading zeros.
std::optional<std::string> make_nonce() {
  std::array<unsigned char, kNonceBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return std::nullopt;
  constexpr unsigned kTopBits = 0x40;  // positive, all bytes needed
  bytes.front() = static_cast<unsigned char>((bytes.front() & (kTopBits - 1)) | kTopBits);
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Uses only the proxy of the options: a user who gives one address does not expect those of the environment.
resources::HttpAnswer ask_authority(const TimestampOptions& options, std::string_view query) {
  resources::HttpClient client;
  return client.ask({.method = resources::HttpMethod::Post,
                     .url = options.url,
                     .body = query,
                     .headers = {"Content-Type: application/timestamp-query", "Accept: application/timestamp-reply"},
                     .max_bytes = options.max_bytes,
                     .proxy = options.proxy,
                     .connect_time = std::chrono::milliseconds(options.connect_milliseconds),
                     .total_time = std::chrono::milliseconds(options.total_milliseconds)});
}

/// The token in an answer (RFC 3161 2.4.2).
std::optional<std::string> take_token(const std::string& url, std::string_view answer,
                                      diagnostics::DiagnosticSink& sink) {
  der::Reader outer(answer);
  der::Reader response = outer.enter(der::kSequence);
  der::Reader status = response.enter(der::kSequence);
  const std::int64_t state = status.take_integer();
  if (outer.failed() || response.failed() || status.failed()) {
    sink.report(messages::SignTimestampMalformed, diagnostics::Origin(), url);
    return std::nullopt;
  }
  if (state > 1) {
    std::string words;
    if (status.is_next(der::kSequence)) words = status.enter(der::kSequence).take(der::kUtf8).content;
    constexpr std::size_t kMaxWords = 200;
    words.resize(std::min(words.size(), kMaxWords));
    for (char& c : words) {
      if (static_cast<unsigned char>(c) < 0x20U || static_cast<unsigned char>(c) >= 0x7fU) c = '?';
    }
    sink.report(messages::SignTimestampRefused, diagnostics::Origin(), url, fmt::format("{} {}", state, words));
    return std::nullopt;
  }
  const std::string_view token = response.take(der::kSequence).whole;
  if (!response.ended()) {
    sink.report(messages::SignTimestampMalformed, diagnostics::Origin(), url);
    return std::nullopt;
  }
  return std::string(token);
}

/// Without given trust the authority cannot be identified; revocation is checked by verifiers.
bool matters(const Finding& finding, const TimestampOptions& options) {
  switch (weight(finding.kind)) {
    case Verdict::Invalid: return true;
    case Verdict::Valid: return false;
    case Verdict::Unknown: break;
  }
  if (finding.kind == FindingKind::RevocationUnknown || finding.kind == FindingKind::RevocationOutdated) return false;
  const bool is_of_chain = finding.kind == FindingKind::ChainUnknown || finding.kind == FindingKind::NoTrust;
  return !is_of_chain || !options.trust.anchors_der.empty();
}

/// Checks that the token matches the request.
bool check_token(const TimestampOptions& options, const TokenVerdict& token, std::string_view nonce,
                 diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  std::vector<diagnostics::Note> reasons;
  for (const Finding& finding : token.findings) {
    if (!matters(finding, options)) continue;
    if (finding.kind == FindingKind::TokenOtherData) {
      sink.report(messages::SignTimestampImprint, diagnostics::Origin(), options.url);
    } else if (finding.kind == FindingKind::TokenMalformed) {
      sink.report(messages::SignTimestampMalformed, diagnostics::Origin(), options.url);
    } else {
      std::vector<std::string> arguments{options.url};
      arguments.insert(arguments.end(), finding.arguments.begin(), finding.arguments.end());
      reasons.push_back({message_of(finding.kind), {}, std::move(arguments)});
    }
  }
  if (!reasons.empty()) {
    sink.add({messages::SignTimestampNotTaken, diagnostics::Severity::Error, {}, {options.url}, std::move(reasons)});
  }
  if (watch.saw_errors()) return false;
  if (!token.is_intact) {
    sink.report(messages::SignTimestampMalformed, diagnostics::Origin(), options.url);
    return false;
  }
  if (token.nonce != nonce) {
    sink.report(messages::SignTimestampNonce, diagnostics::Origin(), options.url);
    return false;
  }
  if (!options.policy.empty() && token.policy != options.policy) {
    sink.report(messages::SignTimestampPolicy, diagnostics::Origin(), options.url, options.policy, token.policy);
    return false;
  }
  return true;
}

bool is_policy(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos && text.find('.') != std::string_view::npos &&
         (text.starts_with("0.") || text.starts_with("1.") || text.starts_with("2.")) &&
         text.find("..") == std::string_view::npos && !text.ends_with('.');
}

/// Restricts addresses, which all users of the machine can see in arguments, and which appear in messages.
bool is_address(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::equals_ignoring_ascii_case(url.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = url.substr(scheme.size());
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
    return !authority.empty() && authority.find('@') == std::string_view::npos;
  }
  return false;
}

/// The address without a possible password.
std::string shown_address(std::string_view url) {
  const std::size_t at = url.rfind('@');
  return at == std::string_view::npos ? std::string(url) : "…" + std::string(url.substr(at));
}

}  // namespace

bool check_timestamp_options(const TimestampOptions& options, diagnostics::DiagnosticSink& sink) {
  for (const std::string* const url : {&options.url, &options.proxy}) {
    if (url->empty() || is_address(*url)) continue;
    sink.report(messages::SignTimestampAddress, diagnostics::Origin(), shown_address(*url));
    return false;
  }
  if (options.policy.empty() || is_policy(options.policy)) return true;
  sink.report(messages::SignTimestampBadPolicy, diagnostics::Origin(), options.policy);
  return false;
}

std::optional<std::string> request_timestamp(const TimestampOptions& options, std::string_view imprint,
                                             diagnostics::DiagnosticSink& sink) {
  if (!has_cryptography(sink)) return std::nullopt;
  if (!check_timestamp_options(options, sink)) return std::nullopt;
  const std::optional<std::string> nonce = make_nonce();
  if (!nonce) {
    sink.report(messages::SignKeyFailed, diagnostics::Origin(), "RAND");
    return std::nullopt;
  }
  const resources::HttpAnswer answer = ask_authority(options, make_request(options, imprint, *nonce));
  if (answer.is_too_long) {
    sink.report(messages::SignTimestampTooLong, diagnostics::Origin(), options.url, options.max_bytes);
  } else if (answer.is_out_of_time) {
    sink.report(messages::SignTimestampTimeout, diagnostics::Origin(), options.url);
  } else if (!answer.reason.empty()) {
    sink.report(messages::SignTimestampUnreachable, diagnostics::Origin(), options.url, answer.reason);
  } else if (answer.status != kHttpOk) {
    sink.report(messages::SignTimestampUnreachable, diagnostics::Origin(), options.url,
                fmt::format("HTTP {}", answer.status));
  } else {
    std::optional<std::string> token = take_token(options.url, answer.body, sink);
    if (!token) return std::nullopt;
    ValidationData used;
    const DigestOf digest_of = [&](std::string_view name) {
      return name == "SHA-256" ? std::optional(std::string(imprint)) : std::nullopt;
    };
    const TokenVerdict verdict = judge_token(*token, digest_of, options.trust, Finding::Part::TimeStamp, used);
    if (check_token(options, verdict, *nonce, sink)) return token;
  }
  return std::nullopt;
}

}  // namespace gongwen::sign
