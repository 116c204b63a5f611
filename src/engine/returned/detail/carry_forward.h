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
  /// A value of the former edition that no longer has a place.
  struct Left {
    std::string pointer;  // in the former data
    std::string json;
  };
  std::string json;  // of the present edition; not checked
  std::vector<Left> left;
  /// Pointers of fields that the former edition lacks, with `*` for rows; only the outermost ones.
  std::vector<std::string> added;
};

/// Values keep their places in the former edition unless `was` says otherwise. A value is left over if the former
/// schema has its place and the present one does not, or if another value has taken its place; blank values are not
/// listed.
CarriedData carry_forward(const data::Value& root, const CompiledKind& former, const CompiledKind& present);

/// The pointer in the present edition for a value at a pointer of a former one.
std::string carried_pointer(std::string_view pointer, const CompiledKind& present);

/// Does the same with values typed on the page of a former edition. Values without a place in the present one stay as
/// they are.
TypedValues carry_forward(const TypedValues& values, const CompiledKind& present);

/// Reports values that were left over, and fields that are new: intake/no-place, intake/new-fields. `name` is that of
/// the form in messages.
void report_carried(const CarriedData& carried, const std::string& name, const CompiledKind& former,
                    const CompiledKind& present, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
