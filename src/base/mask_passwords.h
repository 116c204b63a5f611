// Masks passwords in addresses of databases and brokers, so that no message, log, report or history repeats them.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// Replaces each password in the text by `***`: in addresses such as `postgresql://user:…@host/name`, also within a
/// sentence or a command; in parameters such as `?password=…`, however percent-encoded; in settings such as `host=…
/// password='…'`. In doubt it masks more than the password, so that one with an unescaped `@` or `/` is hidden whole.
std::string mask_passwords(std::string_view text);

/// Masks the passwords of `address`, as written or decoded, wherever they occur in `text`, such as the error message of
/// a library that was given the address.
std::string mask_secrets_of(std::string_view address, std::string_view text);

}  // namespace gongwen::base
