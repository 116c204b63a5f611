// The data of a register, made of the returned forms of a folder.
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

/// The text as JSON of the type of the field; empty for a blank one. A value that does not fit the field stays a text,
/// which the check of the data reports.
std::string typed_value(const CompiledKind& kind, std::string_view pointer, std::string_view text);

// Which papers are of one entry of a register: an application alone, or the papers of one proposal.

/// The forms of one kind in a folder, grouped.
struct KindForms {
  std::shared_ptr<const CompiledKind> kind;
  std::vector<std::size_t> own;  // indices of its forms, and of files that could not be read
  std::vector<FormGroup> groups;
};

struct RegisterEntry {
  /// For each part of the register the form that counts; nothing where none has come.
  std::vector<std::optional<std::size_t>> parts;
  /// By the names of `match`, as they are compared.
  std::map<std::string, std::string> marks;
};

/// What `match` of a part finds in data of its kind.
std::map<std::string, std::string> register_marks(const ManifestGathers::Part& part, const data::Value& data);

/// How many marks agree; 0 when none of those does that join papers.
std::size_t agreeing_marks(const ManifestGathers& gathers, const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other);

/// The papers by entry, in the order of the parts. Each joins the entry that it agrees with most and that has no paper
/// of its kind yet, or starts one.
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
  std::string json;                   // empty when nothing could be made
  std::vector<std::string> of_entry;  // of each entry of the list, the returned files; empty for what was there
  std::size_t entered = 0;            // entries with forms of this folder
  std::size_t left_out = 0;
};

/// Entries of a register that was keep what the forms do not say, such as steps and results; those without a form stay.
/// An entry that the register's schema refuses is left out and reported for its forms: intake/not-registered; the
/// register names the files where its bundle has a list for them (`gathers.left_out`). Reports
/// to `run`: resources/*, data/*, engine/no-such-field, intake/nothing-to-register.
RegisterData register_data(const RegisterRequest& request, const std::vector<KindForms>& kinds,
                           std::vector<CollectedForm>& forms, Run& run);

}  // namespace gongwen::engine
