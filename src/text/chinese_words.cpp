#include "text/detail/icu.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace gongwen::text {

namespace {

/// Words that the dictionary lacks or tears: what titles of plans, notices and standards are made of.
constexpr std::array<std::u32string_view, 74> kTerms{U"征求意见稿",     U"技术委员会",   U"实施指南",
                                                     U"网络安全",       U"信息安全",     U"数据安全",
                                                     U"个人信息",       U"国家标准",     U"行业标准",
                                                     U"地方标准",       U"团体标准",     U"标准化",
                                                     U"委员会",         U"秘书处",       U"起草组",
                                                     U"工作组",         U"送审稿",       U"报批稿",
                                                     U"汇总表",         U"申报书",       U"任务书",
                                                     U"建议书",         U"编制说明",     U"处理表",
                                                     U"立项",           U"专家",         U"目录",
                                                     U"项目",           U"清单",         U"意见",
                                                     U"通知",           U"公告",         U"办法",
                                                     U"规定",           U"细则",         U"评审",
                                                     U"审查",           U"征集",         U"申报",
                                                     U"批复",           U"复审",         U"修订",
                                                     U"制定",           U"印发",         U"转发",
                                                     U"函询",           U"名单",         U"附件",
                                                     U"标准化工作",     U"标准化工作组", U"互联网信息办公室",
                                                     U"市场监督管理局", U"起草单位",     U"人工智能",
                                                     U"生成式",         U"基础设施",     U"供应链",
                                                     U"物联网",         U"互联网",       U"云计算",
                                                     U"区块链",         U"大数据",       U"分类分级",
                                                     U"等级保护",       U"风险评估",     U"身份鉴别",
                                                     U"访问控制",       U"应急预案",     U"高质量",
                                                     U"高水平",         U"智能化",       U"信息化",
                                                     U"试点",           U"会议"};
/// They stay with the word before them.
constexpr std::u32string_view kParticles = U"的地得了着过们等之化";

struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
using Breaks = std::unique_ptr<UBreakIterator, CloseBreaks>;

/// One iterator for each thread: opening one reads the dictionary's tables.
UBreakIterator* thread_breaks() {
  thread_local const Breaks breaks = [] {
    UErrorCode error = U_ZERO_ERROR;
    Breaks opened(ubrk_open(UBRK_WORD, "zh", nullptr, 0, &error));
    return U_SUCCESS(error) ? std::move(opened) : nullptr;
  }();
  return breaks.get();
}

bool find_dictionary_ends(std::u32string_view text, std::vector<bool>& ends) {
  if (!load_icu()) return false;
  UBreakIterator* const breaks = thread_breaks();
  if (breaks == nullptr) return false;
  const Utf16Text utf16(text);
  UErrorCode error = U_ZERO_ERROR;
  ubrk_setText(breaks, utf16.units.data(), static_cast<std::int32_t>(utf16.units.size()), &error);
  if (U_FAILURE(error)) return false;
  for (std::int32_t at = ubrk_next(breaks); at != UBRK_DONE; at = ubrk_next(breaks)) {
    if (at > 0) ends[utf16.character_of[static_cast<std::size_t>(at) - 1]] = true;
  }
  return true;
}

/// The longest term that starts here; 0 when there is none.
std::size_t term_at(std::u32string_view rest) {
  std::size_t longest = 0;
  for (const std::u32string_view term : kTerms) {
    if (term.size() > longest && rest.starts_with(term)) longest = term.size();
  }
  return longest;
}

void keep_terms(std::u32string_view text, std::vector<bool>& ends) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = term_at(text.substr(i));
    if (length == 0) {
      ++i;
      continue;
    }
    if (i > 0) ends[i - 1] = true;
    std::fill(ends.begin() + static_cast<std::ptrdiff_t>(i), ends.begin() + static_cast<std::ptrdiff_t>(i + length),
              false);
    ends[i + length - 1] = true;
    i += length;
  }
}

}  // namespace

const char* missing_icu() { return load_icu() ? nullptr : GONGWEN_ICU_LIBRARY; }

void prepare_words() {
  // ICU works out its sets of characters with the first text that has Chinese words.
  std::vector<bool> ends(2);
  find_dictionary_ends(U"文字", ends);
}

std::vector<bool> find_word_ends(std::u32string_view text) {
  std::vector<bool> ends(text.size(), false);
  if (!find_dictionary_ends(text, ends)) ends.assign(text.size(), true);
  keep_terms(text, ends);
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool is_particle = kParticles.find(text[i]) != std::u32string_view::npos && ends[i];
    if (is_particle) ends[i - 1] = false;
  }
  return ends;
}

}  // namespace gongwen::text
