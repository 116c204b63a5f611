// Reads Word files without named fields by the labels that they print.
#pragma once

#include "intake/line_pattern.h"
#include "intake/returned_file.h"

#include <set>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A field and one of its labels on the form.
struct LabelledField {
  std::string pointer;
  std::string label;
  bool checks_days = false;  // its conversion refuses days that do not exist
  /// For a choice: the words beside its boxes. One label of the field must have them.
  std::vector<std::string> options = {};
  bool has_lines = false;  // its answer may take several lines
};

/// Reads the values beside labels: in the cell after the label or below a head, after a colon in the same cell or line.
/// Printed labels may have numbers, notes and heads above them, see detail/printed_labels.h. Rows below a head of a
/// list become its items, except sums. Figures are converted to the unit of the form, see units.h. `printed` are texts
/// of the form, which are not values (see label_text). Every other text is a value or is reported: intake/by-label,
/// intake/text-beside, intake/unit-converted, intake/other-unit, intake/not-a-value. `lines` are those with places
/// between their words, see line_pattern.h.
void read_by_labels(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                    const std::vector<LinePattern>& lines, ReturnedFile& file);

}  // namespace gongwen::intake
