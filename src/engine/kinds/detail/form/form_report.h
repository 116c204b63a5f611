// The paper of a report, `report` in form.json: a cover, numbered chapters with headings, lists, opinions to be signed,
// attachments. shared/form/report.html draws it on pages, report-book.html in a workbook.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Whether the paper of the form is a report rather than tables.
bool is_report(const FormFile& form);

/// The places of fields, with the pointers that the form states; these may lead to no field. The fields of the cover
/// are `InWords`, since each of them is also in a chapter.
std::vector<FormPlace> places_of_report(const FormFile& form);

struct ReportPaper {
  std::string title;  // expression
  std::string paper;  // the text of paper.html
};

/// Adds texts and style rules to the writer. Reports: engine/form-too-wide, for columns that are not as wide as the
/// sheet.
ReportPaper write_report(FormWriter& writer);

}  // namespace gongwen::engine
