// A field of a returned form in words: its title with the titles above it, and where it was filled in.
#pragma once

#include "diagnostics/catalogue.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "schema/schema.h"

#include <string>
#include <string_view>

namespace gongwen::engine {

using BilingualWords = diagnostics::TextPair;

/// `工作经历第2项：单位`, `work history, item 2: organisation`; the pointer itself if the schema has no title for it.
BilingualWords field_title(const schema::Schema& schema, std::string_view pointer);

/// The title for applicants, without names of the data; empty if neither the field nor anything around it has a title.
BilingualWords field_label(const schema::Schema& schema, std::string_view pointer);

/// The title and the place: `“姓名”（第1页）`, `“姓名”（“申请表”B3）`.
BilingualWords field_words(const schema::Schema* schema, std::string_view pointer, const intake::FieldPlace& place);

/// The pointer of the field to which a data/missing-name message refers; empty if unknown.
std::string missing_field(const diagnostics::Diagnostic& diagnostic, const data::Document& document);

}  // namespace gongwen::engine
