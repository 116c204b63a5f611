#include "schema/written_values.h"

#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/written_formats.h"

#include <algorithm>
#include <array>
#include <span>

namespace gongwen::schema {
namespace {

/// A word in a reference, with the stage and type that it stands for; empty if it implies none.
struct StageWord {
  std::string_view word;
  std::string_view stage;
  std::string_view type;
};

constexpr std::array<std::string_view, 10> kPublishers{"ISO", "IEC", "IEEE", "SAE",  "ASTM",
                                                       "CIE", "IDF", "HL7",  "OIML", "UL"};

constexpr std::array kStages{
    StageWord{"PWI", "PWI", ""},      StageWord{"NP", "NP", ""},
    StageWord{"PNW", "NP", ""},       StageWord{"AWI", "AWI", ""},
    StageWord{"WD", "WD", ""},        StageWord{"CDV", "CDV", ""},
    StageWord{"CD", "CD", ""},        StageWord{"DIS", "DIS", ""},
    StageWord{"FDIS", "FDIS", ""},    StageWord{"PRF", "PRF", ""},
    StageWord{"DTS", "DTS", "TS"},    StageWord{"DTR", "DTR", "TR"},
    StageWord{"DPAS", "DPAS", "PAS"}, StageWord{"DGuide", "DGuide", "Guide"},
};
constexpr std::array kReferenceTypes{
    StageWord{"TS", "", "TS"},       StageWord{"TR", "", "TR"},       StageWord{"PAS", "", "PAS"},
    StageWord{"Guide", "", "Guide"}, StageWord{"GUIDE", "", "Guide"},
};
constexpr std::array kAmendments{
    StageWord{"FDAM", "FDAM", "Amd"}, StageWord{"FDAmd", "FDAM", "Amd"}, StageWord{"DAM", "DAM", "Amd"},
    StageWord{"DAmd", "DAM", "Amd"},  StageWord{"PDAM", "CD", "Amd"},    StageWord{"Amd", "", "Amd"},
    StageWord{"AMD", "", "Amd"},      StageWord{"DCOR", "DCOR", "Cor"},  StageWord{"DCor", "DCOR", "Cor"},
    StageWord{"Cor", "", "Cor"},      StageWord{"COR", "", "Cor"},       StageWord{"Add", "", "Add"},
};

/// Parses a reference from left to right; each step returns whether it found what it expects.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text), rest_(text) {}

  std::optional<IsoReference> read() {
    if (!read_publisher() || !read_designation() || !read_number()) return std::nullopt;
    if (!read_year()) return std::nullopt;
    result_.base = text_.substr(0, text_.size() - rest_.size());
    if (!read_amendment()) return std::nullopt;
    read_edition();
    read_language();
    if (!rest_.empty()) return std::nullopt;
    if (result_.type.empty()) result_.type = "IS";
    return result_;
  }

 private:
  bool take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  /// Takes one of the words, followed by a space if `needs_blank`.
  template <std::size_t N>
  const StageWord* take_word(const std::array<StageWord, N>& words, bool needs_blank = true) {
    for (const StageWord& word : words) {
      if (!rest_.starts_with(word.word)) continue;
      const std::string_view behind = rest_.substr(word.word.size());
      if (needs_blank && !behind.starts_with(' ')) continue;
      rest_ = behind;
      take(" ");
      return &word;
    }
    return nullptr;
  }

  std::string_view take_digits(std::size_t most) {
    std::size_t count = 0;
    while (count < rest_.size() && base::is_ascii_digit(rest_[count])) ++count;
    if (count > most) return {};
    const std::string_view digits = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return digits;
  }

  bool take_publisher() {
    for (const std::string_view name : kPublishers) {
      const std::string_view behind = rest_.substr(std::min(name.size(), rest_.size()));
      if (rest_.starts_with(name) && (behind.starts_with('/') || behind.starts_with(' '))) return take(name);
    }
    return false;
  }

  /// `ISO`, `ISO/IEC`, `ISO/IEC/IEEE`: starts with one of the two.
  bool read_publisher() {
    if (!rest_.starts_with("ISO") && !rest_.starts_with("IEC")) return false;
    if (!take_publisher()) return false;
    std::string_view end = rest_;
    while (take("/") && take_publisher()) end = rest_;
    rest_ = end;
    result_.publisher = text_.substr(0, text_.size() - rest_.size());
    // ISO/TS and IEC/TS as well as IEC TS
    return take(" ") || take("/");
  }

