// Empty brackets that are to be ticked: `（　）标准展位　（　）光地展位`, `是（　）　否（　）`.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::adopt {

/// Replaces each pair of brackets that is to be ticked by a box. The length in bytes stays the same.
std::string with_boxes_for_brackets(std::string_view text);

}  // namespace gongwen::adopt
