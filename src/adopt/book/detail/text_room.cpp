#include "adopt/book/detail/text_room.h"

#include "base/format.h"
#include "intake/cells.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gongwen::book {
namespace {

using base::LayoutUnit;

/// A digit of the usual typeface is 7 px wide, and 5 px are padding (ECMA-376-1, 18.3.1.13).
LayoutUnit width_of_characters(double characters) { return LayoutUnit::round_from_px(characters * 7 + 5); }

constexpr double kDefaultCharacters = 8.43;

/// The positive number that is written; 0 for other texts.
double number_of(const std::string& written) {
  const double number = std::strtod(written.c_str(), nullptr);
  return std::isfinite(number) && number > 0 ? number : 0;
}

std::uint32_t whole_number_of(const std::string& written) {
  return static_cast<std::uint32_t>(std::min(number_of(written), 4e9));
}

bool is_true(const std::string& written) { return written == "1" || written == "true"; }

const PartElement* parent_of(const XmlPart& part, const PartElement& element) {
  return element.parent == word::kNoIndex ? nullptr : &part.elements()[element.parent];
}

}  // namespace

std::vector<TextLook> text_looks(const XmlPart& styles) {
  std::vector<std::uint16_t> sizes;  // of the typefaces, in half points
  std::vector<TextLook> looks;
  for (const PartElement& element : styles.elements()) {
    const PartElement* const parent = parent_of(styles, element);
    if (parent == nullptr) continue;
    if (element.name == "font" && parent->name == "fonts") {
      const PartElement* const size = styles.child(element, "sz");
      const double points = size == nullptr ? 0 : number_of(styles.attribute(*size, "val"));
      sizes.push_back(static_cast<std::uint16_t>(points == 0 ? TextLook().half_points : std::min(points * 2, 2000.0)));
    }
    if (element.name != "xf" || parent->name != "cellXfs") continue;
    TextLook look;
    const std::size_t font = whole_number_of(styles.attribute(element, "fontId"));
    if (font < sizes.size()) look.half_points = sizes[font];
    if (const PartElement* const alignment = styles.child(element, "alignment")) {
      look.wraps = is_true(styles.attribute(*alignment, "wrapText"));
      look.is_turned = number_of(styles.attribute(*alignment, "textRotation")) > 0;
    }
    looks.push_back(look);
  }
  return looks;
}

double text_height(const TextRoom& room, std::string_view text) {
  if (!room.counts) return 0;
  sheet::TextSetting setting;
  setting.half_points = room.look.half_points;
  setting.line_height = LayoutUnit::scaled(sheet::em_of(setting.half_points), sheet::kLineHeightPercent, 100);
  setting.latin_line_height = setting.line_height;
  setting.horizontal_padding = sheet::kCellPadding;
  setting.wrap = room.look.wraps;
  // One line fits the default height of its typeface, which is less than what lines take that no other is to cut.
  constexpr double kOneLine = 0.6;
  const std::uint32_t lines = sheet::estimate_lines(text, room.width, setting);
  const double points =
      lines == 1 ? kOneLine * setting.half_points : sheet::estimate_height(text, room.width, setting).to_pt();
  return std::min(points, double{sheet::kMaxRowHeightPt});
}

TextRooms::TextRooms(const XmlPart& sheet) {
  double characters = kDefaultCharacters;
  for (const PartElement& element : sheet.elements()) {
    if (element.name == "sheetFormatPr") {
      if (const double stated = number_of(sheet.attribute(element, "defaultColWidth")); stated > 0) characters = stated;
      if (const double stated = number_of(sheet.attribute(element, "defaultRowHeight")); stated > 0)
        default_height_ = stated;
    } else if (element.name == "col") {
      const bool is_hidden = is_true(sheet.attribute(element, "hidden"));
      const double width = number_of(sheet.attribute(element, "width"));
      // The width of a column in the file has its padding (18.3.1.13); a hidden one adds nothing to merged cells.
      const LayoutUnit wide = is_hidden ? LayoutUnit() : LayoutUnit::round_from_px(width * 7);
      columns_[whole_number_of(sheet.attribute(element, "min"))] = {whole_number_of(sheet.attribute(element, "max")),
                                                                    wide};
    } else if (element.name == "mergeCell") {
      const std::string range = sheet.attribute(element, "ref");
      const std::size_t colon = std::min(range.find(':'), range.size());
      const auto first = intake::parse_cell_reference(range.substr(0, colon));
      const auto last = intake::parse_cell_reference(range.substr(std::min(colon + 1, range.size())));
      if (first && last) merged_[{first->row + 1, first->column + 1}] = {last->row + 1, last->column + 1};
    }
  }
  default_width_ = width_of_characters(characters);
}

LayoutUnit TextRooms::width_of(std::uint32_t column) const {
  auto found = columns_.upper_bound(column);
  if (found == columns_.begin()) return default_width_;
  --found;
  return column <= found->second.last ? found->second.width : default_width_;
}

TextRoom TextRooms::of(std::uint32_t row, std::uint32_t column, const TextLook& look) const {
  TextRoom room{.look = look, .width = width_of(column), .counts = !look.is_turned};
  const auto merged = merged_.find({row, column});
  if (merged == merged_.end()) return room;
  room.counts = room.counts && merged->second.last_row == row;
  for (std::uint32_t next = column + 1; next <= merged->second.last_column; ++next) room.width += width_of(next);
  return room;
}

std::string height_attribute(double points, const TextRooms& rooms) {
  if (points <= rooms.default_height()) return {};
  return fmt::format(" ht=\"{}\"", std::ceil(points * 4) / 4);
}

}  // namespace gongwen::book
