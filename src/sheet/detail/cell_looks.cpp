#include "sheet/detail/cell_looks.h"

#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/style_format.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

using style::ComputedStyle;

/// Cells to fill in show that they are, where the style has no colour for them. On paper it is hardly seen.
constexpr css::Color kInputTint{0xFF, 0xFB, 0xE8};

/// CSS 2.2 §17.6.2.1: of the borders that meet at an edge of a cell, the heavier; of equals, the inner box's.
void join(BorderLine& line, const BorderLine& outer) { line = heavier(line, outer); }

}  // namespace

std::size_t CellLooks::KeyHash::operator()(const LookKey& key) const {
  std::size_t hash = 0;
  const auto mix = [&](std::size_t number) {
    hash = (hash ^ number) * 0x9E37'79B9'7F4A'7C15ULL;
    hash ^= hash >> 32;
  };
  mix(std::size_t{key.cell.value} << 32 | key.row.value);
  mix(std::size_t{key.group.value} << 32 | key.text_style.value);
  mix(std::size_t{key.number_format} << 32 | static_cast<std::size_t>(key.above.kind) << 8 |
      static_cast<std::size_t>(key.left.kind));
  mix(key.edges.begins_row | key.edges.ends_row << 1 | key.edges.begins_group << 2 | key.edges.ends_group << 3 |
      key.edges.begins_table << 4 | key.edges.ends_table << 5 | key.forces_wrap << 6 | key.is_input << 7);
  return hash;
}

std::uint32_t CellLooks::find(const LookKey& key, diagnostics::OriginId origin) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second;
  looks_.push_back(make(key, origin));
  return by_key_.emplace(key, static_cast<std::uint32_t>(looks_.size() - 1)).first->second;
}

std::uint32_t CellLooks::number_format(std::string_view code) {
  const auto found = std::find(number_formats_.begin(), number_formats_.end(), code);
  if (found != number_formats_.end()) return static_cast<std::uint32_t>(found - number_formats_.begin());
  number_formats_.emplace_back(code);
  return static_cast<std::uint32_t>(number_formats_.size() - 1);
}

CellLook CellLooks::make(const LookKey& key, diagnostics::OriginId origin) {
  const ComputedStyle& style = styles_.style(key.cell);
  CellFormat format = text_format(style, resolve_font(key));
  format.wrap = format.wrap || key.forces_wrap;
  // `vertical-align` does not apply to captions; a title is in the middle of its row.
  if (!key.table) format.vertical = VerticalAlign::Center;
  format.borders = resolve_borders(key);
  format.background = resolve_background(key);
  if (key.is_input && format.background.is_transparent()) format.background = kInputTint;
  format.number_format = resolve_number_format_of(key, origin);
  format.locked = !key.is_input && style.cell_protection == style::CellProtection::Locked;
  CellLook look;
  look.format = formats_.add(format);
  look.widest_date = widest_date(format.number_format);
  look.borders = format.borders;
  look.setting = text_setting(style, format);
  if (style.height.is_length()) look.min_height = style.height.value.length;
  return look;
}

Font CellLooks::resolve_font(const LookKey& key) const {
  Font font = font_of(styles_.style(key.text_style), key.decoration);
  font.half_points = font_of(styles_.style(key.size_from), {}).half_points;
  return font;
}

Borders CellLooks::resolve_borders(const LookKey& key) const {
  Borders borders = borders_of(styles_.style(key.cell));
  const auto join_sides = [&](const Borders& outer, bool top, bool bottom) {
    if (top) join(borders.top, outer.top);
    if (bottom) join(borders.bottom, outer.bottom);
    if (key.edges.begins_row) join(borders.left, outer.left);
    if (key.edges.ends_row) join(borders.right, outer.right);
  };
  if (!key.table) return borders;
  const ComputedStyle& table = styles_.style(key.table);
  const bool collapses = table.border_collapse == style::BorderCollapse::Collapse;
  // In the separate model rows and groups have no borders (CSS 2.2 §17.6.1).
  if (collapses && key.row) join_sides(borders_of(styles_.style(key.row)), true, true);
  if (collapses && key.group) {
    join_sides(borders_of(styles_.style(key.group)), key.edges.begins_group, key.edges.ends_group);
  }
  join_sides(borders_of(table), key.edges.begins_table, key.edges.ends_table);
  if (!collapses) return borders;
  // What two cells share is drawn by the one that comes later, so that both programs that draw the first and those that
  // draw the last of two lines show the heavier.
  borders.top = heavier(key.above, borders.top);
  borders.left = heavier(key.left, borders.left);
  return borders;
}

/// CSS 2.2 §17.5.1: where a layer is transparent, the one below shows.
css::Color CellLooks::resolve_background(const LookKey& key) const {
  for (const style::StyleId layer : {key.cell, key.row, key.group, key.table}) {
    if (!layer) continue;
    const css::Color color = opaque_background(styles_.style(layer));
    if (!color.is_transparent()) return color;
  }
  return css::kTransparent;
}

std::string CellLooks::resolve_number_format_of(const LookKey& key, diagnostics::OriginId origin) {
  const std::string& wanted = styles_.style(key.cell).number_format;
  const auto resolved = resolve_number_format(wanted);
  if (!resolved) sink_.report(diagnostics::messages::SheetInvalidNumberFormat, origin, wanted);
  return resolved && !resolved->empty() ? *resolved : number_formats_[key.number_format];
}

}  // namespace gongwen::sheet
