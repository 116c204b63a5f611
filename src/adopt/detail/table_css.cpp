#include "adopt/detail/table_css.h"

#include "adopt/detail/format_css.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::size_t kMaxStyleDepth = 20;
constexpr word::Twips kSideMargin = 108;  // of cells, if it is not set (17.4.42)

/// Overrides borders with those that the stronger format sets.
void override_borders(std::optional<word::Borders>& borders, const std::optional<word::Borders>& stronger) {
  if (!stronger) return;
  if (!borders) borders.emplace();
  const auto take = [](std::optional<word::Border>& border, const std::optional<word::Border>& other) {
    if (other) border = other;
  };
  take(borders->top, stronger->top);
  take(borders->left, stronger->left);
  take(borders->bottom, stronger->bottom);
  take(borders->right, stronger->right);
  take(borders->inner_horizontal, stronger->inner_horizontal);
  take(borders->inner_vertical, stronger->inner_vertical);
}

void override_margins(std::optional<word::CellMargins>& margins, const std::optional<word::CellMargins>& stronger) {
  if (!stronger) return;
  if (!margins) margins.emplace();
  const auto take = [](std::optional<word::Twips>& margin, const std::optional<word::Twips>& other) {
    if (other) margin = other;
  };
  take(margins->top, stronger->top);
  take(margins->left, stronger->left);
  take(margins->bottom, stronger->bottom);
  take(margins->right, stronger->right);
}

void override_table(word::TableFormat& format, const word::TableFormat& stronger) {
  override_borders(format.borders, stronger.borders);
  override_margins(format.margins, stronger.margins);
  if (stronger.width) format.width = stronger.width;
  if (stronger.alignment) format.alignment = stronger.alignment;
  if (stronger.indent) format.indent = stronger.indent;
  if (stronger.shading) format.shading = stronger.shading;
  if (stronger.is_fixed) format.is_fixed = stronger.is_fixed;
  if (stronger.look) format.look = stronger.look;
  if (stronger.row_band) format.row_band = stronger.row_band;
  if (stronger.column_band) format.column_band = stronger.column_band;
}

}  // namespace

TableLooks::TableLooks(const word::Document& document, const word::Table& table, const std::vector<bool>& tags)
    : document_(document), table_(table) {
  const word::TableFormat written =
      table.format < document.table_formats.size() ? document.table_formats[table.format] : word::TableFormat{};
  if (written.style) {
    const word::Style* style = document.find_style(*written.style);
    while (style != nullptr && styles_.size() < kMaxStyleDepth) {
      styles_.insert(styles_.begin(), style);
      style = style->based_on.empty() ? nullptr : document.find_style(style->based_on);
    }
  }
  for (const word::Style* style : styles_) override_table(format_, style->table);
  override_table(format_, written);
  // Deleted rows do not count. Rows of tags may repeat the row beside them, which is then not a first or last row: the
  // lines at the edges are those of the table.
  while (first_row_ + 1 < table.rows.size() && table.rows[first_row_].change == word::Change::Deleted) ++first_row_;
  last_row_ = table.rows.empty() ? 0 : table.rows.size() - 1;
  while (last_row_ > first_row_ && table.rows[last_row_].change == word::Change::Deleted) --last_row_;
  const auto is_tags = [&](std::size_t row) {
    return row < tags.size() && tags[row];
  };
  begins_with_tags_ = is_tags(first_row_);
  ends_with_tags_ = is_tags(last_row_);
  columns_ = table.grid.size();
  for (const word::Row& row : table.rows) {
    for (const word::Cell& cell : row.cells) columns_ = std::max<std::size_t>(columns_, cell.column + cell.span);
  }
}

std::vector<double> TableLooks::column_widths() const {
  std::vector<double> widths(columns_, 0);
  for (std::size_t i = 0; i < columns_ && i < table_.grid.size(); ++i) widths[i] = table_.grid[i] / 20.0;
  return widths;
}

word::Twips TableLooks::left_margin() const {
  return format_.margins && format_.margins->left ? *format_.margins->left : kSideMargin;
}

std::string TableLooks::width_css(const GridCell& grid) const {
  double width = 0;
  for (std::size_t i = grid.cell->column; i < grid.cell->column + grid.cell->span && i < table_.grid.size(); ++i)
    width += table_.grid[i];
  std::string css;
  if (width > 0) put_declaration(css, "box-sizing", "border-box");
  if (width > 0) put_declaration(css, "width", points(width));
  return css;
}

std::string TableLooks::table_css(bool floats, bool adapts) const {
  std::string css = "border-collapse:collapse;";
  put_declaration(css, "table-layout", adapts ? "auto" : "fixed");
  const std::vector<double> widths = column_widths();
  const double grid = std::accumulate(widths.begin(), widths.end(), 0.0);
  if (format_.width && format_.width->unit == word::TableWidth::Unit::Fiftieths) {
    put_declaration(css, "width", std::to_string(format_.width->value / 50) + "%");
  } else if (grid > 0) {
    put_declaration(css, "width", points(grid * 20));
  }
  const std::string alignment = format_.alignment.value_or("left");
  if (floats)
    put_declaration(css, "margin", "0");
  else if (alignment == "center")
    put_declaration(css, "margin", "0 auto");
  else if (alignment == "right" || alignment == "end")
    put_declaration(css, "margin", "0 0 0 auto");
  else {
    // The text of the first column is at the margin of the page, so the table begins before it.
    put_declaration(css, "margin", "0 0 0 " + points(format_.indent.value_or(0) - left_margin()));
  }
  const word::Borders edges = table_borders();
  if (begins_with_tags_ && edges.top) put_declaration(css, "border-top", border_css(*edges.top));
  if (ends_with_tags_ && edges.bottom) put_declaration(css, "border-bottom", border_css(*edges.bottom));
  return css;
}

