#include "intake/cell_measure.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace gongwen::intake {
namespace {

constexpr double kMostWidth = 255;  // digits
constexpr double kMostHeight = 409.5;
constexpr std::uint32_t kMostMerged = 200;  // rows, or columns
constexpr std::size_t kMostColumnRanges = 1'000;

std::optional<double> stated_length(std::string_view text, double most) {
  double length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && !text.empty();
  if (!is_number || !std::isfinite(length) || length < 0) return std::nullopt;
  return std::min(length, most);
}

std::uint32_t column_number(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool is_set_on(std::string_view value) { return value == "1" || value == "true"; }

std::uint32_t hundredths(double length) { return static_cast<std::uint32_t>(std::lround(length * 100)); }

}  // namespace

bool is_latin_type(std::string_view typeface) {
  return typeface == "Arial" || typeface == "Times New Roman" || typeface == "Calibri";
}

/// A digit is half an em wide in the typefaces that programs use for the standard font: 7 px at 11 pt, 8 px at 12 pt.
CellMeasure::CellMeasure(std::uint32_t standard_half_points)
    : digit_px_(std::max(std::round(standard_half_points / 3.0), 1.0)), default_width_(digit_px_ * 9) {}

void CellMeasure::set_defaults(std::string_view width, std::string_view height) {
  if (const auto stated = stated_length(width, kMostWidth)) default_width_ = *stated * digit_px_;
  if (const auto stated = stated_length(height, kMostHeight)) default_height_ = *stated;
}

void CellMeasure::add_columns(std::string_view first, std::string_view last, std::string_view width) {
  const auto stated = stated_length(width, kMostWidth);
  if (!stated || columns_.size() >= kMostColumnRanges) return;
  columns_.push_back({column_number(first), column_number(last), *stated * digit_px_});
}

void CellMeasure::add_row(std::uint32_t row, std::string_view height, std::string_view is_fixed) {
  if (const auto stated = stated_length(height, kMostHeight)) rows_[row] = {*stated, is_set_on(is_fixed)};
}

void CellMeasure::settle(const std::vector<CellArea>& merges) {
  for (const CellArea& area : merges) merges_.try_emplace({area.first_row, area.first_column}, area);
}

double CellMeasure::width_of(std::uint32_t column) const {
  const std::uint32_t number = column + 1;
  const auto found = std::find_if(columns_.begin(), columns_.end(), [number](const Columns& columns) {
    return number >= columns.first && number <= columns.last;
  });
  return found == columns_.end() ? default_width_ : found->width;
}

double CellMeasure::height_of(std::uint32_t row) const {
  const auto found = rows_.find(row);
  return found == rows_.end() ? default_height_ : found->second.points;
}

bool CellMeasure::is_in_one_row(CellReference place) const {
  const auto merge = merges_.find(place);
  return merge == merges_.end() || merge->second.last_row == place.row;
}

CellRoom CellMeasure::room_of(CellReference place, const TypeLook& look) const {
  const auto merge = merges_.find(place);
  const CellArea area =
      merge == merges_.end() ? CellArea{place.row, place.column, place.row, place.column} : merge->second;
  if (area.last_row < area.first_row || area.last_column < area.first_column) return {};
  if (area.last_row - area.first_row >= kMostMerged || area.last_column - area.first_column >= kMostMerged) return {};
  double width = 0;
  for (std::uint32_t column = area.first_column; column <= area.last_column; ++column) width += width_of(column);
  double height = 0;
  for (std::uint32_t row = area.first_row; row <= area.last_row; ++row) height += height_of(row);
  const auto own = rows_.find(place.row);
  const bool is_fixed = merge != merges_.end() || (own != rows_.end() && own->second.is_fixed);
  const double indent = digit_px_ * 3 * look.indent;
  return {hundredths(std::max(width - indent, 0.0)), is_fixed ? hundredths(height) : 0, look.half_points, look.wraps,
          look.has_latin_type};
}

}  // namespace gongwen::intake
