#include "service/oidc/detail/id_token.h"

#include "base/escapes.h"
#include "base/json.h"
#include "sign/digest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::service {
namespace {

using sign::WebAlgorithm;
using sign::WebCheck;

constexpr std::size_t kMostKeys = 100;
constexpr std::size_t kLongestSubject = 255;
// Bytes, depth, values: a token is small, and JSON with deeper nesting is an attack on the parser.
constexpr base::JsonReadLimits kTokenJson{std::size_t{256} << 10, 32, 20'000};

constexpr std::array<std::pair<std::string_view, WebAlgorithm>, 3> kWebAlgorithms{
    {{"RS256", WebAlgorithm::Rs256}, {"PS256", WebAlgorithm::Ps256}, {"ES256", WebAlgorithm::Es256}}};

std::optional<WebAlgorithm> web_algorithm(std::string_view name) {
  for (const auto& [known, algorithm] : kWebAlgorithms) {
    if (known == name) return algorithm;
  }
  return std::nullopt;
}

/// Returns nullopt for anything except the letters of base64url: a text that verifies must have one spelling only.
/// Base64 has spare bits in its last letter; encoding again finds texts that use them.
std::optional<std::string> parse_base64url(std::string_view text) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  auto bytes = is_plain ? base::parse_base64(text) : std::nullopt;
  return bytes && base64url(*bytes) == text ? bytes : std::nullopt;
}

std::optional<base::Json> parse_object(std::string_view text) {
  auto json = base::parse_json(text, kTokenJson);
  return json && json->view().is_object() ? std::move(json) : std::nullopt;
}

// Keys for encryption (`use: enc`), of other types or curves are left out silently, since sets usually contain some.
std::optional<ProviderKey> provider_key(const base::JsonView& json) {
  if (const auto use = json.find("use"); use && use->text() != "sig") return std::nullopt;
  const std::string type = json.text_of("kty");
  const bool is_rsa = type == "RSA";
  if (!is_rsa && (type != "EC" || json.text_of("crv") != "P-256")) return std::nullopt;
  auto first = parse_base64url(json.text_of(is_rsa ? "n" : "x"));
  auto second = parse_base64url(json.text_of(is_rsa ? "e" : "y"));
  if (!first || !second) return std::nullopt;
  return ProviderKey{
      json.text_of("kid"),
      json.text_of("alg"),
      {is_rsa ? sign::WebKey::Type::Rsa : sign::WebKey::Type::P256, *std::move(first), *std::move(second)}};
}

/// The key decides: its own algorithm, or those of its type.
bool has_algorithm(const ProviderKey& key, std::string_view name) {
  // The sender chooses `alg` of the token. With a free choice, a public RSA key might be used as the secret of an HMAC
  // (RFC 8725, 2.1).
  if (!key.algorithm.empty() && key.algorithm != name) return false;
  return (key.key.type == sign::WebKey::Type::P256) == (name == "ES256");
}

/// Seconds since 1970; fractions, which some providers write, are dropped.
std::optional<std::int64_t> seconds_in(const base::JsonView& claims, std::string_view name) {
  const auto value = claims.find(name);
  if (!value || value->is_text()) return std::nullopt;
  const std::string text = value->json();
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [place, error] = std::from_chars(text.data(), end, seconds);
  const bool is_fraction =
      // `1735689600.5` is allowed, `1e9` is not.
      place != end && *place == '.' && std::all_of(place + 1, end, [](char c) { return c >= '0' && c <= '9'; });
  if (error != std::errc() || (place != end && !is_fraction)) return std::nullopt;
  return seconds;
}

bool is_for(const base::JsonView& audience, const std::string& client) {
  // `aud` is a text or a list (RFC 7519, 4.1.3).
  if (!audience.is_list()) return audience.text() == client;
  for (std::size_t i = 0; i < audience.size(); ++i) {
    if (audience.at(i).text() == client) return true;
  }
  return false;
}

std::optional<TokenFault> verify_token(const base::JsonView& head, std::string_view bytes, std::string_view signature,
                                       std::span<const ProviderKey> keys) {
  const std::string name = head.text_of("alg");
  const auto algorithm = web_algorithm(name);
  // Extensions that must be understood, of which none is known here (RFC 7515, section 4.1.11).
  if (!algorithm || head.find("crit")) return TokenFault::Algorithm;
  const std::string id = head.text_of("kid");
  // A token may leave the name out if there is only one key (OpenID Connect Core, section 10.1).
  const auto is_it = [&](const ProviderKey& key) {
    return id.empty() ? keys.size() == 1 : key.id == id;
  };
  // Several keys may have the same `kid` with different algorithms (RFC 7517, 4.5).
  const auto named = std::find_if(keys.begin(), keys.end(), is_it);
  if (named == keys.end()) return TokenFault::UnknownKey;
  const auto key =
      std::find_if(named, keys.end(), [&](const ProviderKey& one) { return is_it(one) && has_algorithm(one, name); });
  if (key == keys.end()) return TokenFault::Algorithm;
  switch (sign::verify_web_signature(key->key, *algorithm, bytes, signature)) {
    case WebCheck::Fits: return std::nullopt;
    case WebCheck::Differs: return TokenFault::Signature;
    case WebCheck::WrongForm: return TokenFault::SignatureForm;
    case WebCheck::BadKey:
    case WebCheck::WeakKey: return TokenFault::WeakKey;
    case WebCheck::NoLibrary: break;
  }
  return TokenFault::NoLibrary;
}

std::optional<TokenFault> check_claims(const base::JsonView& claims, const TokenChecks& checks) {
  if (claims.text_of("iss") != checks.issuer) return TokenFault::Issuer;
  const auto audience = claims.find("aud");
  if (!audience || !is_for(*audience, checks.client)) return TokenFault::Audience;
  const auto party = claims.find("azp");
  // Several audiences need `azp` (3.1.3.7, rules 4 and 5).
  if (party ? party->text() != checks.client : audience->is_list() && audience->size() > 1) return TokenFault::Party;
  const auto made = seconds_in(claims, "iat");
  const auto ends = seconds_in(claims, "exp");
  const auto begins = seconds_in(claims, "nbf");
  if (!made || !ends || (claims.find("nbf") && !begins)) return TokenFault::Times;
  if (*ends <= checks.now - kTokenSkew) return TokenFault::Expired;
  if (std::max(*made, begins.value_or(*made)) > checks.now + kTokenSkew) return TokenFault::Early;
  if (claims.text_of("nonce") != checks.nonce || checks.nonce.empty()) return TokenFault::Nonce;
  if (const auto hash = claims.find("at_hash")) {
    // The left half of the hash of the access token (3.1.3.6); all three algorithms use SHA-256.
    const auto whole = sign::digest("SHA-256", checks.access_token);
    if (!whole) return TokenFault::NoLibrary;
    if (hash->text() != base64url(std::string_view(*whole).substr(0, whole->size() / 2))) return TokenFault::AccessHash;
  }
  if (!is_subject(claims.text_of("sub"))) return TokenFault::Subject;
  return std::nullopt;
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  base::append_base64(text, bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= kLongestSubject &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string_view token_fault_name(TokenFault fault) {
  switch (fault) {
    case TokenFault::NotAToken: return "no-token";
    case TokenFault::BadJson: return "bad-json";
    case TokenFault::Algorithm: return "wrong-algorithm";
    case TokenFault::UnknownKey: return "unknown-key";
    case TokenFault::WeakKey: return "weak-key";
    case TokenFault::SignatureForm: return "malformed-signature";
    case TokenFault::Signature: return "wrong-signature";
    case TokenFault::Issuer: return "wrong-issuer";
    case TokenFault::Audience: return "wrong-audience";
    case TokenFault::Party: return "wrong-party";
    case TokenFault::Expired: return "expired";
    case TokenFault::Early: return "early";
    case TokenFault::Times: return "no-times";
    case TokenFault::Nonce: return "wrong-nonce";
    case TokenFault::AccessHash: return "wrong-access-hash";
    case TokenFault::Subject: return "no-subject";
    case TokenFault::NoLibrary: break;
  }
  return "no-library";
}

std::optional<std::vector<ProviderKey>> parse_provider_keys(std::string_view json) {
  const auto set = parse_object(json);
  const auto list = set ? set->view().find("keys") : std::nullopt;
  if (!list || !list->is_list() || list->size() > kMostKeys) return std::nullopt;
  std::vector<ProviderKey> keys;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (auto key = provider_key(list->at(i))) keys.push_back(*std::move(key));
  }
  return keys;
}

base::Expected<std::string, TokenFault> check_id_token(std::string_view token, std::span<const ProviderKey> keys,
                                                       const TokenChecks& checks) {
  // There must be exactly two dots: `first == last` means fewer, and base64url refuses a third one.
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (token.size() > kMaxIdToken || first == last) return base::Failure{TokenFault::NotAToken};
  const auto head_bytes = parse_base64url(token.substr(0, first));
  const auto claim_bytes = parse_base64url(token.substr(first + 1, last - first - 1));
  const auto signature = parse_base64url(token.substr(last + 1));
  if (!head_bytes || !claim_bytes || !signature) return base::Failure{TokenFault::NotAToken};
  const auto head = parse_object(*head_bytes);
  if (!head) return base::Failure{TokenFault::BadJson};
  // Claims are read only after the signature is verified.
  if (const auto fault = verify_token(head->view(), token.substr(0, last), *signature, keys)) {
    return base::Failure{*fault};
  }
  const auto claims = parse_object(*claim_bytes);
  if (!claims) return base::Failure{TokenFault::BadJson};
  if (const auto fault = check_claims(claims->view(), checks)) return base::Failure{*fault};
  return claims->view().text_of("sub");
}

}  // namespace gongwen::service
