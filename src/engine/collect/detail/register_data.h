// The data of a register, made from the returned forms of a folder.
#pragma once

#include "engine/collect/detail/form_groups.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// The entries of a register: values that were typed elsewhere, and the papers that belong to one entry.

// Converts what a person has typed outside a form into the JSON that the form would have given.

/// Returns the text as JSON of the type of its field; empty for a blank text. A text that does not fit the field stays
/// a text, so that validation reports it.
std::string typed_value(const CompiledKind& kind, std::string_view pointer, std::string_view text);

/// The forms of one kind in a folder, grouped.
struct KindForms {
  std::shared_ptr<const CompiledKind> kind;
  std::vector<std::size_t> own;  // indices of its forms, and of files that could not be read
  std::vector<FormGroup> groups;
};

struct RegisterEntry {
  /// The form that counts for each part of the register; nullopt if none has come.
  std::vector<std::optional<std::size_t>> parts;
  /// The marks in comparable form, by the names of `match`.
  std::map<std::string, std::string> marks;
};

/// The marks that `match` of a part finds in data of its kind.
std::map<std::string, std::string> register_marks(const ManifestGathers::Part& part, const data::Value& data);

/// Returns how many marks agree; 0 if none of those that agree joins papers.
std::size_t agreeing_marks(const ManifestGathers& gathers, const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other);

/// Sorts papers into entries, in the order of the parts. Each paper joins the entry that it agrees with most and that
/// lacks a paper of its kind, or starts an entry.
std::vector<RegisterEntry> register_entries(const ManifestGathers& gathers, const std::vector<KindForms>& kinds,
                                            const std::vector<CollectedForm>& forms);

struct RegisterRequest {
  const CompiledKind& kind;  // of the register
  std::string today;         // 2030-03-20
  std::string from;          // a file with the former register; empty: none
  std::vector<FieldValue> values;
  const RenderOptions& render;
};

struct RegisterData {
  std::string json;                   // empty after an error
  std::vector<std::string> of_entry;  // the returned files of each entry of the list; empty for former entries
  std::size_t entered = 0;            // entries with forms of this folder
  std::size_t left_out = 0;
};

/// Makes the data. Entries of a former register keep the values that forms do not have, such as steps and results;
/// entries without a new form stay. An entry that the schema of the register refuses is left out and reported for its
/// forms: intake/not-registered; if its bundle has a list for them (`gathers.left_out`), the register names the files.
/// Reports to `run`: resources/*, data/*, engine/no-such-field, intake/nothing-to-register.
RegisterData register_data(const RegisterRequest& request, const std::vector<KindForms>& kinds,
                           std::vector<CollectedForm>& forms, Run& run);

}  // namespace gongwen::engine
