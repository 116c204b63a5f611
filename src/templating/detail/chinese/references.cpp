#include "templating/detail/chinese/references.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

// Finds references in Chinese regulations (第十条第二款, 附件1, 《…法》第三条) by the words around them, without a
// grammar: numbers with their measure words are references unless the next characters make another word of them, and
// bare references belong to the document itself unless the sentence cites another law.
namespace gongwen::templating {
namespace {

using std::u32string_view;

/// Words that names of documents end with: 管理条例.
constexpr std::array<u32string_view, 16> kTypes{U"办法", U"条例", U"细则", U"规则", U"章程",   U"规程",
                                                U"准则", U"守则", U"公约", U"协定", U"议定书", U"导则",
                                                U"法律", U"法规", U"规章", U"宪法"};
/// These are common words as well: 按照规定.
constexpr std::array<u32string_view, 9> kLooseTypes{U"规定", U"决定", U"意见", U"通知", U"制度",
                                                    U"规范", U"标准", U"指南", U"方案"};
/// Words with 法 that are not laws.
constexpr std::array<u32string_view, 26> kNoLaws{U"方法", U"办法", U"无法", U"违法", U"合法", U"依法", U"执法",
                                                 U"立法", U"司法", U"非法", U"守法", U"普法", U"做法", U"说法",
                                                 U"想法", U"看法", U"语法", U"算法", U"手法", U"用法", U"书法",
                                                 U"解法", U"写法", U"加法", U"减法", U"乘法"};
constexpr std::array<u32string_view, 4> kOwnParts{U"本章", U"本节", U"本条", U"本款"};

template <std::size_t N>
u32string_view ending_of(u32string_view text, const std::array<u32string_view, N>& words) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](u32string_view word) { return text.ends_with(word); });
  return found == words.end() ? u32string_view() : *found;
}

u32string_view law_ending(u32string_view text) {
  const bool law = text.ends_with(U'法') && ending_of(text, kNoLaws).empty();
  return law ? u32string_view(U"法") : ending_of(text, kTypes);
}

/// The name without a bracket at its end: `（试行）`, `（以下简称…）`.
u32string_view without_bracket(u32string_view text) {
  const bool wide = text.ends_with(U'）');
  if (!wide && !text.ends_with(U')')) return text;
  const std::size_t open = text.rfind(wide ? U'（' : U'(');
  return open == u32string_view::npos ? text : text.substr(0, open);
}

u32string_view trimmed(u32string_view text) {
  const std::size_t last = text.find_last_not_of(U" 　");
  return last == u32string_view::npos ? u32string_view() : text.substr(0, last + 1);
}

/// Removes what follows the name itself.
u32string_view without_tail(u32string_view text) {
  text = trimmed(text);
  for (const u32string_view word : {U"的", U"之", U"中"}) {
    if (text.ends_with(word)) {
      text.remove_suffix(word.size());
      break;
    }
  }
  return trimmed(without_bracket(trimmed(text)));
}

NamedDocument named_by_title(u32string_view text, u32string_view title) {
  const std::size_t open = text.rfind(U'《');
  const u32string_view name =
      open == u32string_view::npos ? u32string_view() : text.substr(open + 1, text.size() - open - 2);
  return !title.empty() && name == title ? NamedDocument::Own : NamedDocument::Other;
}

bool is_own_word(u32string_view before_type, u32string_view word, u32string_view own) {
  return before_type.ends_with(U'本') && (own.empty() ? word != U"法" : word == own);
}

}  // namespace

u32string_view document_type(u32string_view title) {
  const u32string_view name = without_tail(title);
  const u32string_view law = law_ending(name);
  return law.empty() ? ending_of(name, kLooseTypes) : law;
}

NamedDocument document_named_before(u32string_view text, u32string_view title, u32string_view type) {
  text = without_tail(text);
  if (text.ends_with(U'》')) return named_by_title(text, title);
  if (text.ends_with(U'”')) text = trimmed(text.substr(0, text.size() - 1));
  if (!ending_of(text, kOwnParts).empty()) return NamedDocument::Own;
  const u32string_view law = law_ending(text);
  const u32string_view word = law.empty() ? ending_of(text, kLooseTypes) : law;
  if (word.empty()) {
    const bool points_back = text.ends_with(U'该') || (text.ends_with(U'其') && !text.ends_with(U"尤其"));
    return points_back ? NamedDocument::Other : NamedDocument::None;
  }
  const u32string_view before = text.substr(0, text.size() - word.size());
  if (is_own_word(before, word, type)) return NamedDocument::Own;
  // 本规定 in a document called 某办法 is a slip or a quotation.
  if (before.ends_with(U'本') && word != U"法") return NamedDocument::Perhaps;
  return law.empty() && !before.ends_with(U'该') ? NamedDocument::Perhaps : NamedDocument::Other;
}

