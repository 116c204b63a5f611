// Compares a returned form with what was sent out: hidden values, missing and added fields, and values that were struck
// out.
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

/// The data of a form, messages about it, and whether anything was filled in.
struct JudgedForm {
  intake::FieldData data;
  std::vector<intake::Notice> notices;
  bool is_blank = false;
};

/// `same_edition`: the form states that it is of the edition used here; `same_definition`: it was made from
/// the very same files, so its fields are known. Only shown values are read: carried values are taken only if
/// the form made from them shows the same as the fields. Reports: intake/unknown-field, intake/not-a-value,
/// intake/not-on-form, intake/given-differs, intake/given-hidden, intake/struck-out,
/// intake/struck-out-default, intake/fields-missing. `base`: the data that the form was made from, as JSON;
/// empty if unknown. Hidden values that are equal to it are accepted. `is_posted`: values come from a web
/// page, which has shown the defaults of every row; carried data comes from the caller and is taken without
/// checks.
JudgedForm judge_form(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind, bool same_edition,
                      bool same_definition, bool is_posted = false, const std::string& base = {});

/// Adds notices about the signatures of a PDF: who signed, whether they are intact, which values were changed
/// afterwards. Files without signatures stay as they are. Returns the same facts for programs. Reports:
/// intake/signature, intake/signature-broken, intake/changed-after-signing.
std::vector<FormSignature> note_signatures(std::string_view bytes, KindLibrary& kinds, intake::ReturnedFile& file);

}  // namespace gongwen::engine
