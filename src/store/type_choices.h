// The values that fields of a record may have where they are listed, with their titles: all of them, for people.
#pragma once

#include "store/record_schemas.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

/// One block a field: its name and title, and a line for each value: `ns_draft_review  征求意见稿专家审查`. Fields
/// whose values have no titles and are few are left out.
std::string choices_text(const RecordSchemas& schemas, Sort sort, diagnostics::Language language);

/// The value that is called so, by itself or by its title in either language: `mt_meeting` for 会议. Nothing where the
/// field lists no values or none of them is called so.
std::optional<std::string> choice_named(const RecordSchemas& schemas, Sort sort, std::string_view pointer,
                                        std::string_view name);

}  // namespace gongwen::store
