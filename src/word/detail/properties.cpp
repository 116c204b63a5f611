#include "word/detail/properties.h"

#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

// One function for each group of properties (rPr, pPr, tblPr, trPr, tcPr, sectPr). Each is a list of elements; the
// value of an element goes to the member of the format that has its meaning.
namespace gongwen::word {
namespace {

using package::XmlAttributes;

constexpr std::int32_t kMostTwips = 1'000'000;

std::string_view value_of(const XmlAttributes& attributes) { return attribute(attributes, "val"); }
std::string value_text(const XmlAttributes& attributes) { return std::string(value_of(attributes)); }

std::optional<std::int32_t> measure_at(const XmlAttributes& attributes, std::string_view local) {
  return read_measure(attribute(attributes, local));
}

void set_measure(std::optional<std::int32_t>& to, const XmlAttributes& attributes, std::string_view local) {
  if (const auto value = measure_at(attributes, local)) to = value;
}

bool is_on(std::string_view value) { return value != "0" && value != "false" && value != "off"; }

void set_switch_at(std::optional<bool>& to, const XmlAttributes& attributes, std::string_view local) {
  if (has_attribute(attributes, local)) to = is_on(attribute(attributes, local));
}

std::optional<std::string> color_at(const XmlAttributes& attributes, std::string_view local) {
  const std::string_view value = attribute(attributes, local);
  if (value.empty() || value == "auto") return std::nullopt;
  return std::string(value);
}

/// The first background colour of a theme is the white of the paper, unless it is made darker.
std::string text_color(const XmlAttributes& attributes) {
  const std::string_view theme = attribute(attributes, "themeColor");
  const bool is_paper = (theme == "background1" || theme == "light1") && !has_attribute(attributes, "themeShade");
  return is_paper ? "FFFFFF" : value_text(attributes);
}

Border read_border(const XmlAttributes& attributes) {
  Border border;
  border.style = value_text(attributes);
  border.eighths = read_whole(attribute(attributes, "sz")).value_or(0);
  border.space = read_whole(attribute(attributes, "space")).value_or(0);
  border.color = color_at(attributes, "color");
  return border;
}

void read_border_into(Name name, const XmlAttributes& attributes, Borders& to) {
  const auto set = [&attributes](std::optional<Border>& border) {
    border = read_border(attributes);
  };
  if (name == Name::Top) set(to.top);
  if (name == Name::Left || name == Name::Start) set(to.left);
  if (name == Name::Bottom) set(to.bottom);
  if (name == Name::Right || name == Name::End) set(to.right);
  if (name == Name::InsideH || name == Name::Between) set(to.inner_horizontal);
  if (name == Name::InsideV || name == Name::Bar) set(to.inner_vertical);
  if (name == Name::Tl2br) set(to.falling);
  if (name == Name::Tr2bl) set(to.rising);
}

Shading read_shading(const XmlAttributes& attributes) {
  return {value_text(attributes), color_at(attributes, "fill"), color_at(attributes, "color")};
}

TableWidth read_width(const XmlAttributes& attributes) {
  TableWidth width;
  const std::string_view type = attribute(attributes, "type");
  const std::string_view text = attribute(attributes, "w");
  width.value = read_measure(text).value_or(0);
  if (text.ends_with('%')) {
    width.unit = TableWidth::Unit::Fiftieths;
    width.value *= 50;
  } else if (type == "pct") {
    width.unit = TableWidth::Unit::Fiftieths;
  } else if (type == "dxa" || (type.empty() && !text.empty())) {
    width.unit = TableWidth::Unit::Twips;
  }
  return width;
}

void read_margin(Name name, const XmlAttributes& attributes, CellMargins& to) {
  if (attribute(attributes, "type") == "nil") return;
  const auto value = measure_at(attributes, "w");
  if (name == Name::Top) to.top = value;
  if (name == Name::Left || name == Name::Start) to.left = value;
  if (name == Name::Bottom) to.bottom = value;
  if (name == Name::Right || name == Name::End) to.right = value;
}

FloatPlace read_float(Name name, const XmlAttributes& attributes) {
  FloatPlace place;
  const bool is_table = name == Name::TblpPr;
  place.width = measure_at(attributes, "w");
  place.height = measure_at(attributes, "h");
  place.height_rule = attribute(attributes, "hRule");
  place.x = measure_at(attributes, is_table ? "tblpX" : "x");
  place.y = measure_at(attributes, is_table ? "tblpY" : "y");
  place.x_align = attribute(attributes, is_table ? "tblpXSpec" : "xAlign");
  place.y_align = attribute(attributes, is_table ? "tblpYSpec" : "yAlign");
  place.x_anchor = attribute(attributes, is_table ? "horzAnchor" : "hAnchor");
  place.y_anchor = attribute(attributes, is_table ? "vertAnchor" : "vAnchor");
  place.wrap = attribute(attributes, "wrap");
  place.drop_cap = attribute(attributes, "dropCap");
  if (place.drop_cap == "none") place.drop_cap.clear();
  place.lines = read_whole(attribute(attributes, "lines"));
  place.room_top = measure_at(attributes, is_table ? "topFromText" : "vSpace");
  place.room_bottom = measure_at(attributes, is_table ? "bottomFromText" : "vSpace");
  place.room_left = measure_at(attributes, is_table ? "leftFromText" : "hSpace");
  place.room_right = measure_at(attributes, is_table ? "rightFromText" : "hSpace");
  return place;
}

LineRule rule_of(std::string_view text, LineRule otherwise) {
  if (text == "exact") return LineRule::Exact;
  if (text == "atLeast") return LineRule::AtLeast;
  return text == "auto" ? LineRule::Multiple : otherwise;
}

void read_indents(const XmlAttributes& attributes, ParagraphFormat& to) {
  for (const std::string_view left : {"left", "start"}) set_measure(to.indent_left, attributes, left);
  for (const std::string_view right : {"right", "end"}) set_measure(to.indent_right, attributes, right);
  for (const std::string_view left : {"leftChars", "startChars"}) set_measure(to.indent_left_chars, attributes, left);
  for (const std::string_view right : {"rightChars", "endChars"}) set_measure(to.indent_right_chars, attributes, right);
  // If there are both first line and hanging, hanging takes precedence (17.3.1.12).
  set_measure(to.indent_first, attributes, "firstLine");
  set_measure(to.indent_first_chars, attributes, "firstLineChars");
  if (const auto value = measure_at(attributes, "hanging")) to.indent_first = -*value;
  if (const auto value = measure_at(attributes, "hangingChars")) to.indent_first_chars = -*value;
}

void read_spacing(const XmlAttributes& attributes, ParagraphFormat& to) {
  set_measure(to.space_before, attributes, "before");
  set_measure(to.space_after, attributes, "after");
  set_measure(to.space_before_lines, attributes, "beforeLines");
  set_measure(to.space_after_lines, attributes, "afterLines");
  set_switch_at(to.auto_before, attributes, "beforeAutospacing");
  set_switch_at(to.auto_after, attributes, "afterAutospacing");
  set_measure(to.line, attributes, "line");
  if (has_attribute(attributes, "line") || has_attribute(attributes, "lineRule"))
    to.line_rule = rule_of(attribute(attributes, "lineRule"), LineRule::Multiple);
}

void read_tab(const XmlAttributes& attributes, ParagraphFormat& to) {
  TabStop stop;
  stop.at = measure_at(attributes, "pos").value_or(0);
  stop.align = value_text(attributes);
  stop.leader = attribute(attributes, "leader");
  if (stop.leader == "none") stop.leader.clear();
  if (!to.tabs) to.tabs.emplace();
  constexpr std::size_t kMostTabs = 200;
  if (to.tabs->size() < kMostTabs) to.tabs->push_back(std::move(stop));
}

void read_paragraph(Name name, const XmlAttributes& attributes, ParagraphFormat& to) {
  const auto flag = [&attributes](std::optional<bool>& member) {
    member = read_switch(attributes);
  };
  switch (name) {
    case Name::PStyle: to.style = value_text(attributes); break;
    case Name::Jc: to.alignment = value_text(attributes); break;
    case Name::Ind: read_indents(attributes, to); break;
    case Name::Spacing: read_spacing(attributes, to); break;
    case Name::KeepNext: flag(to.keep_next); break;
    case Name::KeepLines: flag(to.keep_lines); break;
    case Name::PageBreakBefore: flag(to.page_break_before); break;
    case Name::WidowControl: flag(to.widow_control); break;
    case Name::ContextualSpacing: flag(to.contextual_spacing); break;
    case Name::MirrorIndents: flag(to.mirror_indents); break;
    case Name::Bidi: flag(to.right_to_left); break;
    case Name::SnapToGrid: flag(to.snaps_to_grid); break;
    case Name::Kinsoku: flag(to.kinsoku); break;
    case Name::WordWrap: flag(to.wraps_words); break;
    case Name::OverflowPunct: flag(to.overflow_punctuation); break;
    case Name::TopLinePunct: flag(to.top_line_punctuation); break;
    case Name::AutoSpaceDE: flag(to.auto_space_latin); break;
    case Name::AutoSpaceDN: flag(to.auto_space_digits); break;
    case Name::SuppressAutoHyphens: flag(to.suppress_hyphens); break;
    case Name::SuppressLineNumbers: flag(to.suppress_line_numbers); break;
    case Name::OutlineLvl: to.outline_level = read_whole(value_of(attributes)); break;
    case Name::NumId: to.list = read_whole(value_of(attributes)); break;
    case Name::Ilvl: to.list_level = read_whole(value_of(attributes)); break;
    case Name::TextAlignment: to.text_align_vertical = value_text(attributes); break;
    case Name::TextDirection: to.text_direction = value_text(attributes); break;
    case Name::Shd: to.shading = read_shading(attributes); break;
    case Name::FramePr: to.frame = read_float(name, attributes); break;
    case Name::PBdr: to.borders.emplace(); break;
    default: break;
  }
}

void read_table(Name name, const XmlAttributes& attributes, TableFormat& to) {
  switch (name) {
    case Name::TblStyle: to.style = value_text(attributes); break;
    case Name::TblW: to.width = read_width(attributes); break;
    case Name::Jc: to.alignment = value_text(attributes); break;
    case Name::TblInd: to.indent = measure_at(attributes, "w"); break;
    case Name::TblBorders: to.borders.emplace(); break;
    case Name::TblCellMar: to.margins.emplace(); break;
    case Name::TblCellSpacing: to.spacing = measure_at(attributes, "w"); break;
    case Name::TblLayout: to.is_fixed = attribute(attributes, "type") == "fixed"; break;
    case Name::BidiVisual: to.right_to_left = read_switch(attributes); break;
    case Name::Shd: to.shading = read_shading(attributes); break;
    case Name::TblpPr: to.place = read_float(name, attributes); break;
    case Name::TblStyleRowBandSize: to.row_band = read_whole(value_of(attributes)); break;
    case Name::TblStyleColBandSize: to.column_band = read_whole(value_of(attributes)); break;
    case Name::TblCaption: to.caption = value_text(attributes); break;
    case Name::TblDescription: to.description = value_text(attributes); break;
    case Name::TblLook: {
      // Old files have one hexadecimal number, new ones an attribute for each part.
      std::uint32_t bits = 0;
      const std::string_view hexadecimal = value_of(attributes);
      std::from_chars(hexadecimal.data(), hexadecimal.data() + hexadecimal.size(), bits, 16);
      const auto part = [&](std::string_view local, std::uint32_t bit, bool negative) {
        if (has_attribute(attributes, local)) return is_on(attribute(attributes, local)) != negative;
        return ((bits & bit) != 0) != negative;
      };
      to.look =
          TableLook{part("firstRow", 0x20, false),    part("lastRow", 0x40, false), part("firstColumn", 0x80, false),
                    part("lastColumn", 0x100, false), part("noHBand", 0x200, true), part("noVBand", 0x400, true)};
      break;
    }
    default: break;
  }
}

void read_row(Name name, const XmlAttributes& attributes, RowFormat& to) {
  switch (name) {
    case Name::TrHeight:
      to.height = measure_at(attributes, "val");
      to.height_rule = rule_of(attribute(attributes, "hRule"), LineRule::AtLeast);
      break;
    case Name::TblHeader: to.is_head = read_switch(attributes); break;
    case Name::CantSplit: to.cannot_split = read_switch(attributes); break;
    case Name::Hidden: to.is_hidden = read_switch(attributes); break;
    case Name::Jc: to.alignment = value_text(attributes); break;
    case Name::GridBefore:
      to.skipped_before = std::clamp(read_whole(value_of(attributes)).value_or(0), 0, 1'000);
      break;
    case Name::GridAfter: to.skipped_after = std::clamp(read_whole(value_of(attributes)).value_or(0), 0, 1'000); break;
    default: break;
  }
}

void read_cell(Name name, const XmlAttributes& attributes, CellFormat& to) {
  switch (name) {
    case Name::TcW: to.width = read_width(attributes); break;
    case Name::TcBorders: to.borders.emplace(); break;
    case Name::TcMar: to.margins.emplace(); break;
    case Name::Shd: to.shading = read_shading(attributes); break;
    case Name::VAlign: to.vertical_align = value_text(attributes); break;
    case Name::TextDirection: to.text_direction = value_text(attributes); break;
    case Name::NoWrap: to.wraps = !read_switch(attributes); break;
    case Name::TcFitText: to.fits_text = read_switch(attributes); break;
    default: break;
  }
}

SectionStart start_of(std::string_view text) {
  if (text == "continuous") return SectionStart::Continuous;
  if (text == "evenPage") return SectionStart::EvenPage;
  if (text == "oddPage") return SectionStart::OddPage;
  return text == "nextColumn" ? SectionStart::NextColumn : SectionStart::NextPage;
}

PageGrid::Type grid_of(std::string_view text) {
  if (text == "lines") return PageGrid::Type::Lines;
  if (text == "linesAndChars") return PageGrid::Type::LinesAndCharacters;
  return text == "snapToChars" ? PageGrid::Type::SnapToCharacters : PageGrid::Type::None;
}

void read_section(Name name, const XmlAttributes& attributes, Section& to) {
  const auto measure = [&attributes](Twips& member, std::string_view local) {
    if (const auto value = measure_at(attributes, local)) member = *value;
  };
  switch (name) {
    case Name::PgSz:
      measure(to.page_width, "w");
      measure(to.page_height, "h");
      to.is_landscape = attribute(attributes, "orient") == "landscape";
      break;
    case Name::PgMar:
      measure(to.margin_top, "top");
      measure(to.margin_right, "right");
      measure(to.margin_bottom, "bottom");
      measure(to.margin_left, "left");
      measure(to.header_distance, "header");
      measure(to.footer_distance, "footer");
      measure(to.gutter, "gutter");
      break;
    case Name::Type: to.start = start_of(value_of(attributes)); break;
    case Name::TitlePg: to.has_first_page = read_switch(attributes); break;
    case Name::Cols:
      to.columns.count = std::clamp(read_whole(attribute(attributes, "num")).value_or(1), 1, 63);
      measure(to.columns.space, "space");
      to.columns.has_line = has_attribute(attributes, "sep") && is_on(attribute(attributes, "sep"));
      to.columns.are_equal = !has_attribute(attributes, "equalWidth") || is_on(attribute(attributes, "equalWidth"));
      break;
    case Name::DocGrid:
      to.grid.type = grid_of(attribute(attributes, "type"));
      to.grid.line_pitch = read_whole(attribute(attributes, "linePitch")).value_or(0);
      to.grid.character_space = read_whole(attribute(attributes, "charSpace")).value_or(0);
      break;
    case Name::PgNumType:
      if (has_attribute(attributes, "start")) to.first_page_number = read_whole(attribute(attributes, "start"));
      to.page_number_format = attribute(attributes, "fmt");
      break;
    case Name::TextDirection: to.text_direction = value_text(attributes); break;
    case Name::VAlign: to.vertical_align = value_text(attributes); break;
    case Name::PgBorders:
      to.page_borders.emplace();
      to.page_borders_from_page = attribute(attributes, "offsetFrom") == "page";
      to.page_borders_on = attribute(attributes, "display");
      if (to.page_borders_on == "allPages") to.page_borders_on.clear();
      break;
    case Name::LnNumType: to.line_number_step = read_whole(attribute(attributes, "countBy")); break;
    case Name::Bidi: to.right_to_left = read_switch(attributes); break;
    case Name::FormProt: to.is_protected = read_switch(attributes); break;
    default: break;
  }
}

}  // namespace

std::optional<std::int32_t> read_whole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -2'000'000'000, 2'000'000'000));
}

