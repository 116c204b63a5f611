// Converts data to the values of controls, and posted values to a returned form.
#pragma once

#include "data/document.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/diagnostic.h"
#include "engine/webform/web_form.h"
#include "gongwen/form.h"
#include "intake/returned_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::webform {

/// Limits for posted values, far above what people fill in; the schema's limits are checked with the data.
struct PostedLimits {
  std::size_t values = 5'000;
  std::size_t rows = 200;            // per list
  std::size_t text_bytes = 100'000;  // per field
  std::size_t file_bytes = 6'000'000;
  std::size_t all_bytes = 8'000'000;
};

struct PostedForm {
  /// In the form of a returned PDF: texts at pointers, for intake::data_from_fields.
  intake::ReturnedFile file;
  /// Pointers that the form does not have, that are read-only, or that were posted twice.
  std::vector<std::string> refused;
  /// Errors that people can correct at a field: unusable characters, more text or rows than allowed.
  struct Fault {
    std::string pointer;
    diagnostics::DiagnosticId id;
  };
  std::vector<Fault> faults;
  bool is_too_much = false;
};

/// Does not convert values: intake reads the texts like those of any returned form. Blank fields are kept as present
/// but empty. Tick boxes of the form that were not posted count as unticked.
PostedForm read_posted(const WebForm& form, const TypedValues& values, const PostedLimits& limits = {});

/// One message at each field that cannot be read. No other field is judged before these are corrected.
std::vector<FormMessage> messages_of_faults(const WebForm& form, const PostedForm& posted);

/// Reports values that do not belong to the form, that cannot be read, or that exceed the limits. `name` is the name of
/// the form in messages. Reports: intake/posted-strange, intake/posted-too-much, data/nul-character.
void report_refused(const PostedForm& posted, const std::string& name, diagnostics::DiagnosticSink& sink);

/// Values as posted by a page. Those that had no field carry kLeftMark before their pointer.
struct SplitValues {
  TypedValues typed;
  TypedValues left;  // without the mark
};
SplitValues split_left(const TypedValues& values);

/// Normalises line ends: browsers send CR LF, scripts LF.
std::string with_plain_line_ends(std::string_view text);

/// The values of the data as the page's controls contain them.
TypedValues typed_values(const WebForm& form, const data::Value& data);

}  // namespace gongwen::webform