bool names_other_law(u32string_view text, u32string_view title) {
  for (std::size_t close = text.find(U'》'); close != u32string_view::npos; close = text.find(U'》', close + 1)) {
    const u32string_view head = text.substr(0, close);
    const std::size_t open = head.rfind(U'《');
    const u32string_view name = open == u32string_view::npos ? head : head.substr(open + 1);
    if (name != title && !document_type(name).empty()) return true;
  }
  // 刑法的规定, 该条例: a law without title marks.
  for (const u32string_view word : {u32string_view(U"法"), u32string_view(U"条例")}) {
    for (std::size_t at = text.find(word); at != u32string_view::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool ends =
          end == text.size() || u32string_view(U"，、；的和与等规").find(text[end]) != u32string_view::npos;
      const u32string_view head = text.substr(0, end);
      if (ends && at > 0 && text[at - 1] != U'本' && ending_of(head, kNoLaws).empty()) return true;
    }
  }
  return false;
}

namespace {

/// A year of four digits at `offset`, and no digit or hyphen after it.
bool is_year_at(std::string_view text, std::size_t offset) {
  if (offset + 4 > text.size()) return false;
  const std::string_view year = text.substr(offset, 4);
  const bool century = year.starts_with("19") || year.starts_with("20");
  if (!century || !base::is_ascii_digit(year[2]) || !base::is_ascii_digit(year[3])) return false;
  const char next = offset + 4 < text.size() ? text[offset + 4] : ' ';
  return !base::is_ascii_digit(next) && next != '-';
}

/// The part before the hyphen: letters, perhaps a space, and a number such as 22239 or 20984.1.
bool is_standard_number(std::string_view before) {
  std::size_t at = before.size();
  while (at > 0 && (base::is_ascii_digit(before[at - 1]) || before[at - 1] == '.')) --at;
  if (at == before.size()) return false;
  if (at > 0 && before[at - 1] == ' ') --at;
  return at > 0 && base::is_ascii_upper(before[at - 1]);
}

struct KeptEnds {
  std::size_t head = 0;  // characters that stay at the start
  std::size_t tail = 0;  // and at the end
};

KeptEnds kept_ends(std::u32string_view number) {
  const bool digits = std::all_of(number.begin(), number.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
  const bool digits_and_check =
      number.size() == 18 && (number.back() == U'X' || number.back() == U'x') &&
      std::all_of(number.begin(), number.end() - 1, [](char32_t c) { return c >= U'0' && c <= U'9'; });
  if (digits && number.size() == 11) return {3, 4};
  if ((digits && number.size() == 18) || digits_and_check) return {6, 4};
  if (digits && number.size() == 15) return {6, 3};
  return {number.size() / 4, number.size() / 4};
}

}  // namespace

std::string dash_standard_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool replaced = text[i] == '-' && is_year_at(text, i + 1) && is_standard_number(text.substr(0, i));
    if (replaced) {
      out += "—";
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string mask_number(std::string_view text, char32_t hidden) {
  const std::u32string number = base::to_utf32(text);
  const KeptEnds kept = kept_ends(number);
  std::string out;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const bool shown = i < kept.head || i >= number.size() - kept.tail;
    base::append_utf8(out, shown ? number[i] : hidden);
  }
  return out;
}

bool joins_without_mark(std::string_view before, std::string_view after) {
  return (before.ends_with("》") && after.starts_with("《")) || (before.ends_with("”") && after.starts_with("“"));
}

namespace {

struct StageWord {
  std::string_view word;
  IsoStage stage;
};

/// Words that contain another come first. Latin words count only by themselves: the CD in `CDV` does not.
constexpr auto kWords = std::to_array<StageWord>({
    {"最终国际标准草案", IsoStage::Approval},
    {"最终草案", IsoStage::Approval},
    {"FDIS", IsoStage::Approval},
    {"国际标准草案", IsoStage::Enquiry},
    {"DIS", IsoStage::Enquiry},
    {"委员会草案", IsoStage::CommitteeDraft},
    {"CD", IsoStage::CommitteeDraft},
    {"工作组草案", IsoStage::WorkingDraft},
    {"工作草案", IsoStage::WorkingDraft},
    {"WD", IsoStage::WorkingDraft},
    {"首次会议", IsoStage::Meeting},
    {"第一次会议", IsoStage::Meeting},
    {"立项投票", IsoStage::Proposal},
    {"NP", IsoStage::Proposal},
    {"正式出版", IsoStage::Publication},
    {"出版", IsoStage::Publication},
});

/// 发布 alone is the publication; a draft may be 发布 as well.
constexpr std::array<std::string_view, 3> kPublished = {"发布", "正式发布", "标准发布"};

bool is_latin_at(std::string_view text, std::size_t at) { return at < text.size() && base::is_ascii_alpha(text[at]); }

std::size_t find_word(std::string_view text, std::string_view word) {
  const bool latin = base::is_ascii_alpha(word.front());
  std::size_t at = text.find(word);
  while (latin && at != std::string_view::npos) {
    const bool inside = (at > 0 && is_latin_at(text, at - 1)) || is_latin_at(text, at + word.size());
    if (!inside) break;
    at = text.find(word, at + 1);
  }
  return at;
}

}  // namespace

std::optional<IsoStage> find_stage(std::string_view text) {
  for (const std::string_view published : kPublished) {
    if (text == published) return IsoStage::Publication;
  }
  std::string rest(text);
  std::optional<IsoStage> stage;
  for (const auto& [word, found] : kWords) {
    for (std::size_t at = find_word(rest, word); at != std::string::npos; at = find_word(rest, word)) {
      if (stage && *stage != found) return std::nullopt;
      stage = found;
      rest.replace(at, word.size(), " ");
    }
  }
  return stage;
}

namespace {

constexpr u32string_view kDigits = U"0123456789";
constexpr u32string_view kHanDigits = U"〇零一二两三四五六七八九十百千";
constexpr int kLargest = 9999;

/// Words that join references into a chain; all of a chain belong to one document.
constexpr u32string_view kJoints = U"、，,和与或及至到以并者 　~～—-－";

/// After `第一条` these make 条 a measure word: 第一条件, 第三条意见.
constexpr std::array<u32string_view, 19> kCounted{U"件",   U"例",   U"约",   U"线",   U"文",  U"目", U"款",
                                                  U"码",   U"纹",   U"幅",   U"河",   U"街",  U"路", U"道",
                                                  U"建议", U"意见", U"措施", U"举措", U"生产"};
/// After these it may be either.
constexpr std::array<u32string_view, 10> kPerhapsCounted{U"标准", U"原则", U"理由", U"内容", U"问题",
                                                         U"经验", U"消息", U"信息", U"新闻", U"记录"};

template <std::size_t N>
bool starts_with_any(u32string_view text, const std::array<u32string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](u32string_view word) { return text.starts_with(word); });
}

