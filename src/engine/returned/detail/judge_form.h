// A returned form, compared with what was sent out: what it carries in hiding, what it has too much or too little, and
// what was struck out.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "intake/field_data.h"
#include "intake/file_reader.h"
#include "intake/returned_file.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The data of a form, what was reported of it, and whether anybody has filled in anything.
struct JudgedForm {
  intake::FieldData data;
  std::vector<intake::Notice> notices;
  bool is_blank = false;
};

/// `same_edition`: the form says that it is of the edition used here; `same_definition`: that it was made of the very
/// same files, so that it is known which fields it had. What is read is what is shown: values that the form carries
/// beside its fields are taken only if the form of these values shows what the fields say. Reports:
/// intake/unknown-field, intake/not-a-value, intake/not-on-form, intake/given-differs, intake/given-hidden,
/// intake/struck-out, intake/struck-out-default, intake/fields-missing.
/// `base`: the data that the form was made from, as JSON; empty: unknown. Hidden values that are the same there are
/// taken.
/// `is_posted`: the values come from a page, which has shown the defaults of every row; what such a form carries beside
/// its fields is the caller's own and is taken without asking.
JudgedForm judge_form(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind, bool same_edition,
                      bool same_definition, bool is_posted = false, const std::string& base = {});

/// The signatures of a PDF as notices: by whom, whether they fit, and which values were changed after them. Files
/// without signatures stay as they are. Returns: the same for programs. Reports: intake/signature,
/// intake/signature-broken, intake/changed-after-signing.
std::vector<FormSignature> note_signatures(std::string_view bytes, KindLibrary& kinds, intake::ReturnedFile& file);

}  // namespace gongwen::engine