  bool read_designation() {
    if (const StageWord* const stage = take_word(kStages)) {
      result_.stage = stage->stage;
      result_.type = stage->type;
      if (!result_.type.empty()) return true;
    }
    // A DIS becomes an International Standard; other deliverables have their own drafts.
    const bool is_standard = result_.stage == "DIS" || result_.stage == "FDIS" || result_.stage == "CDV";
    const StageWord* const type = take_word(kReferenceTypes);
    if (type != nullptr) result_.type = type->type;
    return type == nullptr || !is_standard;
  }

  bool read_number() {
    constexpr std::size_t kMaxDigits = 6;
    result_.number = take_digits(kMaxDigits);
    if (result_.number.empty() || result_.number.front() == '0') return false;
    const std::string_view before = rest_;
    while (rest_.starts_with('-')) {
      rest_.remove_prefix(1);
      if (!read_part()) return false;
    }
    if (before.size() != rest_.size()) result_.part = before.substr(1, before.size() - rest_.size() - 1);
    return read_draft();
  }

  /// `2`, `1AE`
  bool read_part() {
    if (take_digits(4).empty()) return false;
    while (!rest_.empty() && base::is_ascii_upper(rest_.front())) rest_.remove_prefix(1);
    return true;
  }

  /// Only drafts are numbered: the second CD is `.2`.
  bool read_draft() {
    if (!take(".")) return true;
    const std::string_view digits = take_digits(1);
    if (digits.empty() || digits.front() < '2' || result_.stage.empty()) return false;
    result_.draft = digits.front() - '0';
    return true;
  }

  bool read_year() {
    if (!take(":")) return true;
    const std::string_view year = take_digits(4);
    if (year.size() != 4 || (!year.starts_with("19") && !year.starts_with("20"))) return false;
    result_.year = year;
    return !take("-") || take_digits(2).size() == 2;
  }

  bool read_amendment() {
    if (!take("/")) return true;
    // Only published documents can be amended.
    if (!result_.stage.empty()) return false;
    result_.year = {};
    const StageWord* const stage = take_word(kStages);
    const StageWord* const word = take_word(kAmendments, false);
    if (word == nullptr || (stage != nullptr && !(word->stage.empty() && stage->type.empty()))) return false;
    result_.stage = stage != nullptr ? stage->stage : word->stage;
    result_.type = word->type;
    const std::string_view number = take_digits(2);
    if (number.empty() || number.front() == '0') return false;
    return read_draft() && read_year();
  }

  void read_edition() {
    const std::string_view before = rest_;
    if ((take(" ED") || take(" Ed. ") || take(" Ed.") || take(" Ed ")) && !take_digits(2).empty()) return;
    rest_ = before;
  }

  void read_language() {
    const std::string_view before = rest_;
    take(" ");
    for (const std::string_view language : {"(E)", "(F)", "(R)", "(E/F)", "(E,F)", "(en)", "(fr)"}) {
      if (take(language)) return;
    }
    rest_ = before;
  }

  std::string_view text_;
  std::string_view rest_;
  IsoReference result_;
};

}  // namespace

std::optional<IsoReference> read_iso_reference(std::string_view text) { return IsoReader(text).read(); }

namespace {

// Marks that precede the words of a choice.
constexpr auto kTickMarks = std::to_array<std::string_view>({"☑", "☒", "■", "√", "✓", "✔"});
constexpr auto kBlankMarks = std::to_array<std::string_view>({"☐", "□"});

/// The length of the mark at the start of the text; 0 if absent.
std::size_t mark_length(std::string_view rest, std::span<const std::string_view> marks) {
  const auto found =
      std::find_if(marks.begin(), marks.end(), [rest](std::string_view mark) { return rest.starts_with(mark); });
  return found == marks.end() ? 0 : found->size();
}

}  // namespace

