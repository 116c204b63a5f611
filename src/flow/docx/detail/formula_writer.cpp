#include "flow/docx/detail/formula_writer.h"

#include "base/utf8.h"
#include "dom/math/letters.h"
#include "dom/math/operators.h"
#include "flow/docx/detail/look_writer.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::docx {
namespace {

using math::PartKind;

constexpr std::string_view kOmml = "http://schemas.openxmlformats.org/officeDocument/2006/math";

/// A sign that is an accent or a bar in MathML, with its element in OMML.
struct OmmlAccent {
  char32_t sign;
  std::string_view element;  // m:acc, m:bar, m:groupChr
  std::string_view character;
};
constexpr std::array kOmmlAccents{
    OmmlAccent{U'^', "m:acc", "\u0302"},
    OmmlAccent{U'\u02C6', "m:acc", "\u0302"},
    OmmlAccent{U'~', "m:acc", "\u0303"},
    OmmlAccent{U'\u02DC', "m:acc", "\u0303"},
    OmmlAccent{U'\u02D9', "m:acc", "\u0307"},
    OmmlAccent{U'\u00A8', "m:acc", "\u0308"},
    OmmlAccent{U'\u02C7', "m:acc", "\u030C"},
    OmmlAccent{U'\u02D8', "m:acc", "\u0306"},
    OmmlAccent{U'\u00B4', "m:acc", "\u0301"},
    OmmlAccent{U'`', "m:acc", "\u0300"},
    OmmlAccent{U'\u2192', "m:acc", "\u20D7"},
    OmmlAccent{U'\u02DA', "m:acc", "\u030A"},
    OmmlAccent{U'\u20DB', "m:acc", "\u20DB"},
    OmmlAccent{U'\u00AF', "m:bar", ""},
    OmmlAccent{U'\u203E', "m:bar", ""},
    OmmlAccent{U'_', "m:bar", ""},
    OmmlAccent{U'\u23DE', "m:groupChr", "\u23DE"},
    OmmlAccent{U'\u23DF', "m:groupChr", "\u23DF"},
    OmmlAccent{U'\u23DC', "m:groupChr", "\u23DC"},
    OmmlAccent{U'\u23DD', "m:groupChr", "\u23DD"},
    OmmlAccent{U'\u23B4', "m:groupChr", "\u23B4"},
    OmmlAccent{U'\u23B5', "m:groupChr", "\u23B5"},
};

/// `m:scr` and `m:sty` for a style of letters.
struct OmmlStyle {
  math::LetterStyle style;
  std::string_view script;
  std::string_view face;
};
constexpr std::array kOmmlStyles{
    OmmlStyle{math::LetterStyle::Normal, "", "p"},
    OmmlStyle{math::LetterStyle::Bold, "", "b"},
    OmmlStyle{math::LetterStyle::Italic, "", "i"},
    OmmlStyle{math::LetterStyle::BoldItalic, "", "bi"},
    OmmlStyle{math::LetterStyle::Script, "script", "p"},
    OmmlStyle{math::LetterStyle::BoldScript, "script", "b"},
    OmmlStyle{math::LetterStyle::Fraktur, "fraktur", "p"},
    OmmlStyle{math::LetterStyle::BoldFraktur, "fraktur", "b"},
    OmmlStyle{math::LetterStyle::DoubleStruck, "double-struck", "p"},
    OmmlStyle{math::LetterStyle::SansSerif, "sans-serif", "p"},
    OmmlStyle{math::LetterStyle::BoldSansSerif, "sans-serif", "b"},
    OmmlStyle{math::LetterStyle::SansSerifItalic, "sans-serif", "i"},
    OmmlStyle{math::LetterStyle::SansSerifBoldItalic, "sans-serif", "bi"},
    OmmlStyle{math::LetterStyle::Monospace, "monospace", "p"},
};

class OmmlWriter {
 public:
  OmmlWriter(base::XmlWriter& xml, const flow::Formula& formula)
      : xml_(xml),
        tree_(formula.source->tree),
        colors_(formula.source->colors),
        is_displayed_(formula.is_alone || formula.is_displayed) {}

  void write(const math::Part& part) {
    const std::optional<math::LetterStyle> outer = letters_;
    const css::Color outer_color = color_;
    if (const auto own = colors_.find(part.element); own != colors_.end()) color_ = own->second;
    if (const auto own = math::find_letter_style(math::attribute_of(tree_, part.element, "mathvariant"))) {
      letters_ = own;
    }
    write_styled(part);
    letters_ = outer;
    color_ = outer_color;
  }

