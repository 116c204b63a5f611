#include "engine/returned/detail/cut_texts.h"

#include "diagnostics/catalogue/intake.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::engine {

using base::LayoutUnit;

// Only cells with wrapped text are checked: others extend into the next cell, and numbers show #### by themselves.
// Sizes of the room are hundredths of px and pt.
void report_cut_texts(const std::vector<intake::RawField>& fields, std::vector<intake::Notice>& notices) {
  for (const intake::RawField& field : fields) {
    const intake::CellRoom& room = field.room;
    if (field.type != intake::RawType::Text || room.height == 0 || room.width == 0 || !room.wraps) continue;
    const sheet::TextSetting setting = sheet::cell_setting(room.half_points, room.has_latin_type, room.wraps);
    const LayoutUnit width = LayoutUnit::round_from_px(room.width / 100.0);
    const LayoutUnit height = LayoutUnit::round_from_pt(room.height / 100.0);
    // The shown text of a cell may be longer than its value, 2024年2月19日.
    const std::string& text = field.shown.empty() ? field.text : field.shown;
    const LayoutUnit needed = sheet::estimate_height(text, width, setting);
    const auto lines = static_cast<int>(sheet::estimate_lines(text, width, setting));
    const LayoutUnit line = needed / lines;
    // The estimate of a line includes blank room at both ends.
    if (lines < 2 || needed <= height + line / 4) continue;
    // The visible lines are an estimate, since the fonts of the other program cannot be measured.
    const int shown = std::clamp(static_cast<int>(height.raw() / line.raw()), 0, lines - 1);
    notices.push_back({diagnostics::messages::IntakeTextCut,
                       {std::to_string(shown), std::to_string(lines)},
                       true,
                       field.pointer,
                       field.place});
  }
}

}  // namespace gongwen::engine
