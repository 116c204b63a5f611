// The address that readers find a site under, which its feed states.
#pragma once

#include <string_view>

namespace gongwen::publish {

/// Whether a text is the address of a folder on the web, to which names of files can be added: http or https, a host,
/// no query, and no character that addresses do not have (RFC 3987; other letters than ASCII are allowed, as Atom
/// allows them).
bool is_site_address(std::string_view text);

}  // namespace gongwen::publish
