// Surnames and how they are spelt in pinyin.
#pragma once

#include <string_view>

namespace gongwen::templating {

/// Whether Latin letters may be the surname of a Chinese name: 王示例 and WANG, Wang. True as well where it is not
/// known: for surnames that have several readings, and names that are not Chinese.
bool may_be_surname_of(std::string_view latin, std::string_view chinese_name);

/// The surname of a name in pinyin, in capitals: ZHANG of 张示例 and of `Ms Shili ZHANG`, where the word in capitals is
/// one of the surnames that are known. Empty where it is not certain.
std::string_view find_surname(std::string_view name);

}  // namespace gongwen::templating
