// Surnames and how they are spelt in pinyin.
#pragma once

#include <string_view>

namespace gongwen::templating {

/// Whether Latin letters may be the surname of a Chinese name: 王示例 and WANG, Wang. True as well where it is not known:
/// for surnames that have several readings, and names that are not Chinese.
bool may_be_surname_of(std::string_view latin, std::string_view chinese_name);

}  // namespace gongwen::templating
