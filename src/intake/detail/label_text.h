// Labels as they are compared.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::intake {

/// A label as people may have spaced it: `姓　名：` is `姓名`.
std::string label_text(std::string_view text);

}  // namespace gongwen::intake
