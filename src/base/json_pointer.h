// JSON pointers (RFC 6901) as plain text: `/sections/0/items/2/title`; the whole document is the empty text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::base {

/// Appends `/token` with `~` and `/` escaped (RFC 6901 section 3).
void append_pointer_token(std::string& pointer, std::string_view token);
void append_pointer_index(std::string& pointer, std::size_t index);

/// The pointer without its last token; empty for one without `/`, which is not a pointer.
std::string_view parent_pointer(std::string_view pointer);

/// The unescaped tokens of a pointer; nothing when the text is not a pointer.
std::optional<std::vector<std::string>> parse_json_pointer(std::string_view pointer);

}  // namespace gongwen::base
