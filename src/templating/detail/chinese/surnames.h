// Surnames and their spelling in pinyin.
#pragma once

#include <string_view>

namespace gongwen::templating {

/// Whether Latin letters may be the surname of a Chinese name: 王示例 and WANG, Wang. Also returns true if that is
/// unknown: for surnames with several readings, and names that are not Chinese.
bool may_be_surname_of(std::string_view latin, std::string_view chinese_name);

/// The surname of a name in pinyin, in capitals: ZHANG for 张示例, and for `Ms Shili ZHANG` if the word in capitals is
/// a known surname. Empty if it is not certain.
std::string_view find_surname(std::string_view name);

}  // namespace gongwen::templating
