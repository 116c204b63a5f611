// Secrets: what opens a draft, a session, an account or the interface for programs. The database has their hashes
// alone.
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// Random bytes of the system, written in letters that are not easily confused (base32 of RFC 4648 in lowercase
/// letters): 16 bytes are 26 characters. Throws std::runtime_error when the system has none.
std::string random_text(std::size_t bytes);

/// Of a random secret: 64 hexadecimal digits. Secrets are long enough that a slow hash would protect nothing more.
std::string secret_hash(std::string_view secret);

/// In a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b);

// Passwords, which people choose, need a hash that is slow and takes memory: Argon2id by libsodium, which is loaded
// when the first one is hashed.

/// Why passwords cannot be used: the library is missing, or there is no memory for a hash.
struct PasswordError {
  std::string reason;
};

/// Makes what password_fits needs for names that nobody has, so that the first one does not take longer. May be called
/// again, also after it failed.
std::optional<PasswordError> prepare_passwords();

/// `$argon2id$v=19$m=65536,t=2,p=1$…`: 64 MiB and 2 passes, about a tenth of a second.
base::Expected<std::string, PasswordError> password_hash(std::string_view password);
/// An empty hash stands for a name that nobody has: it takes as long and fits nothing.
base::Expected<bool, PasswordError> password_fits(std::string_view password, const std::string& hash);

/// What is wrong with a new password.
enum class PasswordFault : std::uint8_t {
  None,
  TooShort,    // fewer than 12 characters
  TooLong,     // more than 1,000 bytes
  TooSimple,   // few different characters, a row of the keyboard, or words that are tried first, with digits
  LikeTheName  // it has the account's name in it
};
PasswordFault judge_password(std::string_view password, std::string_view account);

}  // namespace gongwen::inbox
