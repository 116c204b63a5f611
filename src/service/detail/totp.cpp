#include "service/detail/totp.h"

#include "base/escapes.h"
#include "base/format.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "service/inbox/secrets.h"
#include "sign/digest.h"

#include <array>

namespace gongwen::service {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::size_t kTotpSecretBytes = 20;  // RFC 4226, section 4: as many as the hash has
constexpr std::size_t kTotpDigits = 6;
constexpr std::size_t kRecoveryCodes = 10;
constexpr std::size_t kRecoveryBytes = 6;  // 48 bits: ten letters
constexpr std::size_t kRecoveryGroup = 5;

/// Returns nullopt if the text has letters that are not in base32.
std::optional<std::string> bytes_of_base32(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  unsigned buffer = 0;
  unsigned bits = 0;
  // Five bits for each letter, the first letter highest (RFC 4648, section 6); a byte is taken out as soon as there are
  // eight bits.
  for (const char c : text) {
    const std::size_t value = kLetters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    // At most 7 bits are left over from the letters before, so twelve bits are enough.
    buffer = (buffer << 5 | static_cast<unsigned>(value)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xff);
  }
  return bytes;
}

}  // namespace

std::string new_totp_secret() {
  std::string text = inbox::random_text(kTotpSecretBytes);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  const auto key = bytes_of_base32(secret);
  if (!key || key->empty()) return {};
  // The counter is the step as eight bytes, the highest first (RFC 4226, section 5.1).
  std::string counter(8, '\0');
  for (std::size_t i = counter.size(); i-- > 0; step >>= 8) counter[i] = static_cast<char>(step & 0xff);
  const std::string mac = sign::hmac("SHA-1", *key, counter).value_or(std::string());
  if (mac.empty()) return {};
  const auto byte = [&mac](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[at]));
  };
  // RFC 4226, section 5.3: four bytes at the offset given by the last one. The mask 0x7f drops the sign bit, on which
  // implementations would differ.
  const std::size_t at = byte(mac.size() - 1) & 0xf;
  const std::uint32_t number = (byte(at) & 0x7f) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now) {
  if (code.size() != kTotpDigits) return std::nullopt;
  // The present step comes first: it is the usual one.
  const std::int64_t present = now / kStepSeconds;
  for (const std::int64_t step : {present, present - 1, present + 1}) {
    // Compared in a time that does not depend on how many digits are right.
    if (inbox::same_secret(totp_code(secret, step), code)) return step;
  }
  return std::nullopt;
}

std::string totp_address(std::string_view secret, std::string_view issuer, std::string_view account) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}", base::percent_encoded(issuer),
                     base::percent_encoded(account), secret);
}

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  // Equal codes are not excluded: with 48 random bits they are as unlikely as a correct guess.
  while (codes.size() < kRecoveryCodes) {
    std::string code = inbox::random_text(kRecoveryBytes);
    codes.push_back(code.insert(kRecoveryGroup, 1, '-'));
  }
  return codes;
}

std::string plain_recovery_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed) {
    // People write codes in capitals, with spaces or without the hyphen.
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

std::optional<QrPath> qr_path(std::string_view text) {
  // The engine's own QR codes, as documents have them; the modules are the last shape, above the white background.
  diagnostics::DiagnosticSink unheard;
  images::ImageSet images(nullptr, nullptr, unheard);
  const images::ImageId id = images.load_qr(text, diagnostics::Origin{});
  if (!id) return std::nullopt;
  const auto* const drawing = std::get_if<images::Drawing>(&images.image(id).picture);
  if (drawing == nullptr || drawing->items.empty()) return std::nullopt;
  const auto* const modules = std::get_if<images::FillShape>(&drawing->items.back());
  if (modules == nullptr) return std::nullopt;
  QrPath made{drawing->width, {}};
  std::size_t point = 0;
  for (const base::Path::Verb verb : modules->path.verbs) {
    // Modules are rectangles: no curves.
    if (verb == base::Path::Verb::Close) {
      made.path += 'z';
      continue;
    }
    const base::PathPoint& at = modules->path.points[point++];
    made.path += fmt::format("{}{} {}", verb == base::Path::Verb::Move ? 'M' : 'L', at.x, at.y);
  }
  return made;
}

}  // namespace gongwen::service
