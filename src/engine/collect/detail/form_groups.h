// Groups the forms of a folder by person or proposal, and finds those that are missing.
#pragma once

#include "engine/collect/detail/collected_form.h"
#include "engine/collect/detail/corrections.h"
#include "engine/collect/detail/roster_columns.h"
#include "gongwen/engine.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

// FormGroup: the forms of one person or of one proposal, of which the newest counts.

struct FormGroup {
  Identity identity;               // as in the form that counts
  std::vector<std::size_t> forms;  // indices, the newest first: it is the one that counts
  bool disagrees = false;          // the older ones have other values
};

/// Groups forms of one kind that have data, in the order of `indices`. For older forms, only intake/same-person or
/// intake/disagree is reported. Persons who may be the same have separate groups; for the later one intake/same-name or
/// intake/same-contacts is reported.
std::vector<FormGroup> group_forms(std::vector<CollectedForm>& forms, std::span<const std::size_t> indices,
                                   const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options);

// missing_forms: the people who were asked for a form and have not returned one.

/// The rows of a table (.csv) without a form. Its headings are titles or pointers of fields, such as 姓名 or
/// 工作单位（中文）; a form belongs to a row if it has all values of the row, compared like names. Each result is the
/// values of a row, for people. Reports: resources/*, data/*, intake/strange-field.
std::vector<std::string> missing_forms(const std::string& path, const std::vector<CollectedForm>& forms,
                                       const std::vector<FormGroup>& groups, const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
