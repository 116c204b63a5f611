// The names of laws and regulations, as they stand in a sentence: 《标准化法》, 本办法, 该条例, 刑法.
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

/// 办法 of 某管理办法（试行）: what a document of this title calls itself. Empty when its title says nothing of the
/// type.
std::u32string_view document_type(std::u32string_view title);

enum class NamedDocument : std::uint8_t {
  None,     // no document is named there
  Own,      // 本办法, 本章, or the title itself
  Other,    // 《标准化法》, 标准化法, 该法, 其
  Perhaps,  // 规定 and 标准 may be a document, or just a word
};

/// The document whose name a text ends with; a bracket behind it, and 的 or 中, may follow. `type` is that of the
/// title.
NamedDocument document_named_before(std::u32string_view text, std::u32string_view title, std::u32string_view type);

/// Whether the text names a law or regulation other than the one of this title.
bool names_other_law(std::u32string_view text, std::u32string_view title);

}  // namespace gongwen::templating
