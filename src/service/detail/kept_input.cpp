#include "service/detail/kept_input.h"

#include "base/format.h"
#include "service/detail/pages.h"
#include "service/inbox/secrets.h"

namespace gongwen::service {
namespace {

// Long enough to find the code or to log in again; the browser has the page in any case.
constexpr inbox::Seconds kSealTime = 30 * 60;
constexpr std::size_t kSealBytes = 16;
constexpr std::string_view kKeptText = "_kept";
constexpr std::string_view kKeptSeal = "_kept_seal";
constexpr std::string_view kKeptAddress = "_address";

// The names of fields for passwords, codes and tokens in all pages; they are typed again.
bool is_secret_field(std::string_view name) {
  return name.find("password") != std::string_view::npos || name == "_token" || name == "_code" || name == "new" ||
         name == "now" || name == kKeptText || name == kKeptSeal || name == kKeptAddress;
}

}  // namespace

KeptInput::KeptInput() : secret_(inbox::random_text(kSealBytes)) {}

std::string KeptInput::seal(std::string_view text, inbox::Seconds now) const {
  const inbox::Seconds until = now + kSealTime;
  // Hashed twice, since SHA-256 of a text can be extended to that of a longer one. A keyed hash in two steps, as in
  // HMAC (RFC 2104).
  return fmt::format("{}.{}", until,
                     inbox::secret_hash(secret_ + inbox::secret_hash(fmt::format("{} {} {}", secret_, until, text))));
}

bool KeptInput::fits(std::string_view text, std::string_view seal, inbox::Seconds now) const {
  // The seal begins with its expiry, `1790000000.…`; one further away than any seal was not made here.
  const auto until = static_cast<inbox::Seconds>(number_of_digits(seal));
  if (until <= now || until > now + kSealTime) return false;
  return inbox::same_secret(std::string(seal), this->seal(text, until - kSealTime));
}

std::vector<http::FormField> KeptInput::keep(const std::string& address, const std::vector<http::FormField>& fields,
                                             inbox::Seconds now) const {
  // The address is the first field, so it is covered by the seal.
  std::vector<http::FormField> kept{{std::string(kKeptAddress), address}};
  for (const http::FormField& field : fields) {
    if (!is_secret_field(field.name)) kept.push_back(field);
  }
  std::string text = http::write_form(kept);
  std::string sealed = seal(text, now);
  return {{std::string(kKeptText), std::move(text)}, {std::string(kKeptSeal), std::move(sealed)}};
}

std::vector<http::FormField> KeptInput::kept_fields(const std::vector<http::FormField>& fields) {
  std::vector<http::FormField> kept;
  for (const std::string_view name : {kKeptText, kKeptSeal}) {
    if (const std::string* const value = http::find_field(fields, name)) kept.push_back({std::string(name), *value});
  }
  return kept;
}

std::optional<KeptInput::Posted> KeptInput::open(const std::vector<http::FormField>& fields, inbox::Seconds now) const {
  const std::string* const text = http::find_field(fields, kKeptText);
  const std::string* const sealed = http::find_field(fields, kKeptSeal);
  if (text == nullptr || sealed == nullptr || !fits(*text, *sealed, now)) return std::nullopt;
  // The sealed text is parsed like a body: write_form() has made it.
  auto posted = read_form_fields(*text);
  if (!posted || posted->empty() || posted->front().name != kKeptAddress) return std::nullopt;
  Posted kept{posted->front().value, {posted->begin() + 1, posted->end()}};
  return kept;
}

}  // namespace gongwen::service
