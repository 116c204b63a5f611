// Which values of the data may be written into attributes that mean more than text.
#pragma once

#include <string_view>

namespace gongwen::dom {

/// One plain CSS component value: a number, a length, a percentage, a word, a hexadecimal colour. Nothing that could end
/// the declaration, open a function, a string or a comment.
bool is_plain_style_value(std::string_view value);

/// http, https, mailto, tel, data images, or an address without a scheme.
bool is_allowed_url(std::string_view url);

}  // namespace gongwen::dom
