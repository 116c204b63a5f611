#include "adopt/book/detail/text_room.h"

#include "base/format.h"
#include "intake/cells.h"
#include "intake/returned_file.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::book {
namespace {

using base::LayoutUnit;

/// The number in a text; 0 for other texts.
double number_of(const std::string& written) {
  double number = 0;
  std::from_chars(written.data(), written.data() + written.size(), number);
  return std::isfinite(number) ? number : 0;
}

bool is_true(const std::string& written) { return written == "1" || written == "true"; }

}  // namespace

TextLooks text_looks(const XmlPart& styles) {
  TextLooks looks;
  std::vector<TextLook> fonts;
  for (const PartElement& element : styles.elements()) {
    if (element.parent == word::kNoIndex) continue;
    const std::string& parent = styles.elements()[element.parent].name;
    if (element.name == "font" && parent == "fonts") {
      TextLook& font = fonts.emplace_back();
      const PartElement* const size = styles.child(element, "sz");
      const double points = size == nullptr ? 0 : number_of(styles.attribute(*size, "val"));
      if (points > 0) font.half_points = static_cast<std::uint32_t>(std::lround(std::min(points, 409.0) * 2));
      const PartElement* const name = styles.child(element, "name");
      font.has_latin_type = name != nullptr && intake::is_latin_type(styles.attribute(*name, "val"));
      if (fonts.size() == 1) looks.standard_half_points = font.half_points;
    }
    if (element.name != "xf" || parent != "cellXfs") continue;
    const auto font = static_cast<std::size_t>(std::max(number_of(styles.attribute(element, "fontId")), 0.0));
    TextLook look = font < fonts.size() ? fonts[font] : TextLook();
    if (const PartElement* const alignment = styles.child(element, "alignment")) {
      look.wraps = is_true(styles.attribute(*alignment, "wrapText"));
      look.is_turned = number_of(styles.attribute(*alignment, "textRotation")) > 0;
      look.indent =
          static_cast<std::uint32_t>(std::clamp(number_of(styles.attribute(*alignment, "indent")), 0.0, 250.0));
    }
    looks.cells.push_back(look);
  }
  return looks;
}

double text_height(const TextRoom& room, std::string_view text) {
  if (room.width <= LayoutUnit()) return 0;
  const sheet::TextSetting setting =
      sheet::cell_setting(room.look.half_points, room.look.has_latin_type, room.look.wraps);
  // One line in a usual size keeps the default height, which the estimate of 1.4 em would raise in every row.
  constexpr double kLine = 0.6;  // points for each half point: 1.2 em
  constexpr double kUsual = 15;  // points
  const double one_line = kLine * room.look.half_points;
  const bool is_usual = sheet::estimate_lines(text, room.width, setting) == 1 && one_line <= kUsual;
  const double points = is_usual ? one_line : sheet::estimate_height(text, room.width, setting).to_pt();
  return std::min(points, double{sheet::kMaxRowHeightPt});
}

TextRooms::TextRooms(const XmlPart& sheet, std::uint32_t standard_half_points) : measure_(standard_half_points) {
  std::vector<intake::CellArea> merges;
  for (const PartElement& element : sheet.elements()) {
    const auto stated = [&](std::string_view name) {
      return sheet.attribute(element, name);
    };
    if (element.name == "sheetFormatPr") {
      measure_.set_defaults(stated("defaultColWidth"), stated("defaultRowHeight"));
    } else if (element.name == "col") {
      measure_.add_columns(stated("min"), stated("max"),
                           is_true(stated("hidden")) ? std::string("0") : stated("width"));
    } else if (element.name == "mergeCell") {
      const std::string range = stated("ref");
      const std::size_t colon = std::min(range.find(':'), range.size());
      const auto first = intake::parse_cell_reference(range.substr(0, colon));
      const auto last = intake::parse_cell_reference(range.substr(std::min(colon + 1, range.size())));
      if (first && last) merges.push_back({first->row, first->column, last->row, last->column});
    }
  }
  measure_.settle(merges);
}

TextRoom TextRooms::of(std::uint32_t row, std::uint32_t column, const TextLook& look) const {
  const intake::CellReference place{row - 1, column - 1};
  if (look.is_turned || !measure_.is_in_one_row(place)) return {look, {}};
  return {look, LayoutUnit::round_from_px(measure_.room_of(place, look).width / 100.0)};
}

std::string height_attribute(double points, const TextRooms& rooms) {
  if (points <= rooms.default_height()) return {};
  return fmt::format(" ht=\"{}\"", std::ceil(points * 4) / 4);
}

}  // namespace gongwen::book
