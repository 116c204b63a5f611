// Names and addresses of the Internet.
#pragma once

#include <string_view>

namespace gongwen::schema {

bool is_hostname(std::string_view text);  // RFC 1123 section 2.1: letters, digits and hyphens
bool is_ipv4(std::string_view text);      // RFC 2673 section 3.2: four numbers without leading zeros
bool is_ipv6(std::string_view text);      // RFC 4291 section 2.2
bool is_email(std::string_view text);     // RFC 5321 section 4.1.2 with the lengths of 4.5.3.1; ASCII only
bool is_uuid(std::string_view text);      // RFC 4122 section 3

}  // namespace gongwen::schema
