// Writing JSON texts by hand, for the JSON form of messages: the escapes of RFC 8259 section 7.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::diagnostics {

/// Appends the text in double quotes, control characters escaped; UTF-8 stays as it is.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gongwen::diagnostics
