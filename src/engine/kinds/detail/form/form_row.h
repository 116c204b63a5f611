// Helpers that the writers of rows share: values of the expression language for shared/form.
#pragma once

#include "engine/kinds/detail/form/form_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// Writes `{"name": expression, …}`. The members are in the order of the calls; a
/// name must not be put twice. `put_text` writes its text as a literal in quotation
/// marks.
class Members {
 public:
  Members& put(std::string_view name, std::string_view expression);
  Members& put_text(std::string_view name, std::string_view text);
  std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

/// `[a, b]`, of expressions.
std::string list_of(const std::vector<std::string>& items, std::string_view between = ", ");

/// `/leader/name` → `leader.name`, `/jobs/*/from` → `jobs.from`: for ids of texts, which have dots instead of strokes,
/// and no `*`.
std::string id_of(std::string_view pointer);

/// How a control in a row of a list shows its value: one of choice, month, date, tel, email, text, the words of
/// shared/form/rows.html.
std::string_view control_of(const FormField& field);

}  // namespace gongwen::engine