 private:
  void write_styled(const math::Part& part) {
    switch (part.kind) {
      case PartKind::Identifier: return write_run(part.text, part.text.size() == 1 ? "" : "p");
      case PartKind::Number: return write_run(part.text, "p");
      case PartKind::Operator: return write_run(part.text == U"-" ? U"\u2212" : std::u32string_view(part.text), "p");
      case PartKind::Text: return write_run(part.text, "nor");
      case PartKind::Space: return write_space(part);
      case PartKind::Fraction: return write_fraction(part);
      case PartKind::Root: return write_root(part);
      case PartKind::Scripts: return write_scripts(part);
      case PartKind::MultiScripts: return write_multiscripts(part);
      case PartKind::Limits: return write_limits(part);
      case PartKind::Table: return write_table(part);
      case PartKind::Phantom:
        xml_.open("m:phant").open("m:phantPr").open("m:show").attribute("m:val", "0").close().close();
        xml_.open("m:e");
        if (std::all_of(part.parts.begin(), part.parts.end(), is_blank)) write_nothing();
        write_row(part, 0, part.parts.size());
        xml_.close().close();
        return;
      case PartKind::Enclosed: return write_enclosed(part);
      case PartKind::Row:
      case PartKind::TableRow:
      case PartKind::TableCell:
      case PartKind::Padded:
      case PartKind::Error: return write_row(part, 0, part.parts.size());
    }
  }

  /// Whether a part would leave nothing in the file.
  static bool is_blank(const math::Part& part) {
    if (part.is_token()) return math::is_invisible(part.text);
    const bool is_row = part.kind == PartKind::Row || part.kind == PartKind::TableCell ||
                        part.kind == PartKind::Padded || part.kind == PartKind::Enclosed ||
                        part.kind == PartKind::Error || part.kind == PartKind::Space;
    return is_row && std::all_of(part.parts.begin(), part.parts.end(), is_blank);
  }

  /// Programs show a mark for a part that is missing, so an empty one has a space without width.
  void write_nothing() { write_run(U"\u200B", "nor"); }

  void write_group(std::string_view name, const math::Part& part) {
    xml_.open(name);
    if (is_blank(part)) write_nothing();
    write(part);
    xml_.close();
  }

  void write_value(std::string_view name, std::string_view value) { xml_.open(name).attribute("m:val", value).close(); }

  /// `face`: empty for italic, `p` for upright, `nor` for words of a text.
  void write_run(std::u32string_view text, std::string_view face) {
    std::u32string shown;
    for (const char32_t c : text) {
      if (!math::is_invisible(c)) shown += c;
    }
    if (shown.empty()) return;
    xml_.open("m:r").open("m:rPr");
    if (face == "nor") {
      xml_.open("m:nor").close();
    } else {
      const math::LetterStyle style =
          letters_.value_or(face == "p" ? math::LetterStyle::Normal : math::LetterStyle::Italic);
      const auto* const found = std::find_if(kOmmlStyles.begin(), kOmmlStyles.end(),
                                             [&](const OmmlStyle& each) { return each.style == style; });
      if (!found->script.empty()) write_value("m:scr", found->script);
      write_value("m:sty", found->face);
    }
    xml_.close();
    xml_.open("w:rPr").open("w:rFonts").attribute("w:ascii", "Cambria Math").attribute("w:hAnsi", "Cambria Math");
    xml_.close();
    if (color_ != css::kBlack) xml_.open("w:color").attribute("w:val", hex_color(color_)).close();
    xml_.close();
    xml_.open("m:t").attribute("xml:space", "preserve").text(base::to_utf8(shown)).close();
    xml_.close();
  }

  /// Writes a blank of about the required width; none for narrow ones, which the word processor sets itself.
  void write_space(const math::Part& part) {
    const std::string_view width = math::attribute_of(tree_, part.element, "width");
    if (!width.ends_with("em") || width.starts_with("0") || width.starts_with("-")) return;
    write_run(width.starts_with("1") ? U"\u2003" : U"\u2003\u2003", "nor");
  }

