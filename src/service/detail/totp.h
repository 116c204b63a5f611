// One-time codes of an app that change every 30 seconds (RFC 6238, with SHA-1 and six digits, as all apps support), the
// address by which an app learns its secret, and the QR code of that address.
//   const std::string secret = new_totp_secret();
//   const auto step = totp_step(secret, "287082", now);   // counts once: Factors::use_step
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Returns 160 random bits in base32 (RFC 4648, capitals).
std::string new_totp_secret();
/// Returns the code of a time step; empty if libcrypto cannot be used, or if the secret is not valid.
std::string totp_code(std::string_view secret, std::int64_t step);
/// Returns the step to which a code belongs: the present one, or the one before or after it; nullopt for other codes.
/// `now` is in seconds since 1970. One step of tolerance on each side (RFC 6238, section 5.2) allows for clocks that
/// are wrong by half a minute. A code counts only once: see Factors::use_step.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now);
/// Returns `otpauth://totp/…`, as apps read it.
std::string totp_address(std::string_view secret, std::string_view issuer, std::string_view account);

/// Returns ten codes such as `k3fda-x7qpm` for people who have lost the app. Each counts once. Only their hashes are
/// stored.
std::vector<std::string> new_recovery_codes();
/// Returns a recovery code as it is hashed: without hyphens and spaces, in lower case.
std::string plain_recovery_code(std::string_view typed);

/// A QR code as an SVG path in a square of this size, with the quiet zone. Units are modules of the code. The function
/// returns nullopt if the library is missing.
struct QrPath {
  double size = 0;
  std::string path;
};
std::optional<QrPath> qr_path(std::string_view text);

}  // namespace gongwen::service
