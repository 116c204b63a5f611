#include "templating/detail/chinese/references.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace gongwen::templating {
namespace {

using std::u32string_view;

constexpr u32string_view kDigits = U"0123456789";
constexpr u32string_view kHanDigits = U"〇零一二两三四五六七八九十百千";
constexpr int kLargest = 9999;

/// What joins references into a chain, in which all are of one home.
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

/// `第十条` where it is in the text.
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

  /// What starts at `at`. Returns: where to continue.
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
    // A form to fill in is one of the document's own, whatever laws the sentence names.
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
    // Of 第十条之一 there is none where articles are numbered through.
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

  /// The paragraph that an item is of: the one right before it, or that of the item that it is joined to.
  int paragraph_before(std::size_t at) const {
    if (last_.kind == ReferenceKind::Paragraph) return last_end_ == at ? last_.number : 0;
    return last_.kind == ReferenceKind::Item ? last_.paragraph : 0;
  }

  /// Whether nothing but joints is between the reference before and this one.
  bool is_joined(std::size_t at) const {
    if (last_.kind == ReferenceKind::None) return false;
    const u32string_view between = u32string_view(text_).substr(last_end_, at - last_end_);
    return between.find_first_not_of(kJoints) == u32string_view::npos;
  }

  /// What the words right before a reference say.
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

  /// A bare reference is one to the document itself, unless the sentence cites another law, or the text did so last.
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
