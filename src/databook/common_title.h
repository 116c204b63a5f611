// The title of a field that the forms of an object call differently: 受审标准 in one, 发布的标准 in another.
#pragma once

#include "databook/table_plan.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::databook {

/// All titles, if they are few: 截止日期／结束日期; else what they end with alike: 标准. Nothing for a field with one
/// title of its own.
std::optional<Title> common_title(const schema::SchemaField& field);

/// All titles that the forms of an object give the field, each once; `language` is `zh` or `en`.
std::vector<std::string> all_titles(const schema::SchemaField& field, std::string_view language);

}  // namespace gongwen::databook
