// From the names of cells back to JSON pointers: the inverse of sheet/field_name.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// `gw.applicant.e_umail.0` → `/applicant/eMail/0`. Programs may have changed the case of the letters. Nothing for
/// names that are none of ours.
std::optional<std::string> decode_field_name(std::string_view name);

}  // namespace gongwen::intake
