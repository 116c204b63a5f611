// Carries data of a former edition of a form over to the present one, by `was` of the present manifest.
//   const CarriedData carried = carry_forward(document.root(), former, present);
#pragma once

#include "data/document.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/form.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

struct CarriedData {
  /// A value of the former edition that has no place any more.
  struct Left {
    std::string pointer;  // in the former data
    std::string json;
  };
  std::string json;  // of the present edition; not checked
  std::vector<Left> left;
  /// Pointers of the fields, with `*` for rows, that the former edition has nowhere; the outermost of each.
  std::vector<std::string> added;
};

/// Values stay where the former edition had them unless `was` says otherwise. A value is left if the former schema has
/// its place and the present one does not, or if another value has taken it; blank ones are not listed.
CarriedData carry_forward(const data::Value& root, const CompiledKind& former, const CompiledKind& present);

/// Where the value at a pointer of a former edition is in the present one.
std::string carried_pointer(std::string_view pointer, const CompiledKind& present);

/// What was typed on the page of a former edition. Values without a place in the present one stay as they are.
TypedValues carry_forward(const TypedValues& values, const CompiledKind& present);

/// Reports what of the data was left, and what is to be asked: intake/no-place, intake/new-fields. `name` is that of
/// the form in messages.
void report_carried(const CarriedData& carried, const std::string& name, const CompiledKind& former,
                    const CompiledKind& present, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
