// Secrets that the service must be able to read again, such as those of hooks and of second factors, are sealed with a
// key that is in a separate file: a copy of the database alone reveals none of them.
//   auto box = Box::open("/var/lib/gongwen/keys/box");
//   std::string sealed = *box->seal(secret);
#pragma once

#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// Seals secrets of hooks, second factors, and the cookie of a login by OpenID Connect. If the key file is lost, only
/// these have to be set up again.
class Box {
 public:
  /// Reads the key from a file; creates the file, readable by this user alone, if it does not exist. Fault Files if it
  /// cannot be used.
  static Result<Box> open(const std::string& path);

  /// Returns the text, encrypted and authenticated (XSalsa20-Poly1305), in ASCII. The result is different each time.
  std::string seal(std::string_view text) const;
  /// Returns nullopt for a text that was not sealed with this key, or has been changed.
  std::optional<std::string> unseal(std::string_view sealed) const;

 private:
  explicit Box(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace gongwen::inbox
