// The names of typefaces in office programs, for the families in style sheets.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gongwen::style {

struct OfficeFont {
  std::string_view family;  // as in CSS, ignoring case
  std::string_view name;
  bool is_chinese = true;  // has Chinese characters rather than only Latin ones
};

/// Null for families that have the same name in office programs.
const OfficeFont* find_office_font(std::string_view family);

/// The name of a font where official documents are set by GB/T 9704 with the fonts of GB 2312: 仿宋_GB2312 for 仿宋.
/// Other names are returned unchanged.
std::string_view national_font_name(std::string_view name);

}  // namespace gongwen::style
