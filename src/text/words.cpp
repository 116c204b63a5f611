#include "text/words.h"

#include "base/loaded_library.h"
#include "base/utf8.h"
#include "resources/environment.h"
#include "text/detail/icu.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <hyphen.h>

namespace gongwen::text {

// Three services of language libraries, each loaded on first use: words of Chinese from ICU's dictionary, extended by
// terms of standards committees; hyphenation by libhyphen's patterns (Liang's method); and case changes of languages
// with special rules.
namespace {

/// Words that the dictionary lacks or splits: the vocabulary of titles of plans, notices and standards.
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
/// Particles that stay with the word before them.
constexpr std::u32string_view kParticles = U"的地得了着过们等之化";

// ICU's objects are C handles; the deleters let `unique_ptr` own them.
struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
using Breaks = std::unique_ptr<UBreakIterator, CloseBreaks>;

/// One iterator per thread: opening one reads the tables of the dictionary.
/// ICU's iterators are not safe for two threads at once.
UBreakIterator* thread_breaks() {
  thread_local const Breaks breaks = [] {
    UErrorCode error = U_ZERO_ERROR;
    Breaks opened(ubrk_open(UBRK_WORD, "zh", nullptr, 0, &error));
    return U_SUCCESS(error) ? std::move(opened) : nullptr;
  }();
  return breaks.get();
}

/// Marks the ends of dictionary words; false if ICU is not available.
bool find_dictionary_ends(std::u32string_view text, std::vector<bool>& ends) {
  if (!load_icu()) return false;
  UBreakIterator* const breaks = thread_breaks();
  if (breaks == nullptr) return false;
  // ICU counts UTF-16 units; `character_of` maps them back to characters.
  const Utf16Text utf16(text);
  UErrorCode error = U_ZERO_ERROR;
  ubrk_setText(breaks, utf16.units.data(), static_cast<std::int32_t>(utf16.units.size()), &error);
  if (U_FAILURE(error)) return false;
  for (std::int32_t at = ubrk_next(breaks); at != UBRK_DONE; at = ubrk_next(breaks)) {
    // ICU reports boundaries, that is the unit after a word; the word's last character gets the mark.
    if (at > 0) ends[utf16.character_of[static_cast<std::size_t>(at) - 1]] = true;
  }
  return true;
}

/// The length of the longest term that starts here; 0 if absent.
std::size_t term_at(std::u32string_view rest) {
  std::size_t longest = 0;
  // A linear search suffices for a list this short.
  for (const std::u32string_view term : kTerms) {
    if (term.size() > longest && rest.starts_with(term)) longest = term.size();
  }
  return longest;
}

/// Terms override the dictionary: no word ends inside of one.
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
    // The search resumes after the term: terms do not overlap.
    ends[i + length - 1] = true;
    i += length;
  }
}

}  // namespace

const char* missing_icu() { return load_icu() ? nullptr : GONGWEN_ICU_LIBRARY; }

void prepare_words() {
  // ICU computes its sets of characters with the first Chinese text.
  std::vector<bool> ends(2);
  find_dictionary_ends(U"文字", ends);
}

/// Without ICU every character ends a word, so that lines may still break anywhere that other rules allow.
std::vector<bool> find_word_ends(std::u32string_view text) {
  std::vector<bool> ends(text.size(), false);
  if (!find_dictionary_ends(text, ends)) ends.assign(text.size(), true);
  keep_terms(text, ends);
  for (std::size_t i = 1; i < text.size(); ++i) {
    // 的 by itself is a word of the dictionary: 标准|的|制定 becomes 标准的|制定.
    const bool is_particle = kParticles.find(text[i]) != std::u32string_view::npos && ends[i];
    if (is_particle) ends[i - 1] = false;
  }
  return ends;
}

namespace {

/// The functions of libhyphen that are called here.
struct Library {
  decltype(&::hnj_hyphen_load) load = nullptr;
  decltype(&::hnj_hyphen_hyphenate2) hyphenate = nullptr;
  bool is_there = false;
};

const Library& library() {
  // Optional at run time: without it words are hyphenated only at soft hyphens of the text.
  static const Library loaded = [] {
    Library found;
    base::LoadedLibrary file(GONGWEN_HYPHEN_LIBRARY);
    file.find("hnj_hyphen_load", found.load);
    file.find("hnj_hyphen_hyphenate2", found.hyphenate);
    found.is_there = !file.error();
    return found;
  }();
  return loaded;
}

/// Patterns of one language. Several threads may use it at the same time: the library only reads them.
class Dictionary final : public HyphenPatterns {
 public:
  explicit Dictionary(HyphenDict& patterns) : patterns_(patterns) {}

  std::vector<std::size_t> points(std::u32string_view word) const override {
    const std::string bytes = encode(word);
    // The library writes up to five bytes more (its header).
    std::string levels(bytes.size() + 5, '\0');
    char** replacements = nullptr;
    int* positions = nullptr;
    int* cuts = nullptr;
    const int failed = library().hyphenate(&patterns_, bytes.data(), static_cast<int>(bytes.size()), levels.data(),
                                           nullptr, &replacements, &positions, &cuts);
    std::vector<std::size_t> points;
    for (std::size_t i = 0; failed == 0 && i + 1 < word.size(); ++i) {
      // Odd levels are places to split; those that change the spelling are left out, since the text must not change.
      const bool changes = replacements != nullptr && replacements[i] != nullptr;
      if ((levels[i] & 1) != 0 && !changes) points.push_back(i + 1);
    }
    for (std::size_t i = 0; replacements != nullptr && i < bytes.size(); ++i) std::free(replacements[i]);
    std::free(replacements);
    std::free(positions);
    std::free(cuts);
    return points;
  }

