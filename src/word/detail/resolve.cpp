#include "word/detail/resolve.h"

#include "base/utf8.h"
#include "word/detail/list_marker.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

// A format is resolved once for each combination of the inputs on which it depends: the paragraph style, the
// conditional formats of the table, the list, and the properties as written. Documents have few such combinations.
namespace gongwen::word {
namespace {

template <typename Value>
void take(std::optional<Value>& to, const std::optional<Value>& from) {
  if (from) to = from;
}

/// The toggles of 17.7.3.
constexpr auto kToggles = std::to_array<std::optional<bool> RunFormat::*>(
    {&RunFormat::bold, &RunFormat::complex_bold, &RunFormat::italic, &RunFormat::complex_italic, &RunFormat::caps,
     &RunFormat::small_caps, &RunFormat::strike, &RunFormat::outline, &RunFormat::shadow, &RunFormat::emboss,
     &RunFormat::imprint, &RunFormat::hidden});

/// Members other than toggles.
void overlay_rest(RunFormat& to, const RunFormat& from) {
  take(to.style, from.style);
  take(to.ascii_font, from.ascii_font);
  take(to.high_ansi_font, from.high_ansi_font);
  take(to.east_asia_font, from.east_asia_font);
  take(to.complex_font, from.complex_font);
  take(to.font_hint, from.font_hint);
  take(to.half_points, from.half_points);
  take(to.complex_half_points, from.complex_half_points);
  take(to.double_strike, from.double_strike);
  take(to.web_hidden, from.web_hidden);
  take(to.right_to_left, from.right_to_left);
  take(to.snaps_to_grid, from.snaps_to_grid);
  take(to.is_complex, from.is_complex);
  take(to.color, from.color);
  take(to.fill, from.fill);
  take(to.has_contour, from.has_contour);
  take(to.underline, from.underline);
  take(to.underline_color, from.underline_color);
  take(to.highlight, from.highlight);
  take(to.emphasis, from.emphasis);
  take(to.vertical_align, from.vertical_align);
  take(to.spacing, from.spacing);
  take(to.scale, from.scale);
  take(to.raised, from.raised);
  take(to.kerning_from, from.kerning_from);
  take(to.fit_width, from.fit_width);
  take(to.combines, from.combines);
  take(to.is_upright, from.is_upright);
  take(to.shading, from.shading);
  take(to.border, from.border);
  take(to.language, from.language);
  take(to.east_asia_language, from.east_asia_language);
}

void overlay(RunFormat& to, const RunFormat& from) {
  overlay_rest(to, from);
  for (const auto toggle : kToggles) take(to.*toggle, from.*toggle);
}

/// Applies the format of another type of style: its toggles invert those below.
void overlay_style(RunFormat& to, const RunFormat& from) {
  overlay_rest(to, from);
  for (const auto toggle : kToggles) {
    if (from.*toggle) to.*toggle = (to.*toggle).value_or(false) != *(from.*toggle);
  }
}

void overlay_borders(std::optional<Borders>& to, const std::optional<Borders>& from) {
  if (!from) return;
  if (!to) to.emplace();
  take(to->top, from->top);
  take(to->left, from->left);
  take(to->bottom, from->bottom);
  take(to->right, from->right);
  take(to->inner_horizontal, from->inner_horizontal);
  take(to->inner_vertical, from->inner_vertical);
}

void overlay_tabs(std::optional<std::vector<TabStop>>& to, const std::optional<std::vector<TabStop>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  // A stop replaces that at its place; `clear` removes it.
  for (const TabStop& stop : *from) {
    std::erase_if(*to, [&stop](const TabStop& known) { return known.at == stop.at; });
    if (stop.align != "clear") to->push_back(stop);
  }
  std::sort(to->begin(), to->end());
}

void overlay_indents(ParagraphFormat& to, const ParagraphFormat& from) {
  take(to.indent_left, from.indent_left);
  take(to.indent_right, from.indent_right);
  take(to.indent_first, from.indent_first);
  // A later indent in twips replaces an earlier one in characters.
  if (from.indent_left && !from.indent_left_chars) to.indent_left_chars.reset();
  if (from.indent_right && !from.indent_right_chars) to.indent_right_chars.reset();
  if (from.indent_first && !from.indent_first_chars) to.indent_first_chars.reset();
  take(to.indent_left_chars, from.indent_left_chars);
  take(to.indent_right_chars, from.indent_right_chars);
  take(to.indent_first_chars, from.indent_first_chars);
}

void overlay(ParagraphFormat& to, const ParagraphFormat& from) {
  take(to.style, from.style);
  take(to.alignment, from.alignment);
  overlay_indents(to, from);
  take(to.space_before, from.space_before);
  take(to.space_after, from.space_after);
  take(to.space_before_lines, from.space_before_lines);
  take(to.space_after_lines, from.space_after_lines);
  take(to.auto_before, from.auto_before);
  take(to.auto_after, from.auto_after);
  take(to.line, from.line);
  take(to.line_rule, from.line_rule);
  take(to.keep_next, from.keep_next);
  take(to.keep_lines, from.keep_lines);
  take(to.page_break_before, from.page_break_before);
  take(to.widow_control, from.widow_control);
  take(to.contextual_spacing, from.contextual_spacing);
  take(to.mirror_indents, from.mirror_indents);
  take(to.right_to_left, from.right_to_left);
  take(to.snaps_to_grid, from.snaps_to_grid);
  take(to.kinsoku, from.kinsoku);
  take(to.wraps_words, from.wraps_words);
  take(to.overflow_punctuation, from.overflow_punctuation);
  take(to.top_line_punctuation, from.top_line_punctuation);
  take(to.auto_space_latin, from.auto_space_latin);
  take(to.auto_space_digits, from.auto_space_digits);
  take(to.suppress_hyphens, from.suppress_hyphens);
  take(to.suppress_line_numbers, from.suppress_line_numbers);
  take(to.outline_level, from.outline_level);
  take(to.list, from.list);
  take(to.list_level, from.list_level);
  take(to.text_align_vertical, from.text_align_vertical);
  take(to.text_direction, from.text_direction);
  overlay_borders(to.borders, from.borders);
  take(to.shading, from.shading);
  overlay_tabs(to.tabs, from.tabs);
  take(to.frame, from.frame);
}

/// A style, completed by those that it is based on.
struct WholeStyle {
  RunFormat run;
  ParagraphFormat paragraph;
  std::map<std::string, ConditionalFormat> conditions;
  TableFormat table;
};

/// The style of a table and the names of its conditional formats that hold for a cell.
using TablePart = std::pair<std::string, std::vector<std::string>>;

class Resolver {
 public:
  Resolver(Document& document, std::size_t max_depth) : document_(document), max_depth_(max_depth) {
    for (const Style& style : document.styles) {
      styles_.emplace(style.id, &style);
      if (!style.is_default) continue;
      if (style.type == StyleType::Paragraph) default_paragraph_ = style.id;
      if (style.type == StyleType::Table) default_table_ = style.id;
    }
    for (const List& list : document.lists) lists_.emplace(list.number, &list);
  }

