// Names of cells that carry the JSON pointer of the field they hold, so that what people fill in can be read back.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::sheet {

/// `/applicant/eMail/0` → `gw.applicant.e_umail.0`. Reversible, different for different pointers also without regard to
/// case, and never a reference. Tokens are joined by points; a–z, digits and characters of Chinese stay; `A` → `_ua`,
/// `_` → `__`, other ASCII → `_hHH`, the rest → `_xHHHH_`, an empty token → `_e`. Empty when the text is no pointer or
/// the name would be too long.
std::string encode_field_name(std::string_view pointer);

}  // namespace gongwen::sheet