/// A number with its measure word, such as `第十条`, and its place in the text.
struct Ordinal {
  std::size_t end = 0;
  int number = 0;
  char32_t unit = 0;
};

class ReferenceParser {
 public:
  ReferenceParser(std::string_view text, std::string_view title)
      : bytes_(text), title_(base::to_utf32(title)), own_type_(document_type(title_)) {
    for (auto at = base::CodePoints(text).begin(); at != base::CodePoints(text).end(); ++at) {
      text_.push_back(at->code_point);
      offsets_.push_back(at.offset());
    }
    offsets_.push_back(text.size());
  }

  std::vector<ReferencePiece> run() {
    for (std::size_t at = 0; at < text_.size();) at = read(at);
    add_text(text_.size());
    return std::move(pieces_);
  }

 private:
  u32string_view rest(std::size_t at) const { return u32string_view(text_).substr(at); }
  std::string_view bytes(std::size_t begin, std::size_t end) const {
    return bytes_.substr(offsets_[begin], offsets_[end] - offsets_[begin]);
  }

  /// Reads what starts at `at`, and returns the position from which to continue.
  std::size_t read(std::size_t at) {
    if (text_[at] == U'{') return read_id(at);
    if (text_[at] == U'第') return read_ordinal(at);
    if (rest(at).starts_with(U"附件")) return read_annex(at);
    return at + 1;
  }