  void run() {
    written_runs_ = std::move(document_.run_formats);
    written_paragraphs_ = std::move(document_.paragraph_formats);
    document_.run_formats.clear();
    document_.paragraph_formats.clear();
    for (Story& story : document_.stories) {
      ListCounter counter;  // headers and notes have their own numbers
      walk(story.blocks, {}, story.type == StoryType::Body ? body_lists_ : counter);
    }
    resolve_contents();
  }

 private:
  /// Resolves the styles of entries: tables of contents are made anew, perhaps with levels that the file does not use.
  void resolve_contents() {
    for (const Style& style : document_.styles) {
      const std::string name = base::ascii_lowercase(style.name);
      const bool is_entry = name.size() == 5 && name.starts_with("toc ") && name.back() >= '1' && name.back() <= '9';
      const bool is_figure = name == "table of figures";
      if (style.type != StyleType::Paragraph || (!is_entry && !is_figure)) continue;
      Paragraph& look = document_.contents_looks[is_figure ? 0 : name.back() - '0'];
      look.format = static_cast<std::uint32_t>(written_paragraphs_.size());
      written_paragraphs_.emplace_back().style = style.id;
      look.mark_format = static_cast<std::uint32_t>(written_runs_.size());
      written_runs_.emplace_back();
      ListCounter counter;
      resolve(look, {}, counter);
    }
  }

  void walk(std::vector<Block>& blocks, const std::vector<TablePart>& parts, ListCounter& counter) {
    for (Block& block : blocks) {
      if (auto* const paragraph = std::get_if<Paragraph>(&block.content)) {
        resolve(*paragraph, parts, counter);
      } else {
        walk(std::get<Table>(block.content), parts, counter);
      }
    }
  }

  void walk(Table& table, const std::vector<TablePart>& around, ListCounter& counter) {
    const std::string style = document_.table_formats[table.format].style.value_or(default_table_);
    std::size_t columns = 0;
    for (const Row& row : table.rows) columns = std::max(columns, row.cells.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (std::size_t cell = 0; cell < table.rows[row].cells.size(); ++cell) {
        std::vector<TablePart> parts = around;
        parts.emplace_back(style, conditions_of(table, style, row, cell, table.rows[row].cells.size()));
        walk(table.rows[row].cells[cell].blocks, parts, counter);
      }
    }
  }