std::string_view without_quotes(std::string_view text) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr auto kPairs =
      std::to_array<Pair>({{"“", "”"}, {"‘", "’"}, {"”", "”"}, {"「", "」"}, {"＂", "＂"}, {"\"", "\""}});
  text = data::trim_blanks(text);
  for (const auto& [left, right] : kPairs) {
    const bool quoted = text.size() > left.size() + right.size() && text.starts_with(left) && text.ends_with(right);
    if (quoted) return data::trim_blanks(text.substr(left.size(), text.size() - left.size() - right.size()));
  }
  return text;
}

std::optional<std::string> read_written(Format format, std::string_view text) {
  const std::string_view bare = without_quotes(text);
  if (bare.size() < text.size() && matches_format(format, bare)) return std::string(bare);
  text = bare;
  if (format == Format::Date) return read_date(text);
  if (format == Format::Month || format == Format::IssueMonth) return read_month(text);
  if (format == Format::PhoneCn) return read_phone(text);
  if (format == Format::Email) return read_email(text);
  return read_code(format, text);
}

std::vector<BoxWords> box_words(std::string_view text) {
  std::vector<BoxWords> all(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t tick = mark_length(text.substr(at), kTickMarks);
    const std::size_t blank = mark_length(text.substr(at), kBlankMarks);
    if (tick + blank > 0)
      all.push_back({true, tick > 0, {}});
    else
      all.back().words += text[at];
    at += std::max<std::size_t>(tick + blank, 1);
  }
  return all;
}

std::optional<std::vector<std::string>> ticked_words(std::string_view text) {
  std::vector<BoxWords> all = box_words(text);
  if (all.size() == 1) return std::nullopt;
  std::vector<std::string> ticked;
  for (BoxWords& one : all) {
    if (one.is_ticked) ticked.push_back(std::move(one.words));
  }
  return ticked;
}

std::string without_ticks(std::string_view text) {
  const std::string_view trimmed = data::trim_blanks(text);
  std::string_view rest = trimmed;
  for (const std::string_view mark : kTickMarks) {
    if (rest.starts_with(mark)) rest.remove_prefix(mark.size());
    if (rest.ends_with(mark)) rest.remove_suffix(mark.size());
  }
  return rest.size() == trimmed.size() ? std::string() : std::string(data::trim_blanks(rest));
}

std::string sole_number(std::string_view text) {
  constexpr auto kAround = std::to_array<std::string_view>({"WG", "wg", "Wg", "第", "工作组", "组", " ", "-"});
  const std::string narrow = data::narrow_text(data::trim_blanks(text));
  std::string digits;
  bool ended = false;
  for (std::string_view rest = narrow; !rest.empty();) {
    if (base::is_ascii_digit(rest.front())) {
      if (ended) return {};
      digits += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    ended = !digits.empty();
    const std::size_t length = mark_length(rest, kAround);
    if (length == 0) return {};
    rest.remove_prefix(length);
  }
  return digits;
}

std::optional<std::string_view> without_marks(std::string_view text, std::string_view marks) {
  const base::CodePoints pair(marks);
  const char32_t left = data::narrow_sign(pair.begin()->code_point);
  const char32_t right = data::narrow_sign((++pair.begin())->code_point);
  text = data::trim_blanks(text);
  const base::CodePoints characters(text);
  if (text.empty() || data::narrow_sign(characters.begin()->code_point) != left) return std::nullopt;
  int open = 0;
  for (auto at = characters.begin(); at != characters.end(); ++at) {
    const char32_t c = data::narrow_sign(at->code_point);
    open += c == left ? 1 : c == right ? -1 : 0;
    if (open > 0) continue;
    // The first mark is closed here.
    const std::size_t begin = characters.begin()->length;
    const bool is_last = at.offset() + at->length == text.size();
    const std::string_view within = data::trim_blanks(text.substr(begin, at.offset() - begin));
    return is_last && !within.empty() ? std::optional(within) : std::nullopt;
  }
  return std::nullopt;
}

namespace {

/// Answers in the words of the question: 已注册, 尚未注册, 不涉及专利.
std::optional<bool> answer_in_words_of(std::string_view question, std::string_view text) {
  constexpr auto kYes = std::to_array<std::string_view>({"已经", "已", "是"});
  constexpr auto kNo = std::to_array<std::string_view>({"尚未", "还未", "并未", "没有", "未", "没", "不", "无"});
  constexpr std::size_t kMinWord = 2;  // 未知 answers nothing
  const auto says = [&](std::span<const std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view beginning) {
      if (!text.starts_with(beginning)) return false;
      const std::string_view word = text.substr(beginning.size());
      return base::count_code_points(word) >= kMinWord && question.find(word) != std::string_view::npos;
    });
  };
  if (question.empty()) return std::nullopt;
  if (says(kNo)) return false;
  return says(kYes) ? std::optional(true) : std::nullopt;
}

}  // namespace

