// Finds the places to fill in within a line or a cell of a form, each with its label.
//   `姓名：____　性别：□男 □女　借期：自　年　月　日至　年　月　日，共　　天`
#pragma once

#include "adopt/detail/form_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

enum class PlaceType : std::uint8_t {
  Blank,   // ____
  Room,    // 填表人：　　　　审核人：
  Date,    // 年　月　日
  Month,   // 年　月
  Moment,  // 月　日　时　分
  Boxes,   // □男 □女
};

/// Which end of a period a date is: 自 年 月 日 is its beginning.
enum class PeriodEnd : std::uint8_t { None, Begin, End };

struct LinePlace {
  PlaceType type = PlaceType::Blank;
  std::string label;      // the words before it, without the colon; the end of a period has the label of its beginning
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  std::string unit = {};  // the words after it: 份 in `____份`
  PeriodEnd period = PeriodEnd::None;
  bool is_signed = false;                   // room for a signature before the date
  bool is_of_option = false;                // after the last box: `□其他：____`
  std::vector<LabelledPlace> options = {};  // of boxes: the words beside each
};

/// Returns the places in the order of the text.
std::vector<LinePlace> line_places(std::string_view text);

/// The unit in a cell that has only room and a unit, ` 万元`; empty for other texts.
std::string unit_of_cell(std::string_view text);

}  // namespace gongwen::adopt
