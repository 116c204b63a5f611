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

// The entries of a register: values that were typed elsewhere, and which papers belong to one entry.

// What a person has typed somewhere else than in a form, as the JSON that the form would have given.

/// The text as JSON of the type of its field; empty for a blank text. A text that does not fit the field stays a text,
/// and validation reports it.
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

/// How many marks agree; 0 if none of them joins papers.
std::size_t agreeing_marks(const ManifestGathers& gathers, const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other);

/// Sorts papers into entries, in the order of the parts. Each paper joins the entry that it agrees with most and that
/// lacks a paper of its kind, or starts an entry.
std::vector<RegisterEntry> register_entries(const ManifestGathers& gathers, const std::vector<KindForms>& kinds,
                                            const std::vector<CollectedForm>& forms);

struct RegisterRequest {
  const CompiledKind& kind;  // of the register
  std::string today;         // 2030-03-20
  std::string from;          // a file with the register as it was; empty: none
  std::vector<FieldValue> values;
  const RenderOptions& render;
};

struct RegisterData {
  std::string json;                   // empty after an error
  std::vector<std::string> of_entry;  // of each entry of the list, the returned files; empty for what was there
  std::size_t entered = 0;            // entries with forms of this folder
  std::size_t left_out = 0;
};

/// Makes the data. Entries of a former register keep what forms do not say, such as steps and results; those without a
/// new form stay. An entry that the schema of the register refuses is left out and reported for its forms:
/// intake/not-registered; if its bundle has a list for them (`gathers.left_out`), the register names the files. Reports
/// to `run`: resources/*, data/*, engine/no-such-field, intake/nothing-to-register.
RegisterData register_data(const RegisterRequest& request, const std::vector<KindForms>& kinds,
                           std::vector<CollectedForm>& forms, Run& run);

}  // namespace gongwen::engine
