// The progress of a project in words, from its stage history: what annex 1 says of a project that no event of the month
// tells of. The words are those that the bulletin's template has for events, so that both read alike.
#pragma once

#include "data/document.h"

#include <optional>
#include <string>

namespace gongwen::publish {

/// `stage` is an entry of a project's `stages`. 已形成征求意见稿，并通过专家审查会评审。
std::string progress_text(const data::Value& stage);

/// 2024年2月4日 for 2024-02-04.
std::string chinese_date(std::string_view date);

}  // namespace gongwen::publish
