// Passwords in addresses of databases and brokers, which no message, log, report or history may repeat.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// The text with `***` for each password that it holds: of addresses such as `postgresql://user:…@host/name`, also
/// where they are within a sentence or a command; of parameters such as `?password=…`, however percent-encoded; of
/// the form `host=… password='…'`. In doubt more is masked than a password: one with an unescaped `@` or `/` must not
/// show its end.
std::string mask_passwords(std::string_view text);

/// What somebody else says of an address, such as the library that was given it: without the passwords of the address,
/// as written or decoded, wherever they are.
std::string mask_secrets_of(std::string_view address, std::string_view text);

}  // namespace gongwen::base
