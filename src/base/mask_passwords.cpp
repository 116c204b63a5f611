#include "base/mask_passwords.h"

#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::base {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 4> kSchemes{"postgresql://", "postgres://", "amqp://", "amqps://"};
constexpr std::size_t kShortestPart = 3;  // masking shorter parts would make messages unreadable
/// Parameters of libpq whose values are secret.
constexpr std::array<std::string_view, 3> kSecretNames{"password", "sslpassword", "oauth_client_secret"};

/// A range of bytes in the text.
struct Stretch {
  std::size_t begin;
  std::size_t end;
};

bool is_secret_name(std::string_view name) {
  const std::string lower = ascii_lowercase(percent_decoded(name));
  return std::find(kSecretNames.begin(), kSecretNames.end(), lower) != kSecretNames.end();
}

/// Whether the character ends an address within other text.
bool ends_address(char c) { return is_ascii_space(c) || c == '\'' || c == '"' || c == '`' || c == '<' || c == '>'; }

bool is_name_char(char c) { return is_ascii_alnum(c) || c == '_'; }

class SecretFinder {
 public:
  explicit SecretFinder(std::string_view text) : text_(text), lower_(ascii_lowercase(text)) {}

  /// The ranges of all secrets, in order and without overlaps.
  std::vector<Stretch> find() {
    find_addresses();
    find_settings();
    std::sort(found_.begin(), found_.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
    std::vector<Stretch> apart;
    for (const Stretch& one : found_) {
      if (!apart.empty() && one.begin < apart.back().end) {
        apart.back().end = std::max(apart.back().end, one.end);
      } else if (one.end > one.begin) {
        apart.push_back(one);
      }
    }
    return apart;
  }

 private:
  void find_addresses() {
    for (const std::string_view scheme : kSchemes) {
      for (std::size_t at = lower_.find(scheme); at != std::string::npos; at = lower_.find(scheme, at + 1)) {
        const std::size_t begin = at + scheme.size();
        // A text that starts with a scheme is taken as one address, whatever characters its password contains.
        std::size_t end = at == 0 ? text_.size() : begin;
        while (end < text_.size() && !ends_address(text_[end])) ++end;
        find_user_password(begin, end);
        find_parameters(begin, end);
      }
    }
  }

  void find_user_password(std::size_t begin, std::size_t end) {
    const std::size_t at = text_.substr(0, end).rfind('@');
    const std::size_t colon = text_.find(':', begin);
    if (at == std::string_view::npos || at < begin || colon == std::string_view::npos || colon > at) return;
    found_.push_back({colon + 1, at});
  }

  void find_parameters(std::size_t begin, std::size_t end) {
    std::size_t from = text_.find('?', begin);
    while (from < end) {
      const std::size_t next = std::min(text_.find('&', from + 1), end);
      const std::size_t equals = text_.find('=', from);
      if (equals < next && is_secret_name(text_.substr(from + 1, equals - from - 1))) {
        found_.push_back({equals + 1, next});
      }
      from = next;
    }
  }

  /// Finds settings such as `password = 'it''s'`.
  void find_settings() {
    for (std::size_t equals = text_.find('='); equals != std::string_view::npos; equals = text_.find('=', equals + 1)) {
      std::size_t end = equals;
      while (end > 0 && is_ascii_space(text_[end - 1])) --end;
      std::size_t begin = end;
      while (begin > 0 && is_name_char(text_[begin - 1])) --begin;
      if (is_secret_name(text_.substr(begin, end - begin))) found_.push_back(setting_value(equals + 1));
    }
  }

  Stretch setting_value(std::size_t begin) const {
    while (begin < text_.size() && is_ascii_space(text_[begin])) ++begin;
    const bool quoted = begin < text_.size() && text_[begin] == '\'';
    std::size_t end = quoted ? begin + 1 : begin;
    const auto goes_on = [&] {
      return quoted ? text_[end] != '\'' : !is_ascii_space(text_[end]) && text_[end] != '&';
    };
    while (end < text_.size() && goes_on()) end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end + (quoted ? 1 : 0), text_.size());
    return {begin, end};
  }

  std::string_view text_;
  std::string lower_;
  std::vector<Stretch> found_;
};

/// OPTIMIZATION: nearly no text has any of these.
bool may_hold_secrets(std::string_view text) {
  return text.find('=') != std::string_view::npos || text.find("://") != std::string_view::npos;
}

void replace_all(std::string& text, const std::string& wanted) {
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + kMask.size())) {
    text.replace(at, wanted.size(), kMask);
  }
}

}  // namespace

std::string mask_passwords(std::string_view text) {
  if (!may_hold_secrets(text)) return std::string(text);
  std::string out;
  std::size_t done = 0;
  for (const Stretch& secret : SecretFinder(text).find()) {
    out.append(text.substr(done, secret.begin - done)).append(kMask);
    done = secret.end;
  }
  return out.append(text.substr(done));
}

std::string mask_secrets_of(std::string_view address, std::string_view text) {
  std::vector<std::string> secrets;
  for (const Stretch& secret : SecretFinder(address).find()) {
    const std::string_view written = address.substr(secret.begin, secret.end - secret.begin);
    secrets.emplace_back(written);
    secrets.push_back(percent_decoded(written));
    // If the password contains marks that should have been encoded, other programs take the parts between them for a
    // host or a name, and may show a part alone.
    for (std::size_t at = 0; at < written.size();) {
      const std::size_t end = std::min(written.find_first_of("@/?#", at), written.size());
      if (end - at >= kShortestPart) secrets.emplace_back(written.substr(at, end - at));
      at = end + 1;
    }
  }
  std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string out = mask_passwords(text);
  for (const std::string& secret : secrets) replace_all(out, secret);
  return out;
}

}  // namespace gongwen::base