 private:
  /// Patterns are in UTF-8 or ISO 8859-1; a character outside of the latter matches nothing.
  std::string encode(std::u32string_view word) const {
    // Each character must be one level in the answer: for UTF-8 the library counts characters, for ISO 8859-1 bytes.
    if (patterns_.utf8 != 0) return base::to_utf8(word);
    std::string bytes;
    for (const char32_t c : word) bytes.push_back(c < 0x100 ? static_cast<char>(c) : '?');
    return bytes;
  }

  HyphenDict& patterns_;  // lives as long as the program
};

const HyphenPatterns* open(const std::string& tag) {
  if (!library().is_there) return nullptr;
  // The self-contained archive has patterns of its own; packages take those of the system.
  const std::string file = "hyph_" + tag + ".dic";
  HyphenDict* patterns = library().load(resources::carried_hyphenation(file).c_str());
  if (patterns == nullptr) patterns = library().load((GONGWEN_HYPHEN_FOLDER "/" + file).c_str());
  if (patterns == nullptr) return nullptr;
  const std::string_view encoding = patterns->cset;
  // Other encodings, such as ISO 8859-2, would need conversion tables.
  if (patterns->utf8 == 0 && encoding != "ISO8859-1") return nullptr;
  return new Dictionary(*patterns);  // kept until the program ends, like the library
}

/// The name of a pattern file: `en_GB` from `en-gb`. Empty for anything but a language tag, so that no tag leads to
/// another folder.
std::string file_tag(std::string_view language, bool with_region) {
  std::string tag;
  std::size_t part = 0;
  for (const char c : language) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (c == '-') {
      if (++part == 1 && !with_region) break;
      tag.push_back('_');
      continue;
    }
    if (!letter && !digit) return {};
    const char small = letter ? static_cast<char>(c | 0x20) : c;
    // Files are named as locales are: language in lower case, region in upper case.
    tag.push_back(part > 0 && letter ? static_cast<char>(small & ~0x20) : small);
  }
  return tag;
}

}  // namespace

const HyphenPatterns* HyphenPatterns::find(std::string_view language) {
  static std::mutex mutex;
  // Never destroyed, like the dictionaries in it.
  static auto& known = *new std::map<std::string, const HyphenPatterns*, std::less<>>;
  // Opening under the lock: two threads with the same language need not read the file twice.
  const std::lock_guard lock(mutex);
  const auto found = known.find(language);
  if (found != known.end()) return found->second;
  const HyphenPatterns* patterns = nullptr;
  // `en-GB` has its own patterns; `de-BE` falls back to those of `de`.
  for (const bool with_region : {true, false}) {
    const std::string tag = file_tag(language, with_region);
    if (patterns == nullptr && !tag.empty()) patterns = open(tag);
  }
  // A missing file is remembered, too: it is looked for once per language.
  return known.emplace(language, patterns).first->second;
}

namespace {

// Languages whose case changes differ from Unicode's default: dotted and dotless i of Azeri and Turkish, Greek accents,
// Lithuanian dots. For all others, ICU need not be loaded.
constexpr std::array<std::string_view, 4> kLanguages{"az", "el", "lt", "tr"};

}  // namespace

std::string primary_language(std::string_view tag) { return base::ascii_lowercase(tag.substr(0, tag.find('-'))); }

bool has_case_rules(std::string_view language) {
  return std::find(kLanguages.begin(), kLanguages.end(), primary_language(language)) != kLanguages.end();
}

/// nullopt: the default rules apply, or ICU is missing.
std::optional<std::string> change_case(std::string_view text, TargetCase target, std::string_view language) {
  if (!has_case_rules(language) || !load_icu()) return std::nullopt;
  const std::u16string given = to_utf16(text);
  // One letter becomes up to three.
  std::u16string changed(3 * given.size(), u'\0');
  UErrorCode error = U_ZERO_ERROR;
  // The language decides: `i` becomes `İ` in Turkish.
  const auto convert = target == TargetCase::Upper ? u_strToUpper : u_strToLower;
  const std::int32_t length =
      convert(changed.data(), static_cast<std::int32_t>(changed.size()), given.data(),
              static_cast<std::int32_t>(given.size()), primary_language(language).c_str(), &error);
  if (U_FAILURE(error)) return std::nullopt;
  changed.resize(static_cast<std::size_t>(length));
  // ICU 72 leaves the accent of a Greek `ή` that is a word by itself apart, later versions do not; fonts may have the
  // capital only as one character.
  constexpr std::u16string_view kApart = u"\u0397\u0301";
  for (std::size_t at = changed.find(kApart); at != std::u16string::npos; at = changed.find(kApart, at)) {
    changed.replace(at, kApart.size(), u"\u0389");
  }
  return from_utf16(changed);
}

}  // namespace gongwen::text
