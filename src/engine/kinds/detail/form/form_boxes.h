// Parts of a form's paper that are questions in boxes (`boxes`): headings, and cells with labels, guidance, answers and
// options one below the other. Each part becomes a macro of paper.html, which calls the macros of
// shared/form/boxes-page.html for a page and of boxes-sheet.html for a workbook.
#pragma once

#include "engine/kinds/detail/form/form_flow.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Where fields stand in the part.
std::vector<FormPlace> places_of_boxes(const data::Value& paper);

struct BoxesMade {
  std::string body;        // of the macro
  std::string page_style;  // heights of cells
  std::string sheet_style;
};

/// `number` counts the parts of the paper from 1. Reports engine/form-no-place, engine/form-not-in-text.
BoxesMade boxes_of_paper(FormWriter& writer, const data::Value& paper);

}  // namespace gongwen::engine