  /// Returns the conditional formats that apply to a cell, in the order of 17.7.6: each one takes precedence over those
  /// before it.
  std::vector<std::string> conditions_of(const Table& table, const std::string& style, std::size_t row,
                                         std::size_t cell, std::size_t cells) {
    const WholeStyle& whole = whole_style(style);
    if (whole.conditions.empty()) return {};
    const TableLook look = document_.table_formats[table.format].look.value_or(
        whole.table.look.value_or(TableLook{true, false, true, false, true, false}));
    const bool is_first_row = look.first_row && row == 0;
    const bool is_last_row = look.last_row && row + 1 == table.rows.size();
    const bool is_first_column = look.first_column && cell == 0;
    const bool is_last_column = look.last_column && cell + 1 == cells;
    std::vector<std::string> names{"wholeTable"};
    const auto band = [](std::size_t index, bool has_head, std::optional<std::int32_t> size) {
      const std::size_t each = static_cast<std::size_t>(std::clamp(size.value_or(1), 1, 1'000));
      return (index - (has_head && index > 0 ? 1 : 0)) / each % 2;
    };
    if (look.bands_of_columns && !is_first_column && !is_last_column)
      names.push_back(band(cell, look.first_column, whole.table.column_band) == 0 ? "band1Vert" : "band2Vert");
    if (look.bands_of_rows && !is_first_row && !is_last_row)
      names.push_back(band(row, look.first_row, whole.table.row_band) == 0 ? "band1Horz" : "band2Horz");
    if (is_first_column) names.emplace_back("firstCol");
    if (is_last_column) names.emplace_back("lastCol");
    if (is_first_row) names.emplace_back("firstRow");
    if (is_last_row) names.emplace_back("lastRow");
    if (is_first_row && is_first_column) names.emplace_back("nwCell");
    if (is_first_row && is_last_column) names.emplace_back("neCell");
    if (is_last_row && is_first_column) names.emplace_back("swCell");
    if (is_last_row && is_last_column) names.emplace_back("seCell");
    std::erase_if(names, [&whole](const std::string& name) { return !whole.conditions.contains(name); });
    return names;
  }

  void resolve(Paragraph& paragraph, const std::vector<TablePart>& parts, ListCounter& counter) {
    const std::uint32_t part = number_of(parts);
    const std::uint32_t written = paragraph.format;
    const std::uint32_t format = paragraph_format(part, written);
    const std::string style = document_.paragraph_formats[format].style.value_or(std::string());
    paragraph.format = format;
    const std::uint32_t style_number =
        style_numbers_.emplace(style, static_cast<std::uint32_t>(style_numbers_.size())).first->second;
    paragraph.mark_format = run_format(part, style_number, style, paragraph.mark_format);
    for (Inline& item : paragraph.inlines) item.format = run_format(part, style_number, style, item.format);
    const ParagraphFormat& resolved = document_.paragraph_formats[format];
    if (!resolved.list || *resolved.list == 0 || paragraph.mark_change == Change::Deleted) return;
    if (const auto list = lists_.find(*resolved.list); list != lists_.end())
      paragraph.marker = counter.next(*list->second, resolved.list_level.value_or(0));
  }

  std::uint32_t number_of(const std::vector<TablePart>& parts) {
    return part_numbers_.emplace(parts, static_cast<std::uint32_t>(part_numbers_.size())).first->second;
  }

  const std::vector<TablePart>& parts_of(std::uint32_t number) const {
    return std::find_if(part_numbers_.begin(), part_numbers_.end(),
                        [number](const auto& entry) { return entry.second == number; })
        ->first;
  }

  std::uint32_t paragraph_format(std::uint32_t part, std::uint32_t written) {
    const auto known = paragraphs_.find({part, written});
    if (known != paragraphs_.end()) return known->second;
    const ParagraphFormat& direct = written_paragraphs_[written];
    const std::string style = direct.style.value_or(default_paragraph_);
    ParagraphFormat format = document_.default_paragraph;
    for (const auto& [table, conditions] : parts_of(part)) {
      const WholeStyle& whole = whole_style(table);
      overlay(format, whole.paragraph);
      for (const std::string& name : conditions) overlay(format, whole.conditions.at(name).paragraph);
    }
    const ParagraphFormat& of_style = whole_style(style).paragraph;
    overlay(format, of_style);
    format.style = style;
    // The indents of the level replace those of the style, unless the style itself chose the list.
    const std::int32_t list = direct.list.value_or(of_style.list.value_or(0));
    const std::int32_t level = direct.list_level.value_or(of_style.list_level.value_or(level_of_style(list, style)));
    format.list = list;
    format.list_level = level;
    if (const ListLevel* const found = level_at(list, level)) {
      overlay(format, found->paragraph);
      if (!direct.list) overlay_indents(format, of_style);
      format.style = style;
    }
    overlay(format, direct);
    format.style = style;
    if (list == 0) {
      format.list.reset();
      format.list_level.reset();
    } else {
      format.list = list;
      format.list_level = level;
    }
    const auto index = static_cast<std::uint32_t>(document_.paragraph_formats.size());
    document_.paragraph_formats.push_back(std::move(format));
    paragraphs_.emplace(std::pair(part, written), index);
    return index;
  }

  const ListLevel* level_at(std::int32_t list, std::int32_t level) const {
    const auto found = lists_.find(list);
    if (found == lists_.end() || level < 0 || static_cast<std::size_t>(level) >= found->second->levels.size())
      return nullptr;
    return &found->second->levels[static_cast<std::size_t>(level)];
  }

  /// A style that names a list without a level has the level that names the style.
  std::int32_t level_of_style(std::int32_t list, const std::string& style) const {
    const auto found = lists_.find(list);
    if (found == lists_.end()) return 0;
    for (std::size_t level = 0; level < found->second->levels.size(); ++level) {
      if (found->second->levels[level].style == style && !style.empty()) return static_cast<std::int32_t>(level);
    }
    return 0;
  }

  std::uint32_t run_format(std::uint32_t part, std::uint32_t style_number, const std::string& style,
                           std::uint32_t written) {
    const auto key = std::tuple(part, style_number, written);
    if (const auto known = runs_.find(key); known != runs_.end()) return known->second;
    RunFormat format = document_.default_run;
    // A toggle that is on in the defaults stays on, whatever styles say (17.7.3).
    RunFormat of_styles;
    for (const auto& [table, conditions] : parts_of(part)) {
      const WholeStyle& whole = whole_style(table);
      RunFormat of_table = whole.run;
      for (const std::string& name : conditions) overlay(of_table, whole.conditions.at(name).run);
      overlay_style(of_styles, of_table);
    }
    overlay_style(of_styles, whole_style(style).run);
    const RunFormat& direct = written_runs_[written];
    if (direct.style) overlay_style(of_styles, whole_style(*direct.style).run);
    for (const auto toggle : kToggles) {
      if ((format.*toggle).value_or(false)) of_styles.*toggle = true;
    }
    overlay(format, of_styles);
    format.style.reset();
    overlay(format, direct);
    const auto [known, added] =
        resolved_runs_.emplace(std::move(format), static_cast<std::uint32_t>(document_.run_formats.size()));
    if (added) document_.run_formats.push_back(known->first);
    runs_.emplace(key, known->second);
    return known->second;
  }

  const WholeStyle& whole_style(const std::string& id) {
    const auto known = whole_.find(id);
    if (known != whole_.end()) return known->second;
    std::vector<const Style*> chain;
    std::set<std::string> seen;
    std::string at = id;
    for (auto found = styles_.find(at); found != styles_.end() && chain.size() < max_depth_ && seen.insert(at).second;
         found = styles_.find(at)) {
      chain.push_back(found->second);
      at = found->second->based_on;
    }
    WholeStyle whole;
    for (auto style = chain.rbegin(); style != chain.rend(); ++style) {
      overlay(whole.run, (*style)->run);
      overlay(whole.paragraph, (*style)->paragraph);
      take(whole.table.look, (*style)->table.look);
      take(whole.table.row_band, (*style)->table.row_band);
      take(whole.table.column_band, (*style)->table.column_band);
      for (const auto& [name, part] : (*style)->conditions) {
        ConditionalFormat& to = whole.conditions[name];
        overlay(to.run, part.run);
        overlay(to.paragraph, part.paragraph);
      }
    }
    return whole_.emplace(id, std::move(whole)).first->second;
  }

  Document& document_;
  std::size_t max_depth_;
  std::map<std::string, const Style*> styles_;
  std::map<std::int32_t, const List*> lists_;
  std::string default_paragraph_;
  std::string default_table_;
  std::vector<RunFormat> written_runs_;
  std::vector<ParagraphFormat> written_paragraphs_;
  std::map<std::string, WholeStyle> whole_;
  std::map<std::vector<TablePart>, std::uint32_t> part_numbers_;
  std::map<std::string, std::uint32_t> style_numbers_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> paragraphs_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> runs_;
  std::map<RunFormat, std::uint32_t> resolved_runs_;
  ListCounter body_lists_;
};

}  // namespace

void resolve_formats(Document& document, std::size_t max_depth) { Resolver(document, max_depth).run(); }

}  // namespace gongwen::word