  void write_enclosed(const math::Part& part) {
    const std::vector<std::string_view> lines = math::notations_of(tree_, part.element);
    const auto has = [&](std::string_view name) {
      return std::find(lines.begin(), lines.end(), name) != lines.end();
    };
    const auto write_if = [&](bool is_set, std::string_view element) {
      if (is_set) xml_.open(element).attribute("m:val", "1").close();
    };
    xml_.open("m:borderBox").open("m:borderBoxPr");
    write_if(!has("top"), "m:hideTop");
    write_if(!has("bottom"), "m:hideBot");
    write_if(!has("left"), "m:hideLeft");
    write_if(!has("right"), "m:hideRight");
    write_if(has("horizontalstrike"), "m:strikeH");
    write_if(has("verticalstrike"), "m:strikeV");
    write_if(has("updiagonalstrike"), "m:strikeBLTR");
    write_if(has("downdiagonalstrike"), "m:strikeTLBR");
    xml_.close().open("m:e");
    write_row(part, 0, part.parts.size());
    xml_.close().close();
  }

  /// In OMML, brackets with their content, and large signs with what they apply to, are elements.
  void write_row(const math::Part& row, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (const std::size_t close = closing_bracket(row, i, end); close != 0) {
        write_brackets(row, i, close);
        i = close;
      } else if (is_large(row.parts[i])) {
        const std::size_t last = end_of_operand(row, i + 1, end);
        write_large(row.parts[i], row, i + 1, last);
        i = last - 1;
      } else {
        write(row.parts[i]);
      }
    }
  }

  static bool is_bar(const math::Part& part) {
    return part.kind == PartKind::Operator && (part.text == U"|" || part.text == U"\u2016");
  }

  /// The sign itself where scripts stand at a bracket: in `(a+b)^2` the base is the closing one.
  static const math::Part& sign_of(const math::Part& part) {
    if (part.kind != PartKind::Scripts) return part;
    const math::Part& base = math::without_rows(part.base());
    return base.kind == PartKind::Operator && math::bracket_step(base.text) == -1 ? base : part;
  }

  /// Returns where the bracket that opens at a place is closed; 0 if no bracket opens there. The end of the row closes
  /// a brace of cases.
  std::size_t closing_bracket(const math::Part& row, std::size_t at, std::size_t end) const {
    const math::Part& open = row.parts[at];
    if (open.kind != PartKind::Operator) return 0;
    if (is_bar(open)) {
      const bool is_around = at == 0 && end == row.parts.size() && end > 2 && row.parts[end - 1].text == open.text;
      return is_around ? end - 1 : 0;
    }
    if (math::bracket_step(open.text) != 1) return 0;
    int depth = 0;
    for (std::size_t i = at; i < end; ++i) {
      const math::Part& sign = sign_of(row.parts[i]);
      if (sign.kind != PartKind::Operator) continue;
      depth += math::bracket_step(sign.text);
      if (depth == 0) return i;
    }
    const bool is_cases = at + 2 == end && row.parts[at + 1].kind == PartKind::Table;
    return is_cases ? end : 0;
  }

  void write_brackets(const math::Part& row, std::size_t open, std::size_t close) {
    if (close < row.parts.size() && row.parts[close].kind == PartKind::Scripts) {
      return write_scripts(row.parts[close], [&] { write_bracketed(row, open, close); });
    }
    write_bracketed(row, open, close);
  }

  void write_bracketed(const math::Part& row, std::size_t open, std::size_t close) {
    xml_.open("m:d").open("m:dPr");
    write_value("m:begChr", base::to_utf8(row.parts[open].text));
    write_value("m:endChr", close < row.parts.size() ? base::to_utf8(sign_of(row.parts[close]).text) : std::string());
    xml_.close().open("m:e");
    write_row(row, open + 1, std::min(close, row.parts.size()));
    xml_.close().close();
  }

  /// A sum or an integral, alone or with limits.
  static bool is_large(const math::Part& part) {
    const bool has_limits = part.kind == PartKind::Scripts || part.kind == PartKind::Limits;
    const math::Part& sign = has_limits ? math::without_rows(part.base()) : part;
    return sign.kind == PartKind::Operator && sign.text.size() == 1 &&
           math::operator_traits(sign.text, math::OperatorForm::Prefix, true).is_large;
  }

  static std::size_t end_of_operand(const math::Part& row, std::size_t at, std::size_t end) {
    int depth = 0;
    for (; at < end; ++at) {
      const math::Part& part = sign_of(row.parts[at]);
      if (part.kind != PartKind::Operator) continue;
      depth += math::bracket_step(part.text);
      if (depth < 0) return at;
      const bool is_infix = math::form_in_row(row, at) == math::OperatorForm::Infix;
      const math::LineEnd kind = is_infix && depth == 0 ? math::line_end_after(part.text) : math::LineEnd::None;
      // A sum applies to a product.
      const bool is_product = part.text == U"\u00D7" || part.text == U"\u22C5" || part.text == U"\u00B7";
      if (kind != math::LineEnd::None && !is_product) return at;
    }
    return at;
  }

