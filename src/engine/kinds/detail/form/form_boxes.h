// Parts of a form's paper that are questions in boxes (`boxes`): headings, and cells with labels, guidance, answers and
// options one below the other. Each part becomes a macro of paper.html, which calls the macros of
// shared/form/boxes-page.html for a page and of boxes-sheet.html for a workbook.
#pragma once

#include "engine/kinds/detail/form/form_flow.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Returns the places of fields in the part, for the check that each field is on paper
/// once (form_file.cpp). Pointers are as the form states them and may lead nowhere.
/// Fields in the words of labels and in `printed` are only `Named`: they have no control
/// there.
std::vector<FormPlace> places_of_boxes(const data::Value& paper);

struct BoxesMade {
  std::string body;        // of the macro
  std::string page_style;  // heights of cells
  std::string sheet_style;
};

/// Called by FormPaper for a part with `boxes`, after the form was read without errors.
/// Reports engine/form-no-place, engine/form-not-in-text.
BoxesMade boxes_of_paper(FormWriter& writer, const data::Value& paper);

}  // namespace gongwen::engine
