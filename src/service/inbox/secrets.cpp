#include "service/inbox/secrets.h"

#include "base/loaded_library.h"
#include "base/sha256.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <stdexcept>

#include <sodium.h>
#include <sys/random.h>

namespace gongwen::inbox {

#define GONGWEN_LOADED_LIBRARY GONGWEN_SODIUM_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "service/inbox/detail/sodium_functions.def"
#include "base/loaded_functions.inc"

namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr unsigned kBitsOfLetter = 5;
constexpr unsigned kBitsOfByte = 8;

constexpr std::size_t kMinPassword = 12;     // characters
constexpr std::size_t kMaxPassword = 1'000;  // bytes
constexpr std::size_t kMinDifferent = 5;
constexpr std::size_t kNobodyBytes = 16;
// OWASP asks for at least 19 MiB and 2 passes for Argon2id; more would let a few simultaneous logins exhaust a small
// machine.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{64} << 20;

const std::optional<base::LibraryError>& load_sodium() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

/// Loads and starts libsodium; returns the reason if it cannot be used.
std::optional<PasswordError> prepare() {
  if (const auto& error = load_sodium()) return PasswordError{error->reason};
  static const bool started = sodium_init() >= 0;
  return started ? std::nullopt : std::optional(PasswordError{"libsodium does not start"});
}

/// Returns a hash that no password matches, with the same cost as real ones. A failure is not remembered.
base::Expected<std::string, PasswordError> hash_of_nobody() {
  static std::mutex mutex;
  static std::string hash;
  const std::lock_guard lock(mutex);
  if (hash.empty()) {
    auto made = password_hash(random_text(kNobodyBytes));
    if (!made) return base::Failure{made.error()};
    hash = *std::move(made);
  }
  return hash;
}

/// Returns whether the characters follow each other as on a keyboard, in the alphabet or in the row of digits, in
/// either direction.
bool is_row(const std::string& text) {
  // The digits twice, so that rows across 9 and 0 are found (`78901234`); the last one is the keyboard column by
  // column.
  constexpr std::array<std::string_view, 4> kRows{"abcdefghijklmnopqrstuvwxyz", "01234567890123456789",
                                                  "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"};
  return std::any_of(kRows.begin(), kRows.end(), [&](std::string_view row) {
    const std::string back(row.rbegin(), row.rend());
    return row.find(text) != std::string_view::npos || back.find(text) != std::string::npos;
  });
}

/// Returns whether a password consists of words that attackers try first, and digits and signs.
bool is_common(std::string text) {
  constexpr std::array<std::string_view, 13> kWords{"password", "passw0rd", "p@ssw0rd", "p@ssword", "qwerty",
                                                    "qazwsx",   "admin",    "welcome",  "iloveyou", "woaini",
                                                    "letmein",  "abc",      "root"};
  bool found = false;
  for (const std::string_view word : kWords) {
    // `at` is not moved after erasing: `adadminmin` becomes `admin`, which is found, too.
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.erase(at, word.size());
      found = true;
    }
  }
  // Letters outside of ASCII count as content, since passphrases in Chinese are not common words.
  return found && std::none_of(text.begin(), text.end(),
                               [](char c) { return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z'); });
}

std::size_t count_different(std::string_view text) {
  const std::u32string characters = base::to_utf32(text);
  return std::set<char32_t>(characters.begin(), characters.end()).size();
}

}  // namespace

std::string random_bytes(std::size_t bytes) {
  std::string random(bytes, '\0');
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t count = ::getrandom(random.data() + done, bytes - done, 0);
    if (count < 0) throw std::runtime_error("the system has no random numbers");
    done += static_cast<std::size_t>(count);
  }
  return random;
}

// 250 is the largest multiple of 10 below 256: larger bytes are discarded.
std::string random_digits(std::size_t count) {
  // Bytes from 250 on would make small digits likelier.
  constexpr unsigned kEven = 250;
  std::string digits;
  while (digits.size() < count) {
    const unsigned byte = static_cast<unsigned char>(random_bytes(1)[0]);
    if (byte < kEven) digits += static_cast<char>('0' + byte % 10);
  }
  return digits;
}

std::string random_text(std::size_t bytes) {
  const std::string random = random_bytes(bytes);
  std::string text;
  unsigned buffer = 0;
  unsigned bits = 0;
  // A shift register: each byte adds 8 bits, each letter takes 5 off the top. The mask keeps only bits that have not
  // been written.
  for (const char byte : random) {
    buffer = buffer << kBitsOfByte | static_cast<unsigned char>(byte);
    bits += kBitsOfByte;
    while (bits >= kBitsOfLetter) {
      bits -= kBitsOfLetter;
      text += kAlphabet[(buffer >> bits) % kAlphabet.size()];
    }
    buffer &= (1U << bits) - 1;
  }
  // The last letter is filled up with zeros; base32's `=` is left out.
  if (bits > 0) text += kAlphabet[(buffer << (kBitsOfLetter - bits)) % kAlphabet.size()];
  return text;
}

std::string secret_hash(std::string_view secret) { return base::sha256(secret); }

bool same_secret(std::string_view a, std::string_view b) {
  // Lengths are not secret: both texts are hashes or tokens of fixed length.
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference =
        static_cast<unsigned char>(difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  return difference == 0;
}

base::Expected<std::string, PasswordError> password_hash(std::string_view password) {
  if (const auto error = prepare()) return base::Failure{*error};
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), kPasses, kMemory) != 0) {
    return base::Failure{PasswordError{"there is not enough memory"}};
  }
  return std::string(hash.data());
}

base::Expected<bool, PasswordError> password_fits(std::string_view password, const std::string& hash) {
  if (const auto error = prepare()) return base::Failure{*error};
  // Made for known names, too: otherwise the first attempt with an unknown name would take twice as long.
  const auto nobody = hash_of_nobody();
  if (!nobody) return base::Failure{nobody.error()};
  // Verifying against the hash of nobody takes the same time, and its result is ignored.
  const std::string& known = hash.empty() ? *nobody : hash;
  const bool fits = crypto_pwhash_str_verify(known.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

PasswordFault judge_password(std::string_view password, std::string_view account) {
  if (password.size() > kMaxPassword) return PasswordFault::TooLong;
  // Characters, not bytes: twelve Chinese characters are more than twelve Latin ones.
  if (base::count_code_points(password) < kMinPassword) return PasswordFault::TooShort;
  const std::string small = base::ascii_lowercase(password);
  const std::string name = base::ascii_lowercase(account);
  // Names of up to three letters occur in too many passphrases by chance.
  constexpr std::size_t kLongEnoughToTell = 4;
  if (name.size() >= kLongEnoughToTell && small.find(name) != std::string::npos) return PasswordFault::LikeTheName;
  if (count_different(small) < kMinDifferent || is_row(small) || is_common(small)) return PasswordFault::TooSimple;
  return PasswordFault::None;
}

}  // namespace gongwen::inbox
