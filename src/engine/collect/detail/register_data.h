// The data of a register, made of the returned forms of a folder.
#pragma once

#include "engine/collect/detail/register_entries.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::engine {

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
