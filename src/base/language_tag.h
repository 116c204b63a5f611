#pragma once

#include <string_view>

namespace gongwen::base {

/// Whether the text has the form of a language tag (BCP 47): `zh-CN`. PDF readers refuse other tags, so documents must
/// not contain them.
bool is_language_tag(std::string_view tag);

}  // namespace gongwen::base
