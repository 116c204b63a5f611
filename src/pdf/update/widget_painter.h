// WidgetPainter: appearances of fields in a foreign form, written as an update. The characters that they show are
// embedded, so that Chinese text shows in every viewer, whichever font the form names.
#pragma once

#include "pdf/document/field_font.h"
#include "pdf/update/file_update.h"
#include "style/css/color.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

/// The box of a field, and how its text is set.
struct WidgetStyle {
  double width = 0;  // of its rectangle on the page, in points
  double height = 0;
  int rotation = 0;      // of the text, in degrees counterclockwise
  double font_size = 0;  // 0: as large as the box allows
  css::Color color;
  int alignment = 0;  // 0: left, 1: centred, 2: right
  bool has_lines = false;
  std::uint32_t comb = 0;          // number of character cells; 0: no comb
  std::vector<double> background;  // a colour with 1 (gray), 3 (RGB) or 4 (CMYK) parts; others: none
  std::vector<double> border;
  double border_width = 1;
};

/// The contents of a default appearance string such as `/Helv 10 Tf 0 0 1 rg`.
struct DefaultAppearance {
  double font_size = 0;
  css::Color color;
};
DefaultAppearance read_default_appearance(std::string_view text);

class WidgetPainter {
 public:
  /// `shown`: all characters of the texts. All arguments must outlive this.
  WidgetPainter(const FieldFontFile& font, const std::set<char32_t>& shown, const text::FontLibrary& library,
                FileUpdate& update);
  ~WidgetPainter();

  /// Returns an appearance with the text. Sets `fits` to false if it does not fit even in the smallest size.
  ObjectNumber text(std::u32string_view text, const WidgetStyle& style, bool& fits);
  /// Returns a list of choices, from the first chosen one on if the box cannot show all of them. Sets `fits` to false
  /// if a chosen one is not visible.
  ObjectNumber list(const std::vector<std::u32string>& lines, const std::vector<bool>& chosen, const WidgetStyle& style,
                    bool& fits);
  /// The states of a button that has no appearance.
  ObjectNumber button(bool is_on, const WidgetStyle& style);
  /// Whether every character of the text has a glyph.
  bool can_show(std::u32string_view text) const;

 private:
  ObjectNumber write(const std::string& content, const WidgetStyle& style, bool has_text);

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen::pdf
