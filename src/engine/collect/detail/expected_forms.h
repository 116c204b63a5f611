// Who was asked for a form and has not returned one.
#pragma once

#include "engine/collect/detail/form_groups.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// The rows of a table (.csv) that no form agrees with. Its heads are titles or pointers of fields, such as 姓名 or
/// 工作单位（中文）; a row is met by a form that has all values of the row, compared as names are. Each answer is the
/// row's values, for people. Reports: resources/*, data/*, intake/strange-field.
std::vector<std::string> missing_forms(const std::string& path, const std::vector<CollectedForm>& forms,
                                       const std::vector<FormGroup>& groups, const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
