#include "engine/returned/detail/cut_texts.h"

#include "diagnostics/catalogue/intake.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

using base::LayoutUnit;

/// Room and type of a cell, as the writer of workbooks estimates them.
sheet::TextSetting setting_of(const intake::CellRoom& room) {
  sheet::TextSetting setting;
  setting.half_points = static_cast<std::uint16_t>(room.half_points);
  const LayoutUnit em = sheet::em_of(setting.half_points);
  setting.line_height = LayoutUnit::scaled(em, sheet::kLineHeightPercent, 100);
  setting.latin_line_height = LayoutUnit::scaled(em, sheet::kLatinLineHeightPercent, 100);
  setting.letters = room.has_latin_type ? sheet::Letters::Proportional : sheet::Letters::HalfWide;
  setting.horizontal_padding = sheet::kCellPadding;
  setting.wrap = room.wraps;
  return setting;
}

}  // namespace

// Only cells with wrapped text: others show on into the next cell, and numbers show #### by themselves.
// Sizes of the room are hundredths of px and pt.
void report_cut_texts(const std::vector<intake::RawField>& fields, std::vector<intake::Notice>& notices) {
  for (const intake::RawField& field : fields) {
    const intake::CellRoom& room = field.room;
    if (field.type != intake::RawType::Text || room.height == 0 || room.width == 0 || !room.wraps) continue;
    const sheet::TextSetting setting = setting_of(room);
    const LayoutUnit width = LayoutUnit::round_from_px(room.width / 100.0);
    const LayoutUnit height = LayoutUnit::round_from_pt(room.height / 100.0);
    // What the cell shows may be longer than its value, 2024年2月19日.
    const std::string& text = field.shown.empty() ? field.text : field.shown;
    const LayoutUnit needed = sheet::estimate_height(text, width, setting);
    const auto lines = static_cast<int>(sheet::estimate_lines(text, width, setting));
    const LayoutUnit line = needed / lines;
    // The estimate of a line includes blank room at both ends.
    if (lines < 2 || needed <= height + line / 4) continue;
    // Lines that are seen: the estimate decides, since nobody can measure the fonts of the other program.
    const int shown = std::clamp(static_cast<int>(height.raw() / line.raw()), 0, lines - 1);
    notices.push_back({diagnostics::messages::IntakeTextCut,
                       {std::to_string(shown), std::to_string(lines)},
                       true,
                       field.pointer,
                       field.place});
  }
}

}  // namespace gongwen::engine
