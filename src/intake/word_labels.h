// Word files without named fields: tables that were typed again are read by their labels.
#pragma once

#include "intake/returned_file.h"

#include <set>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A field and its label on the form.
struct LabelledField {
  std::string pointer;
  std::string label;
  bool is_number = false;
};

/// Reads the values beside labels: in the cell after the label or below a head, after a colon in the same cell or line.
/// Papers print labels with numbers, notes and heads over them, see detail/printed_labels.h.
/// Rows below a head of a list become its items. `printed` are texts of the form, which are no values (see label_text).
/// Reports texts that were not taken: intake/by-label, intake/text-beside.
void read_by_labels(const std::vector<LabelledField>& fields, const std::set<std::string>& printed, ReturnedFile& file);

}  // namespace gongwen::intake
