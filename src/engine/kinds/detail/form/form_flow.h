// The parts of a form's paper that are not a grid: running text with blanks (`text`). Each becomes a macro of
// paper.html, which calls the macros of shared/form/letter-page.html for a page and of letter-sheet.html for a
// workbook.
#pragma once

#include "engine/kinds/detail/form/form_words.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// Whether this part of the paper is not a grid.
bool is_flow(const data::Value& paper);
/// Whether the form has a part of this kind: text, boxes, rows.
bool has_part(const FormFile& form, std::string_view kind);
/// The places of fields in a part that is not a grid.
std::vector<FormPlace> places_of_flow(const data::Value& paper);
/// Returns the body of the macro that writes the part; the ids of its texts contain the number of the part,
/// FormWriter::table(). Reports engine/form-no-place, engine/form-not-in-text.
std::string flow_of_paper(FormWriter& writer, const data::Value& paper);

}  // namespace gongwen::engine