word::Borders TableLooks::table_borders() const {
  std::optional<word::Borders> borders = format_.borders;
  for (const word::Style* style : styles_) {
    if (const auto whole = style->conditions.find("wholeTable"); whole != style->conditions.end())
      override_borders(borders, whole->second.table.borders);
  }
  return borders.value_or(word::Borders{});
}

std::string TableLooks::row_css(const word::Row& row) {
  std::string css;
  if (row.format.height) put_declaration(css, "height", points(*row.format.height));
  if (row.format.cannot_split.value_or(false)) put_declaration(css, "break-inside", "avoid");
  return css;
}

std::vector<const word::ConditionalFormat*> TableLooks::conditions(std::size_t row, const word::Cell& cell) const {
  std::vector<const word::ConditionalFormat*> found;
  const word::TableLook look = format_.look.value_or(word::TableLook{});
  const bool is_first_row = look.first_row && row == first_row_;
  const bool is_last_row = look.last_row && row == last_row_;
  const bool is_first_column = look.first_column && cell.column == 0;
  const bool is_last_column = look.last_column && cell.column + cell.span >= columns_;
  const auto add = [&](const char* name) {
    for (const word::Style* style : styles_) {
      if (const auto at = style->conditions.find(name); at != style->conditions.end()) found.push_back(&at->second);
    }
  };
  add("wholeTable");
  // Columns that are banded, then rows, as 17.7.6 orders them; head and foot belong to no band.
  const auto band = [](std::size_t index, std::int32_t size) {
    return index / static_cast<std::size_t>(std::max(1, size)) % 2;
  };
  if (look.bands_of_columns && !is_first_column && !is_last_column) {
    const std::size_t index = cell.column - (look.first_column && cell.column > 0 ? 1 : 0);
    add(band(index, format_.column_band.value_or(1)) == 0 ? "band1Vert" : "band2Vert");
  }
  if (look.bands_of_rows && !is_first_row && !is_last_row) {
    const std::size_t index = row - (look.first_row ? 1 : 0);
    add(band(index, format_.row_band.value_or(1)) == 0 ? "band1Horz" : "band2Horz");
  }
  if (is_first_column) add("firstCol");
  if (is_last_column) add("lastCol");
  if (is_first_row) add("firstRow");
  if (is_last_row) add("lastRow");
  return found;
}

std::string TableLooks::cell_css(std::size_t row, const GridCell& grid) const {
  const word::Cell& cell = *grid.cell;
  const bool at_top = row == first_row_;
  const bool at_bottom = grid.last >= last_row_;
  const bool at_left = cell.column == 0;
  const bool at_right = cell.column + cell.span >= columns_;
  const std::vector<const word::ConditionalFormat*> conditional = conditions(row, cell);

  word::Borders borders;
  const auto take_table = [&](const std::optional<word::Borders>& table) {
    if (!table) return;
    if (const auto& top = at_top ? table->top : table->inner_horizontal) borders.top = top;
    if (const auto& bottom = at_bottom ? table->bottom : table->inner_horizontal) borders.bottom = bottom;
    if (const auto& left = at_left ? table->left : table->inner_vertical) borders.left = left;
    if (const auto& right = at_right ? table->right : table->inner_vertical) borders.right = right;
  };
  const auto take_cell = [&](const std::optional<word::Borders>& own) {
    if (!own) return;
    if (own->top) borders.top = own->top;
    if (own->bottom) borders.bottom = own->bottom;
    if (own->left) borders.left = own->left;
    if (own->right) borders.right = own->right;
    if (own->falling) borders.falling = own->falling;
    if (own->rising) borders.rising = own->rising;
  };
  take_table(format_.borders);
  std::optional<word::Shading> shading = format_.shading;
  std::optional<std::string> alignment;
  for (const word::ConditionalFormat* condition : conditional) {
    take_table(condition->table.borders);
    take_cell(condition->cell.borders);
    if (condition->cell.shading) shading = condition->cell.shading;
    if (condition->cell.vertical_align) alignment = condition->cell.vertical_align;
  }
  static const word::CellFormat kPlain;
  const word::CellFormat& own_format =
      cell.format < document_.cell_formats.size() ? document_.cell_formats[cell.format] : kPlain;
  take_cell(own_format.borders);
  if (own_format.shading) shading = own_format.shading;
  if (own_format.vertical_align) alignment = own_format.vertical_align;

  std::string css;
  const auto side = [&css](std::string_view name, const std::optional<word::Border>& border) {
    if (border) put_declaration(css, "border-" + std::string(name), border_css(*border));
  };
  side("top", borders.top);
  side("right", borders.right);
  side("bottom", borders.bottom);
  side("left", borders.left);
  if (shading) {
    if (const std::string fill = shading_css(*shading); !fill.empty()) put_declaration(css, "background-color", fill);
  }
  if (const std::string lines = diagonal_css(borders); !lines.empty()) put_declaration(css, "background-image", lines);
  std::optional<word::CellMargins> margins = format_.margins;
  override_margins(margins, own_format.margins);
  const word::CellMargins room = margins.value_or(word::CellMargins{});
  put_declaration(css, "padding",
                  points(room.top.value_or(0)) + " " + points(room.right.value_or(kSideMargin)) + " " +
                      points(room.bottom.value_or(0)) + " " + points(room.left.value_or(kSideMargin)));
  const std::string vertical = alignment.value_or("top");
  put_declaration(css, "vertical-align", vertical == "center" ? "middle" : vertical == "bottom" ? "bottom" : "top");
  if (own_format.text_direction && own_format.text_direction->starts_with("tb"))
    put_declaration(css, "writing-mode", "vertical-rl");
  return css;
}

}  // namespace gongwen::adopt
