// The names under which office programs know the typefaces that style sheets ask for.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gongwen::style {

struct OfficeFont {
  std::string_view family;  // as in CSS, without regard to case
  std::string_view name;
  bool is_chinese = true;  // has Chinese characters, not only Latin ones
};

/// Null for families whose name office programs have to know themselves.
const OfficeFont* find_office_font(std::string_view family);

/// The name that the fonts of official documents have where GB/T 9704 is set with the fonts of GB 2312: 仿宋 is
/// 仿宋_GB2312 there. Other names stay.
std::string_view national_font_name(std::string_view name);

}  // namespace gongwen::style