std::optional<bool> read_yes_or_no(std::string_view text, std::string_view question) {
  constexpr auto kYes = std::to_array<std::string_view>(
      {"☑", "☒", "■", "√", "✓", "✔", "是", "是的", "有", "有的", "y", "yes", "true", "1"});
  constexpr auto kNo =
      std::to_array<std::string_view>({"☐", "□", "否", "不是", "无", "没有", "没", "n", "no", "false", "0", "×"});
  const std::string word = base::ascii_lowercase(data::trim_blanks(data::narrow_text(data::trim_blanks(text))));
  if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
  // ☑是　☐否
  const auto ticked = ticked_words(text);
  const bool answered = ticked && ticked->size() == 1 && !data::trim_blanks(ticked->front()).empty();
  return answered ? read_yes_or_no(ticked->front(), question) : answer_in_words_of(question, word);
}

std::span<const std::string_view> other_words(std::string_view text) {
  static constexpr auto kMan =
      std::to_array<std::string_view>({"男", "男性", "男士", "先生", "male", "man", "mr", "mr.", "m"});
  static constexpr auto kWoman = std::to_array<std::string_view>(
      {"女", "女性", "女士", "小姐", "female", "woman", "ms", "ms.", "mrs", "mrs.", "f"});
  const std::string word = base::ascii_lowercase(data::trim_blanks(data::narrow_text(data::trim_blanks(text))));
  for (const std::span<const std::string_view> words :
       {std::span<const std::string_view>(kMan), std::span<const std::string_view>(kWoman)}) {
    if (std::find(words.begin(), words.end(), word) != words.end()) return words;
  }
  return {};
}

bool means_nothing(std::string_view text) {
  constexpr std::size_t kMaxBytes = 12;
  constexpr auto kWords = std::to_array<std::string_view>(
      {"无", "暂无", "没有", "空", "—", "——", "–", "-", "--", "/", "//", "\\", "n/a", "na", "none", "nil", "null"});
  text = data::trim_blanks(text);
  if (text.size() > kMaxBytes) return false;
  const std::string word = base::ascii_lowercase(data::narrow_text(text));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool names_nothing(std::string_view text) {
  constexpr std::size_t kMaxBytes = 24;
  constexpr auto kWords = std::to_array<std::string_view>(
      {"无", "暂无", "没有", "n/a", "none", "不详", "未知", "不明", "同上", "同前", "ditto", "unknown"});
  if (text.size() > kMaxBytes) return false;
  // （无）, 无。
  const std::string comparable = data::comparable_text(text);
  std::string_view word = comparable;
  while (word.starts_with('(')) word.remove_prefix(1);
  while (word.ends_with(')') || word.ends_with('.')) word.remove_suffix(1);
  return is_only_strokes(data::trim_blanks(text)) || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool is_only_strokes(std::string_view text) {
  constexpr std::size_t kMaxBytes = 12;
  if (text.empty() || text.size() > kMaxBytes) return false;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = data::narrow_sign(decoded.code_point);
    if (!data::is_dash(c) && c != U'/' && c != U'\\') return false;
  }
  return true;
}

Advice advise(Format format, std::string_view text) {
  if (format == Format::Date || format == Format::Month || format == Format::IssueMonth) {
    if (auto advice = advise_date(text, format == Format::Date)) return *std::move(advice);
  } else if (format == Format::PhoneCn) {
    return advise_phone(text);
  } else if (format == Format::Email) {
    return advise_email(text);
  }
  if (has_wrong_check_character(format, text)) return texts::SchemaCheckCharacter;
  return texts::SchemaFormatExample.pair(describe_format(format).example);
}

}  // namespace gongwen::schema
