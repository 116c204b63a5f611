// A paragraph on the bench: shaped from a text and a few settings, and broken into lines that a test can compare:
// `甲乙，|丙丁`.
#pragma once

#include "base/utf8.h"
#include "support/laid_out.h"
#include "text/break_paragraph.h"
#include "text/paragraph.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::tests {

struct Bench {
  explicit Bench(const std::vector<std::string>& families = {"Noto Serif CJK SC"},
                 const text::FontLibrary& library = test_fonts())
      : fonts(library, {}) {
    style.fonts = fonts.resolve({families, 400, false});
    style.size = base::FontSize::round_from_px(10);
    style.language = "zh-CN";
    style.tab_width = base::LayoutUnit::from_px(40);
  }

  /// Shapes a text as one piece.
  const text::ShapedParagraph& shape(std::string_view utf8) {
    std::u32string characters = base::to_utf32(utf8);
    text::ParagraphPiece piece;
    piece.end = static_cast<std::uint32_t>(characters.size());
    reports.clear();
    paragraph = text::shape_paragraph(std::move(characters), {&piece, 1}, {style}, fonts,
                                      [this](const text::CharacterReport& report) { reports.push_back(report); });
    return paragraph;
  }

  /// The lines at a width in px, each without the blanks that vanish at its end.
  std::string lines(std::string_view utf8, double width, text::BreakOptions options = {}) {
    shape(utf8);
    const text::TextLength available = text::TextLength::from(base::LayoutUnit::round_from_px(width));
    ranges = text::break_paragraph(paragraph, {available, available, available}, options);
    std::string out;
    for (const text::LineRange& line : ranges) {
      if (!out.empty()) out += "|";
      out += text_of(line);
    }
    return out;
  }

  std::string text_of(const text::LineRange& line) const {
    std::string out;
    for (std::uint32_t i = line.begin; i < line.content_end; ++i) {
      const text::LineUnit& unit = paragraph.units[i];
      if (unit.kind == text::UnitKind::SoftHyphen) {
        if (line.hyphenated && i + 1 == line.content_end) out += "-";
      } else if (unit.kind != text::UnitKind::ForcedBreak) {
        out += base::to_utf8(std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length));
      }
    }
    return out;
  }

  /// Widths of the units in px, one for each.
  std::vector<double> advances() const {
    std::vector<double> out;
    for (const text::LineUnit& unit : paragraph.units) out.push_back(unit.advance.to_px());
    return out;
  }

  text::FontContext fonts;
  text::TextStyle style;
  text::ShapedParagraph paragraph;
  std::vector<text::LineRange> ranges;
  std::vector<text::CharacterReport> reports;
};

}  // namespace gongwen::tests
