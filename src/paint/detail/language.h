// Tags of languages, as files state them.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::paint {

/// What `lang` says, in the form that ISO 32000-1 section 14.9.2 asks for (RFC 3066): `zh_CN` becomes `zh-CN`. Empty for
/// what is not the tag of a language.
std::string language_tag(std::string_view attribute);

}  // namespace gongwen::paint
