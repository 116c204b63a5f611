// Values of a page: from data to what the controls contain, and from what was posted to a returned form.
#pragma once

#include "data/document.h"
#include "diagnostics/catalogue.h"
#include "gongwen/form.h"
#include "intake/returned_file.h"
#include "webform/web_form.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::webform {

/// Limits of what is read. Far above what people fill in; the schema's own limits are checked with the data.
struct PostedLimits {
  std::size_t values = 5'000;
  std::size_t rows = 200;            // of one list
  std::size_t text_bytes = 100'000;  // of one field
  std::size_t file_bytes = 6'000'000;
  std::size_t all_bytes = 8'000'000;
};

struct PostedForm {
  /// As a returned PDF has it: texts at pointers, for intake::data_from_fields.
  intake::ReturnedFile file;
  /// Pointers that the form does not have, that cannot be filled in, or that came twice.
  std::vector<std::string> refused;
  /// What a person can correct at a field: characters that cannot be used, more than a field or a list holds.
  struct Fault {
    std::string pointer;
    diagnostics::DiagnosticId id;
  };
  std::vector<Fault> faults;
  bool is_too_much = false;
};

/// Nothing is converted here: intake reads the texts as it reads those of any returned form. Blanks are kept as fields
/// that are there and have nothing in them; boxes that were not ticked are those that the form has and nobody sent.
PostedForm read_posted(const WebForm& form, const TypedValues& values, const PostedLimits& limits = {});

/// Browsers send line ends as CR LF, scripts as LF.
std::string with_plain_line_ends(std::string_view text);

/// The values of data as the page has them in its controls.
TypedValues typed_values(const WebForm& form, const data::Value& data);

}  // namespace gongwen::webform
