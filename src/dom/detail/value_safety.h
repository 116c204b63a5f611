// Which values of the data may be written into attributes that mean more than text.
#pragma once

#include <string_view>

namespace gongwen::dom {

/// One plain CSS component value: a number, a length, a percentage, a word, a hexadecimal colour. Nothing that could
/// end the declaration, open a function, a string or a comment.
bool is_plain_style_value(std::string_view value);

/// http, https, mailto, tel, data images, or an address without a scheme and host.
bool is_allowed_url(std::string_view url);

/// The shape of a language tag (BCP 47): `zh-CN`. Readers refuse others, so a document must not hand them on.
bool is_language_tag(std::string_view tag);

}  // namespace gongwen::dom
