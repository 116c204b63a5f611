// The names under which spreadsheet programs know the typefaces that style sheets ask for.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gongwen::sheet {

/// The office name for a list of CSS families: that of the first family with Chinese characters, else that of the first
/// family. A cell has one typeface for all scripts, and `"Times New Roman", 宋体` asks for 宋体 in Chinese texts.
/// Families that are not in the table keep their names.
std::string resolve_font_name(std::span<const std::string> families);

}  // namespace gongwen::sheet