  void write_large(const math::Part& part, const math::Part& row, std::size_t begin, std::size_t end) {
    const bool has_limits = part.kind == PartKind::Scripts || part.kind == PartKind::Limits;
    const math::Part& sign = has_limits ? math::without_rows(part.base()) : part;
    const math::Part* const below = has_limits ? part.below() : nullptr;
    const math::Part* const above = has_limits ? part.above() : nullptr;
    xml_.open("m:nary").open("m:naryPr");
    write_value("m:chr", base::to_utf8(sign.text));
    const bool stays_above = is_displayed_ || math::flag_of(tree_, sign.element, "movablelimits") == false;
    write_value("m:limLoc", part.kind == PartKind::Limits && stays_above ? "undOvr" : "subSup");
    if (below == nullptr) write_value("m:subHide", "1");
    if (above == nullptr) write_value("m:supHide", "1");
    xml_.close();
    xml_.open("m:sub");
    if (below != nullptr) write(*below);
    xml_.close().open("m:sup");
    if (above != nullptr) write(*above);
    xml_.close().open("m:e");
    write_row(row, begin, end);
    xml_.close().close();
  }

  void write_fraction(const math::Part& part) {
    xml_.open("m:f");
    if (!part.has_bar) {
      xml_.open("m:fPr");
      write_value("m:type", "noBar");
      xml_.close();
    }
    write_group("m:num", part.parts[0]);
    write_group("m:den", part.parts[1]);
    xml_.close();
  }

  void write_root(const math::Part& part) {
    xml_.open("m:rad");
    if (part.parts.size() < 2) {
      xml_.open("m:radPr");
      write_value("m:degHide", "1");
      xml_.close().open("m:deg").close();
    } else {
      write_group("m:deg", part.parts[1]);
    }
    write_group("m:e", part.base());
    xml_.close();
  }

  void write_scripts(const math::Part& part) {
    write_scripts(part, [&] {
      if (is_blank(part.base())) write_nothing();
      write(part.base());
    });
  }

  void write_scripts(const math::Part& part, const std::function<void()>& write_base) {
    const bool has_both = part.has_below && part.has_above;
    xml_.open(has_both ? "m:sSubSup" : part.has_below ? "m:sSub" : "m:sSup").open("m:e");
    write_base();
    xml_.close();
    if (part.below() != nullptr) write_group("m:sub", *part.below());
    if (part.above() != nullptr) write_group("m:sup", *part.above());
    xml_.close();
  }

  void write_multiscripts(const math::Part& part) {
    const std::size_t pairs = (part.parts.size() - 1) / 2;
    const std::size_t behind = pairs - part.prescripts;
    for (std::size_t i = behind; i < pairs; ++i) {
      xml_.open("m:sPre");
      write_group("m:sub", part.parts[1 + 2 * i]);
      write_group("m:sup", part.parts[2 + 2 * i]);
      xml_.open("m:e");
    }
    for (std::size_t i = behind; i-- > 0;) {
      const bool has_below = !is_blank(part.parts[1 + 2 * i]);
      const bool has_above = !is_blank(part.parts[2 + 2 * i]);
      xml_.open(has_below == has_above ? "m:sSubSup" : has_below ? "m:sSub" : "m:sSup").open("m:e");
    }
    if (is_blank(part.base())) write_nothing();
    write(part.base());
    for (std::size_t i = 0; i < behind; ++i) {
      const math::Part& below = part.parts[1 + 2 * i];
      const math::Part& above = part.parts[2 + 2 * i];
      xml_.close();
      if (!is_blank(below) || is_blank(above)) write_group("m:sub", below);
      if (!is_blank(above) || is_blank(below)) write_group("m:sup", above);
      xml_.close();
    }
    for (std::size_t i = behind; i < pairs; ++i) xml_.close().close();
  }