std::optional<std::int32_t> read_measure(std::string_view text) {
  struct Unit {
    std::string_view name;
    double twips;
  };
  constexpr Unit kUnits[] = {{"pt", 20},    {"cm", 1'440 / 2.54}, {"mm", 144 / 2.54},
                             {"in", 1'440}, {"pc", 240},          {"pi", 240}};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits) {
    if (rest == unit.name) value *= unit.twips;
  }
  return static_cast<std::int32_t>(std::lround(std::clamp<double>(value, -kMostTwips, kMostTwips)));
}

bool read_switch(const XmlAttributes& attributes) { return is_on(value_of(attributes)); }

std::optional<std::string> PropertyReader::theme_font(std::string_view name) const {
  const bool is_major = name.starts_with("major");
  if (!is_major && !name.starts_with("minor")) return std::nullopt;
  const ThemeFonts::Group& group = is_major ? theme_.major : theme_.minor;
  name.remove_prefix(5);
  std::string font;
  if (name == "EastAsia") {
    font = group.east_asian;
    if (font.empty()) {
      const std::string_view script = theme_language_.starts_with("ja")                                   ? "Jpan"
                                      : theme_language_.starts_with("ko")                                 ? "Hang"
                                      : theme_language_ == "zh-TW" || theme_language_.starts_with("zh-H") ? "Hant"
                                                                                                          : "Hans";
      if (const auto found = group.scripts.find(std::string(script)); found != group.scripts.end())
        font = found->second;
    }
  } else if (name == "Bidi") {
    font = group.complex;
  } else {
    font = group.latin;
  }
  return font.empty() ? std::nullopt : std::optional(std::move(font));
}

void PropertyReader::read_fonts(const XmlAttributes& attributes, RunFormat& to) const {
  const auto set = [&](std::optional<std::string>& member, std::string_view direct, std::string_view theme) {
    if (has_attribute(attributes, direct)) member = std::string(attribute(attributes, direct));
    // Fonts of the theme take precedence (17.3.2.26).
    if (has_attribute(attributes, theme)) {
      if (auto font = theme_font(attribute(attributes, theme))) member = *std::move(font);
    }
  };
  set(to.ascii_font, "ascii", "asciiTheme");
  set(to.high_ansi_font, "hAnsi", "hAnsiTheme");
  set(to.east_asia_font, "eastAsia", "eastAsiaTheme");
  set(to.complex_font, "cs", "cstheme");
  if (has_attribute(attributes, "hint")) to.font_hint = std::string(attribute(attributes, "hint"));
}

void PropertyReader::read_run(Name name, const XmlAttributes& attributes, RunFormat& to) const {
  const auto flag = [&attributes](std::optional<bool>& member) {
    member = read_switch(attributes);
  };
  switch (name) {
    case Name::RStyle: to.style = value_text(attributes); break;
    case Name::RFonts: read_fonts(attributes, to); break;
    case Name::Sz: to.half_points = read_whole(value_of(attributes)); break;
    case Name::SzCs: to.complex_half_points = read_whole(value_of(attributes)); break;
    case Name::B: flag(to.bold); break;
    case Name::BCs: flag(to.complex_bold); break;
    case Name::I: flag(to.italic); break;
    case Name::ICs: flag(to.complex_italic); break;
    case Name::Caps: flag(to.caps); break;
    case Name::SmallCaps: flag(to.small_caps); break;
    case Name::Strike: flag(to.strike); break;
    case Name::Dstrike: flag(to.double_strike); break;
    case Name::Outline: flag(to.outline); break;
    case Name::Shadow: flag(to.shadow); break;
    case Name::Emboss: flag(to.emboss); break;
    case Name::Imprint: flag(to.imprint); break;
    case Name::Vanish: flag(to.hidden); break;
    case Name::WebHidden: flag(to.web_hidden); break;
    case Name::Rtl: flag(to.right_to_left); break;
    case Name::SnapToGrid: flag(to.snaps_to_grid); break;
    case Name::Cs: flag(to.is_complex); break;
    case Name::Color: to.color = text_color(attributes); break;
    case Name::U:
      to.underline = value_text(attributes);
      to.underline_color = color_at(attributes, "color");
      break;
    case Name::Highlight: to.highlight = value_text(attributes); break;
    case Name::Em: to.emphasis = value_text(attributes); break;
    case Name::VertAlign: to.vertical_align = value_text(attributes); break;
    case Name::Spacing: to.spacing = measure_at(attributes, "val"); break;
    case Name::W: to.scale = read_whole(value_of(attributes)); break;
    case Name::Position: to.raised = read_whole(value_of(attributes)); break;
    case Name::Kern: to.kerning_from = read_whole(value_of(attributes)); break;
    case Name::FitText: to.fit_width = measure_at(attributes, "val"); break;
    case Name::EastAsianLayout:
      set_switch_at(to.combines, attributes, "combine");
      set_switch_at(to.is_upright, attributes, "vert");
      break;
    case Name::W14TextFill: to.fill.emplace(); break;
    case Name::W14TextOutline: to.has_contour = true; break;
    case Name::Shd: to.shading = read_shading(attributes); break;
    case Name::Bdr: to.border = read_border(attributes); break;
    case Name::Lang:
      if (has_attribute(attributes, "val")) to.language = value_text(attributes);
      if (has_attribute(attributes, "eastAsia")) to.east_asia_language = std::string(attribute(attributes, "eastAsia"));
      break;
    default: break;
  }
}

bool PropertyReader::read(Name parent, Name name, const XmlAttributes& attributes, const PropertyTargets& to) {
  switch (parent) {
    case Name::RPr:
      if (to.run != nullptr) read_run(name, attributes, *to.run);
      return true;
    // The contour comes before the fill.
    case Name::W14TextFill:
      if (to.run != nullptr && name == Name::W14NoFill) to.run->fill = "none";
      return true;
    case Name::W14TextOutline:
      if (to.run != nullptr && name == Name::W14NoFill) to.run->has_contour = false;
      return true;
    case Name::W14SolidFill:
      if (to.run != nullptr && to.run->fill && name == Name::W14Color) to.run->fill = value_text(attributes);
      return true;
    case Name::PPr:
    case Name::NumPr:
      if (to.paragraph != nullptr) read_paragraph(name, attributes, *to.paragraph);
      return true;
    case Name::PBdr:
      if (to.paragraph != nullptr && to.paragraph->borders) read_border_into(name, attributes, *to.paragraph->borders);
      return true;
    case Name::Tabs:
      if (to.paragraph != nullptr) read_tab(attributes, *to.paragraph);
      return true;
    case Name::TblPr:
    case Name::TblPrEx:
      if (to.table != nullptr) read_table(name, attributes, *to.table);
      return true;
    case Name::TblBorders:
      if (to.table != nullptr && to.table->borders) read_border_into(name, attributes, *to.table->borders);
      return true;
    case Name::TblCellMar:
      if (to.table != nullptr && to.table->margins) read_margin(name, attributes, *to.table->margins);
      return true;
    case Name::TrPr:
      if (to.row != nullptr) read_row(name, attributes, *to.row);
      return true;
    case Name::TcPr:
      if (to.cell != nullptr) read_cell(name, attributes, *to.cell);
      return true;
    case Name::TcBorders:
      if (to.cell != nullptr && to.cell->borders) read_border_into(name, attributes, *to.cell->borders);
      return true;
    case Name::TcMar:
      if (to.cell != nullptr && to.cell->margins) read_margin(name, attributes, *to.cell->margins);
      return true;
    case Name::SectPr:
      if (to.section != nullptr) read_section(name, attributes, *to.section);
      return true;
    case Name::PgBorders:
      if (to.section != nullptr && to.section->page_borders)
        read_border_into(name, attributes, *to.section->page_borders);
      return true;
    case Name::Cols:
      if (to.section != nullptr && name == Name::Col && to.section->columns.widths.size() < 63) {
        to.section->columns.widths.emplace_back(measure_at(attributes, "w").value_or(0),
                                                measure_at(attributes, "space").value_or(0));
      }
      return true;
    default: return false;
  }
}

}  // namespace gongwen::word
