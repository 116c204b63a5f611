// Starter data as texts. YAML has remarks: a line for each field, and the optional fields themselves as remarks.
#pragma once

#include "schema/starter.h"

#include <string>

namespace gongwen::schema {

/// What there is of the data in one line, as a check is going to see it.
std::string starter_json(const StarterPart& part);

/// Indented, with a line end.
std::string write_starter_json(const Starter& starter);

/// A remark begins with `# `. An optional field has a `#` right before it, and is taken by deleting that.
///   # 期号：整数，1 至 60
///   issue:
///   # 总期号（可选）：整数，至少 1
///   #total_issue:
std::string write_starter_yaml(const Starter& starter, diagnostics::Language language);

}  // namespace gongwen::schema
