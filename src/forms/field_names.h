// The names that fields bear in files to fill in: each carries the JSON pointer of its value, so that what people write
// can be read back. Both directions are here, for making forms and for reading them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::forms {

/// A pointer as the partial name of a PDF field, which must not hold a period (ISO 32000-1 section 12.7.3.2): `.` →
/// `~2`, which JSON pointers leave free.
std::string pdf_field_name(std::string_view pointer);

/// The pointer that the name of a PDF field stands for; nothing for names that are not ours. What programs that join
/// forms put before it is dropped.
std::optional<std::string> pointer_of_pdf_name(std::string_view name);

/// A pointer as the name of a cell: `/applicant/eMail/0` → `gw.applicant.e_umail.0`. Reversible, different for
/// different pointers also without regard to case, and never a reference. Tokens are joined by points; a–z, digits and
/// characters of Chinese stay; `A` → `_ua`, `_` → `__`, other ASCII → `_hHH`, the rest → `_xHHHH_`, an empty token →
/// `_e`. Empty when the text is not a pointer. May be longer than the 255 characters that spreadsheets allow.
std::string cell_name(std::string_view pointer);

/// The name of a field whose cell_name is too long; which pointer it means is in the map of the workbook.
std::string numbered_cell_name(std::size_t number);

/// `gw.applicant.e_umail.0` → `/applicant/eMail/0`. Programs may have changed the case of the letters. Nothing for
/// names that are none of ours.
std::optional<std::string> pointer_of_cell_name(std::string_view name);

}  // namespace gongwen::forms