  std::size_t read_id(std::size_t at) {
    const std::size_t end = text_.find(U'}', at);
    if (end == std::u32string::npos) return at + 1;
    ReferencePiece piece{.kind = ReferenceKind::Id};
    piece.article_id = bytes(at + 1, end);
    return add(at, end + 1, piece);
  }

  std::size_t read_annex(std::size_t at) {
    std::size_t begin = at + 2;
    while (begin < text_.size() && text_[begin] == U' ') ++begin;
    const std::size_t end = std::min(text_.find_first_not_of(kDigits, begin), text_.size());
    if (end == begin || end - begin > 2) return at + 2;
    ReferencePiece piece{.kind = ReferenceKind::Annex,
                         .number = parse_chinese_number(rest(begin).substr(0, end - begin))};
    // A form to fill in is one of the document's own, regardless of the laws that the sentence names.
    piece.home = is_joined(at) ? last_.home : home_by_words(at).value_or(ReferenceHome::Own);
    return piece.number == 0 ? end : add(at, end, piece);
  }

  std::optional<Ordinal> find_ordinal(std::size_t at) const {
    std::size_t begin = at + 1;
    const bool bracket = begin < text_.size() && (text_[begin] == U'（' || text_[begin] == U'(');
    if (bracket) ++begin;
    std::size_t end = std::min(text_.find_first_not_of(kDigits, begin), text_.size());
    if (end == begin) end = std::min(text_.find_first_not_of(kHanDigits, begin), text_.size());
    const int number = parse_chinese_number(rest(begin).substr(0, end - begin));
    if (bracket && (end >= text_.size() || (text_[end] != U'）' && text_[end] != U')'))) return std::nullopt;
    if (bracket) ++end;
    if (number == 0 || end >= text_.size()) return std::nullopt;
    return Ordinal{end + 1, number, text_[end]};
  }

  std::size_t read_ordinal(std::size_t at) {
    const std::optional<Ordinal> ordinal = find_ordinal(at);
    if (!ordinal) return at + 1;
    switch (ordinal->unit) {
      case U'章':
        return rest(ordinal->end).starts_with(U"程") ? ordinal->end
                                                     : add_division(at, *ordinal, ReferenceKind::Chapter);
      case U'条': return add_article(at, *ordinal);
      case U'款': return add_part(at, *ordinal, ReferenceKind::Paragraph);
      case U'项': return add_part(at, *ordinal, ReferenceKind::Item);
      default: return at + 1;
    }
  }

  std::size_t add_article(std::size_t at, const Ordinal& ordinal) {
    const u32string_view behind = rest(ordinal.end);
    if (starts_with_any(behind, kCounted)) return ordinal.end;
    return add_division(at, ordinal, ReferenceKind::Article);
  }

  std::size_t add_division(std::size_t at, const Ordinal& ordinal, ReferenceKind kind) {
    ReferencePiece piece{.kind = kind, .number = ordinal.number, .article = ordinal.number};
    const std::optional<ReferenceHome> named = is_joined(at) ? last_.home : home_by_words(at);
    piece.home = named.value_or(home_by_context(at));
    const u32string_view behind = rest(ordinal.end);
    const bool counted = kind == ReferenceKind::Article && starts_with_any(behind, kPerhapsCounted);
    // Articles here are numbered without gaps, so there is no 第十条之一.
    const bool inserted = behind.size() > 1 && behind[0] == U'之' && kHanDigits.find(behind[1]) != u32string_view::npos;
    if (!named && counted) piece.home = ReferenceHome::Unsure;
    if (!named && inserted) piece.home = ReferenceHome::Other;
    // 附件1第三条 is an article of the annex.
    if (last_.kind == ReferenceKind::Annex && last_end_ == at) piece.home = ReferenceHome::Other;
    return add(at, ordinal.end, piece);
  }

  /// 第二款 and 第三项 count only after their article, or after one another: 第三项任务 is something else.
  std::size_t add_part(std::size_t at, const Ordinal& ordinal, ReferenceKind kind) {
    ReferencePiece piece{.kind = kind, .number = ordinal.number};
    const bool behind_part = last_.kind == ReferenceKind::Paragraph || last_.kind == ReferenceKind::Item;
    const bool behind_article = last_.kind == ReferenceKind::Article || last_.kind == ReferenceKind::Id;
    if ((behind_article && last_end_ == at) || (behind_part && is_joined(at))) {
      piece.home = last_.home;
      piece.article = last_.article;
      piece.article_id = last_.article_id;
      if (kind == ReferenceKind::Item) piece.paragraph = paragraph_before(at);
    } else if (!u32string_view(text_).substr(0, at).ends_with(U"本条")) {
      return ordinal.end;
    }
    return add(at, ordinal.end, piece);
  }

