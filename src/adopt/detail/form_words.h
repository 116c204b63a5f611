// Recognises from the words of a label or a cell what it asks for.
#pragma once

#include <algorithm>
#include <string_view>

namespace gongwen::adopt {

inline bool ends_with_any(std::string_view text, const auto& words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) { return text.ends_with(word); });
}

/// Whether the answer is expected below the label, which ends in a colon or question mark.
bool asks_below(std::string_view text);
/// 单位意见, 意见（盖章）; not 意见和建议.
bool is_opinion_label(std::string_view label);
/// Whether an opinion is ordinary content without a signature: 修改意见.
bool is_remark_label(std::string_view label);
/// Whether a question asks for figures in the brackets below it: 按重要程度排序.
bool asks_for_ranks(std::string_view question);
/// Whether a label such as 分管领导审批 means an opinion if there is room for a signature and a date.
bool asks_for_approval(std::string_view label);
bool is_photo(std::string_view label);
/// Whether a date after the label is that of a signature: 负责人： 年 月 日.
bool is_of_signer(std::string_view label);

}  // namespace gongwen::adopt
