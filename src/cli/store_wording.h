// What `gongwen store` says of records and of changes to them, in the reader's language.
#pragma once

#include "cli/wording.h"
#include "store/import_plan.h"

#include <string>

namespace gongwen::cli {

/// The rows of a preview: what is added, changed field by field, and what has no row any more.
std::string plan_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                      const Wording& wording);
/// The last of these alone.
std::string missing_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                         const Wording& wording);
/// One line with the counts of a plan.
std::string plan_counts(const store::ImportPlan& plan, const Wording& wording);

/// What each action does, with its own options, and the types of records: for the help.
std::string store_details(const Wording& wording);

/// The types of records by name: event, project …; in Chinese with their titles.
std::string type_names(const Wording& wording);

}  // namespace gongwen::cli