  static const OmmlAccent* accent_of(const math::Part& script) {
    const math::Part& sign = math::without_rows(script);
    if (sign.kind != PartKind::Operator || sign.text.size() != 1) return nullptr;
    const auto* const found = std::find_if(kOmmlAccents.begin(), kOmmlAccents.end(), [&](const OmmlAccent& each) {
      return each.sign == sign.text[0] || each.character == base::to_utf8(sign.text[0]);
    });
    return found == kOmmlAccents.end() ? nullptr : found;
  }

  /// The scripts under and over a base, the lower one innermost.
  void write_limits(const math::Part& part) {
    if (part.above() != nullptr) open_limit(*part.above(), true);
    if (part.below() != nullptr) open_limit(*part.below(), false);
    write(part.base());
    if (part.below() != nullptr) close_limit(*part.below());
    if (part.above() != nullptr) close_limit(*part.above());
  }

  void open_limit(const math::Part& limit, bool is_above) {
    const OmmlAccent* const accent = accent_of(limit);
    if (accent == nullptr) {
      xml_.open(is_above ? "m:limUpp" : "m:limLow").open("m:e");
      return;
    }
    const bool is_accent = accent->element == "m:acc";
    if (is_accent && !is_above) {
      xml_.open("m:limLow").open("m:e");
      return;
    }
    xml_.open(accent->element).open(std::string(accent->element) + "Pr");
    if (!accent->character.empty()) write_value("m:chr", accent->character);
    if (!is_accent) write_value("m:pos", is_above ? "top" : "bot");
    if (accent->element == "m:groupChr") write_value("m:vertJc", is_above ? "bot" : "top");
    xml_.close().open("m:e");
    open_accents_.push_back(&limit);
  }

  void close_limit(const math::Part& limit) {
    xml_.close();
    if (!open_accents_.empty() && open_accents_.back() == &limit) {
      open_accents_.pop_back();
    } else {
      write_group("m:lim", limit);
    }
    xml_.close();
  }

  /// A relation at the start of a cell has its left side in the cell before; some programs need something before it.
  void write_cell(const math::Part& cell) {
    if (is_blank(cell) || math::begins_with_relation(cell)) write_nothing();
    write(cell);
    if (cell.parts.size() == 1 && math::begins_with_relation(cell)) write_nothing();
  }

  void write_column(std::string_view alignment) {
    xml_.open("m:mc").open("m:mcPr");
    write_value("m:count", "1");
    write_value("m:mcJc", alignment == "left" || alignment == "right" ? alignment : "center");
    xml_.close().close();
  }

  void write_table(const math::Part& part) {
    std::size_t columns = 1;
    for (const math::Part& row : part.parts) columns = std::max(columns, row.parts.size());
    const auto alignments = math::words_of(math::attribute_of(tree_, part.element, "columnalign"));
    const auto lines = math::words_of(math::attribute_of(tree_, part.element, "columnlines"));
    // A matrix of OMML has no lines: a column of bars stands for one.
    const auto has_line = [&](std::size_t column) {
      return column + 1 < columns && !lines.empty() && math::word_at(lines, column) != "none";
    };
    xml_.open("m:m").open("m:mPr").open("m:mcs");
    for (std::size_t i = 0; i < columns; ++i) {
      write_column(math::word_at(alignments, i));
      if (has_line(i)) write_column("center");
    }
    xml_.close().close();
    for (const math::Part& row : part.parts) {
      xml_.open("m:mr");
      for (std::size_t i = 0; i < columns; ++i) {
        xml_.open("m:e");
        if (i < row.parts.size()) {
          write_cell(row.parts[i]);
        } else {
          write_nothing();
        }
        xml_.close();
        if (has_line(i)) {
          xml_.open("m:e");
          write_run(U"|", "nor");
          xml_.close();
        }
      }
      xml_.close();
    }
    xml_.close();
  }

  base::XmlWriter& xml_;
  const dom::Tree& tree_;
  const std::map<dom::NodeId, css::Color>& colors_;
  bool is_displayed_ = false;
  std::optional<math::LetterStyle> letters_;
  css::Color color_ = css::kBlack;
  std::vector<const math::Part*> open_accents_;
};

}  // namespace

void write_formula(base::XmlWriter& xml, const flow::Formula& formula) {
  if (formula.is_alone) {
    xml.open("m:oMathPara").attribute("xmlns:m", kOmml);
    xml.open("m:oMath");
  } else {
    xml.open("m:oMath").attribute("xmlns:m", kOmml);
  }
  OmmlWriter(xml, formula).write(formula.source->content);
  xml.close();
  if (formula.is_alone) xml.close();
}

}  // namespace gongwen::docx
