#include "adopt/detail/form_words.h"

#include "adopt/detail/form_text.h"

#include <algorithm>
#include <array>

namespace gongwen::adopt {

bool asks_below(std::string_view text) {
  constexpr std::array<std::string_view, 4> kAsking{"：", ":", "？", "?"};
  return ends_with_any(trimmed(text), kAsking);
}

bool is_opinion_label(std::string_view label) {
  return label.ends_with("意见") || (label.find("意见") != std::string_view::npos && asks_for_signature(label));
}

bool is_remark_label(std::string_view label) {
  constexpr std::array<std::string_view, 8> kWords{"修改意见", "具体意见", "其他意见", "评审意见",
                                                   "评议意见", "反馈意见", "处理意见", "专家意见"};
  return ends_with_any(label, kWords);
}

bool asks_for_ranks(std::string_view question) {
  constexpr std::array<std::string_view, 8> kWords{"排序",   "排列",   "打分",     "评分",
                                                   "填序号", "写序号", "填写序号", "填写数字"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [question](std::string_view word) { return question.find(word) != std::string_view::npos; });
}

bool asks_for_approval(std::string_view label) {
  constexpr std::array<std::string_view, 11> kWords{"审批", "审核", "核准", "批准", "批示", "审定",
                                                    "复核", "签批", "审查", "会签", "核定"};
  return ends_with_any(label, kWords);
}

bool is_photo(std::string_view label) {
  return label.find("照片") != std::string_view::npos || label.find("相片") != std::string_view::npos ||
         label == "photo";
}

bool is_of_signer(std::string_view label) {
  constexpr std::array<std::string_view, 8> kSigners{"人", "员", "长", "者", "领导", "主任", "经理", "主管"};
  return ends_with_any(label, kSigners);
}

}  // namespace gongwen::adopt
