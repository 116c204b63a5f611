// Secrets that the service must be able to read again, such as those of hooks and of second factors, are sealed with a
// key that is in a file of its own: a copy of the database alone opens nothing.
//   auto box = Box::open("/var/lib/gongwen/keys/box");
//   std::string sealed = *box->seal(secret);
#pragma once

#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// Sealed are secrets of hooks, second factors, and the cookie of a login by OpenID Connect. If the key file is lost,
/// they have to be made anew; nothing else is.
class Box {
 public:
  /// Reads the key of a file, which is made for this user alone if it does not exist. Files if it cannot be used.
  static Result<Box> open(const std::string& path);

  /// The text, encrypted and authenticated (XSalsa20-Poly1305), in ASCII. Each time another one.
  std::string seal(std::string_view text) const;
  /// nullopt for what was not sealed with this key, or has been changed.
  std::optional<std::string> unseal(std::string_view sealed) const;

 private:
  explicit Box(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace gongwen::inbox
