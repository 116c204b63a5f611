// What fields of one column of a list have in common.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::intake {

/// The pointer with `*` for each number: `/jobs/*/org`.
std::string field_pattern(std::string_view pointer);

}  // namespace gongwen::intake
