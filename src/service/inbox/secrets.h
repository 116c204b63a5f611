// Secrets that open a draft, a session, an account or the interface for programs. The database has only their hashes.
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// Returns random bytes of the system as text, in letters that are hard to confuse (base32 of RFC 4648 in lowercase):
/// 16 bytes give 26 characters. Throws std::runtime_error if the system has no random numbers. Lengths in use: mostly
/// 10 bytes for ids, 16 for secrets in links and cookies of drafts, 32 for sessions and keys.
std::string random_text(std::size_t bytes);
/// Returns random bytes of the system. Throws like random_text.
std::string random_bytes(std::size_t bytes);
/// Returns random decimal digits, all equally likely. Throws like random_text.
std::string random_digits(std::size_t count);

/// Returns the hash of a random secret: 64 hexadecimal digits. Such secrets are too
/// long to be guessed, so a slow hash would add nothing. SHA-256, unlike passwords
/// below.
std::string secret_hash(std::string_view secret);

/// Compares texts in a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b);

// Passwords are chosen by people, so their hash must be slow and take memory: Argon2id (RFC 9106) by libsodium, which
// is loaded when the first password is hashed.

/// Why passwords cannot be used: the library is missing, or there is not enough memory.
struct PasswordError {
  std::string reason;
};

/// Returns the hash of a password, `$argon2id$v=19$m=65536,t=2,p=1$…`: 64 MiB and 2 passes, about a tenth of a second.
base::Expected<std::string, PasswordError> password_hash(std::string_view password);
/// Returns whether a password matches a hash. An empty hash stands for an unknown name: the check takes as long and
/// fails, so that the time does not reveal which accounts exist.
base::Expected<bool, PasswordError> password_fits(std::string_view password, const std::string& hash);

/// Why a new password is refused.
enum class PasswordFault : std::uint8_t {
  None,
  TooShort,    // fewer than 12 characters
  TooLong,     // more than 1,000 bytes
  TooSimple,   // few different characters, a row of the keyboard, or words that attackers try first, with digits
  LikeTheName  // it contains the account's name
};
PasswordFault judge_password(std::string_view password, std::string_view account);

}  // namespace gongwen::inbox