  /// The paragraph to which an item belongs: the one right before it, or that of the item that it is joined to.
  int paragraph_before(std::size_t at) const {
    if (last_.kind == ReferenceKind::Paragraph) return last_end_ == at ? last_.number : 0;
    return last_.kind == ReferenceKind::Item ? last_.paragraph : 0;
  }

  /// Whether there are only joints between the previous reference and this one.
  bool is_joined(std::size_t at) const {
    if (last_.kind == ReferenceKind::None) return false;
    const u32string_view between = u32string_view(text_).substr(last_end_, at - last_end_);
    return between.find_first_not_of(kJoints) == u32string_view::npos;
  }

  /// The document that the words right before a reference name.
  std::optional<ReferenceHome> home_by_words(std::size_t at) const {
    const u32string_view before = u32string_view(text_).substr(last_end_, at - last_end_);
    switch (document_named_before(before, title_, own_type_)) {
      case NamedDocument::Own: return ReferenceHome::Own;
      case NamedDocument::Other: return ReferenceHome::Other;
      case NamedDocument::Perhaps: return ReferenceHome::Unsure;
      case NamedDocument::None: break;
    }
    return std::nullopt;
  }

  /// A bare reference means the document itself, unless the sentence, or else the text before it, cites another law.
  ReferenceHome home_by_context(std::size_t at) const {
    const bool was_other = last_.kind != ReferenceKind::None && last_.kind != ReferenceKind::Annex;
    if (was_other && last_.home != ReferenceHome::Own) return ReferenceHome::Unsure;
    const u32string_view head = u32string_view(text_).substr(0, at);
    const std::size_t stop = head.rfind(U'。');
    const std::size_t sentence = stop == u32string_view::npos ? 0 : stop + 1;
    if (other_end_ > sentence) return ReferenceHome::Unsure;
    return names_other_law(head.substr(std::max(sentence, last_end_)), title_) ? ReferenceHome::Unsure
                                                                               : ReferenceHome::Own;
  }

  void add_text(std::size_t end) {
    if (end > written_) pieces_.push_back({.text = bytes(written_, end)});
    written_ = end;
  }

  std::size_t add(std::size_t begin, std::size_t end, ReferencePiece piece) {
    add_text(begin);
    piece.text = bytes(begin, end);
    pieces_.push_back(piece);
    last_ = piece;
    last_end_ = written_ = end;
    if (piece.home != ReferenceHome::Own) other_end_ = end;
    return end;
  }

  std::string_view bytes_;
  std::u32string title_;
  u32string_view own_type_;
  std::u32string text_;
  std::vector<std::size_t> offsets_;
  std::vector<ReferencePiece> pieces_;
  ReferencePiece last_;  // of kind None: there was none
  std::size_t last_end_ = 0;
  std::size_t other_end_ = 0;  // of the last reference that is not one to the document itself
  std::size_t written_ = 0;
};

}  // namespace

int parse_chinese_number(u32string_view text) {
  if (text.empty()) return 0;
  int number = 0;
  if (kDigits.find(text.front()) != u32string_view::npos) {
    for (const char32_t c : text) {
      if (kDigits.find(c) == u32string_view::npos || number > kLargest) return 0;
      number = number * 10 + static_cast<int>(c - U'0');
    }
    return number <= kLargest ? number : 0;
  }
  constexpr u32string_view values = U"零一二三四五六七八九";
  int digit = -1;
  int last_unit = 10 * kLargest;
  for (char32_t c : text) {
    if (c == U'〇') c = U'零';
    if (c == U'两') c = U'二';
    if (const std::size_t value = values.find(c); value != u32string_view::npos) {
      if (digit > 0) return 0;
      digit = static_cast<int>(value);
      continue;
    }
    const int unit = c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : 0;
    if (unit == 0 || unit >= last_unit || digit == 0 || (digit < 0 && unit != 10)) return 0;
    number += std::max(digit, 1) * unit;
    digit = -1;
    last_unit = unit;
  }
  return number + std::max(digit, 0);
}

std::vector<ReferencePiece> parse_references(std::string_view text, std::string_view title) {
  return ReferenceParser(text, title).run();
}

}  // namespace gongwen::templating
