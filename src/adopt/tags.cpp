#include "adopt/tags.h"

#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gongwen::adopt {
namespace {

struct Replacement {
  std::string_view typed;
  std::string_view meant;
};

/// Signs that word processors and Chinese input methods insert for straight quotation marks and blanks.
constexpr std::array<Replacement, 9> kQuotes{{{"“", "\""},
                                              {"”", "\""},
                                              {"‘", "'"},
                                              {"’", "'"},
                                              {"\"", "\""},
                                              {"'", "'"},
                                              {"″", "\""},
                                              {"＂", "\""},
                                              {"＇", "'"}}};
constexpr std::array<Replacement, 3> kBlanks{{{"\u00a0", " "}, {"\u3000", " "}, {"\t", " "}}};
constexpr std::array<std::string_view, 3> kDashes{"–", "—", "−"};

/// The ASCII form of the sign at a byte: `{` also for the full-width `｛`, which Chinese input methods type. '\0':
/// another character.
char narrow_sign(std::string_view text, std::size_t at) {
  if (at >= text.size()) return '\0';
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return text[at];
  if (lead != 0xEF) return '\0';
  constexpr char32_t kFirst = 0xFF01;  // ！, which is ! and so on
  constexpr char32_t kLast = 0xFF5E;
  const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
  const bool is_wide = decoded.valid && decoded.code_point >= kFirst && decoded.code_point <= kLast;
  return is_wide ? static_cast<char>(decoded.code_point - kFirst + U'!') : '\0';
}

std::size_t sign_length(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) < 0x80 ? 1 : 3;
}

/// The second sign of a start of a tag, `{`, `%` or `#`; '\0': none starts here.
char start_at(std::string_view text, std::size_t at) {
  if (narrow_sign(text, at) != '{') return '\0';
  const char second = narrow_sign(text, at + sign_length(text, at));
  return second == '{' || second == '%' || second == '#' ? second : '\0';
}

/// The length of two signs, narrow or wide; 0 if other signs are there.
std::size_t length_of_pair(std::string_view text, std::size_t at, std::string_view pair) {
  if (narrow_sign(text, at) != pair[0]) return 0;
  const std::size_t first = sign_length(text, at);
  return narrow_sign(text, at + first) == pair[1] ? first + sign_length(text, at + first) : 0;
}

/// Bytes from which on no tag ends, as far as that is known: outside texts, the rest of a search for the end does not
/// depend on its start. So `{{{{{{…` takes no more than three searches, one for each state of the marks.
using NoEnds = std::vector<bool>;

/// Copies a tag from its start, replacing typed variants by the signs of templates, except inside texts.
class TagCopy {
 public:
  TagCopy(std::string_view text, std::size_t begin, std::string_view end, NoEnds& no_ends)
      : text_(text), end_(end), no_ends_(no_ends) {
    tag_.begin = begin;
    at_ = begin + sign_length(text, begin);
    tag_.text = {'{', narrow_sign(text, at_)};
    at_ += sign_length(text, at_);
  }

  /// Returns nullopt if the tag does not end.
  std::optional<Tag> run() {
    std::vector<std::size_t> outside;
    while (at_ < text_.size()) {
      if (quote_.empty()) {
        if (at_ < no_ends_.size() && no_ends_[at_]) break;
        if (const std::size_t length = length_of_pair(text_, at_, end_); length > 0) {
          tag_.text += end_;
          tag_.end = at_ + length;
          return std::move(tag_);
        }
        outside.push_back(at_);
      }
      if (!take_quote() && !take_blank()) take_character();
    }
    no_ends_.resize(text_.size());
    for (const std::size_t at : outside) no_ends_[at] = true;
    return std::nullopt;
  }

 private:
  bool take_quote() {
    for (const auto& [typed, meant] : kQuotes) {
      if (!text_.substr(at_).starts_with(typed)) continue;
      // Within '…' a double quotation mark is an ordinary character, also a typographic one.
      if (!quote_.empty() && quote_ != meant) return false;
      quote_ = quote_.empty() ? meant : std::string_view{};
      tag_.text += meant;
      at_ += typed.size();
      return true;
    }
    return false;
  }

  bool take_blank() {
    if (!quote_.empty()) return false;
    for (const auto& [typed, meant] : kBlanks) {
      if (!text_.substr(at_).starts_with(typed)) continue;
      tag_.text += meant;
      at_ += typed.size();
      return true;
    }
    return false;
  }

  void take_character() {
    if (quote_.empty() && tag_.dash == std::string::npos) {
      for (const std::string_view dash : kDashes) {
        if (text_.substr(at_).starts_with(dash)) tag_.dash = at_;
      }
    }
    // （, ｜ and the like mean what they look like.
    if (quote_.empty() && static_cast<unsigned char>(text_[at_]) >= 0x80) {
      if (const char sign = narrow_sign(text_, at_); sign != '\0') {
        tag_.text += sign;
        at_ += sign_length(text_, at_);
        return;
      }
    }
    // A text may have escaped marks: "a \" b".
    if (!quote_.empty() && text_[at_] == '\\' && at_ + 1 < text_.size()) tag_.text += text_[at_++];
    tag_.text += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view end_;
  std::string_view quote_;
  NoEnds& no_ends_;
  Tag tag_;
};

/// The mark of a scope directly after the start of a tag, such as `tr` in `{%tr for`.
void take_scope(Tag& tag) {
  if (tag.type == TagType::Comment) return;
  struct Mark {
    std::string_view word;
    TagScope scope;
  };
  // Rich text of docxtpl (`r`) has no counterpart: its value is treated as an ordinary one.
  constexpr std::array<Mark, 4> kMarks{
      {{"tr", TagScope::Row}, {"tc", TagScope::Cell}, {"p", TagScope::Paragraph}, {"r", TagScope::Inline}}};
  // Word begins paragraphs with capitals: `{%P for`, `{%Tr for`.
  const std::string lower = base::ascii_lowercase(tag.text.substr(2, 2));
  const std::string rest =
      tag.type == TagType::Statement && lower.size() == 2 ? lower + tag.text.substr(4) : tag.text.substr(2);
  for (const auto& [word, scope] : kMarks) {
    if (!rest.starts_with(word) || rest.size() <= word.size()) continue;
    const char after = rest[word.size()];
    if (after != ' ' && after != '-' && after != '+') continue;
    tag.scope = scope;
    tag.text.erase(2, word.size());
    return;
  }
}

}  // namespace

std::string_view Tag::keyword() const {
  const std::size_t begin = text.find_first_not_of(" -+\n\t", 2);
  if (type != TagType::Statement || begin == std::string::npos) return {};
  return std::string_view(text).substr(begin, text.find_first_of(" -+%(\n\t", begin) - begin);
}

std::string_view Tag::reserved_word() const {
  constexpr auto kReserved =
      std::to_array<std::string_view>({"and", "elif", "else", "endfor", "endif", "for", "if", "in", "is", "not", "or"});
  if (type == TagType::Comment || text.size() < 4) return {};
  std::string_view inner = std::string_view(text).substr(2, text.size() - 4);
  const auto trim = [&inner] {
    while (!inner.empty() && (inner.front() == ' ' || inner.front() == '-' || inner.front() == '+'))
      inner.remove_prefix(1);
    while (!inner.empty() && (inner.back() == ' ' || inner.back() == '-')) inner.remove_suffix(1);
  };
  trim();
  if (type == TagType::Statement) {
    if (keyword() != "if" && keyword() != "elif") return {};
    inner.remove_prefix(std::min(inner.size(), keyword().size()));
    trim();
  }
  return std::find(kReserved.begin(), kReserved.end(), inner) == kReserved.end() ? std::string_view() : inner;
}

bool Tag::is_start() const {
  constexpr auto kBlocks =
      std::to_array<std::string_view>({"for", "if", "macro", "call", "filter", "with", "block", "raw", "autoescape"});
  const std::string_view word = keyword();
  // `{% set x = 1 %}` has no end.
  if (word == "set") return text.find('=') == std::string::npos;
  return std::find(kBlocks.begin(), kBlocks.end(), word) != kBlocks.end();
}

bool Tag::is_branch() const { return keyword() == "else" || keyword() == "elif"; }

bool Tag::is_end() const { return keyword().starts_with("end"); }

namespace {

/// `{% If x %}`: the automatic correction of word processors has made a capital.
void take_capital(Tag& tag) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"for", "endfor", "if", "elif", "else", "endif", "set", "endset", "with", "endwith", "print"});
  const std::string_view word = tag.keyword();
  if (word.empty()) return;
  const std::string lower = base::ascii_lowercase(std::string(word));
  if (lower == word || std::find(kWords.begin(), kWords.end(), lower) == kWords.end()) return;
  tag.text.replace(static_cast<std::size_t>(word.data() - tag.text.data()), lower.size(), lower);
}

}  // namespace

std::vector<Tag> find_tags(std::string_view text) {
  std::vector<Tag> tags;
  NoEnds no_value_ends;
  NoEnds no_statement_ends;
  std::size_t last_comment_end = std::string_view::npos;  // searched once
  bool knows_comments = false;
  for (std::size_t at = 0; at < text.size();) {
    const char sign = start_at(text, at);
    if (sign == '\0') {
      ++at;
      continue;
    }
    const std::string_view end = sign == '{' ? "}}" : sign == '%' ? "%}" : "#}";
    std::optional<Tag> tag;
    if (sign == '#') {
      // A comment has no texts in which its end could occur.
      if (!std::exchange(knows_comments, true)) {
        for (std::size_t i = 0; i < text.size(); ++i) {
          if (length_of_pair(text, i, end) > 0) last_comment_end = i;
        }
      }
      std::size_t close = at + sign_length(text, at);
      close += sign_length(text, close);
      const bool has_end = last_comment_end != std::string_view::npos && last_comment_end >= close;
      while (has_end && length_of_pair(text, close, end) == 0) ++close;
      if (has_end) {
        const std::size_t after = close + length_of_pair(text, close, end);
        tag =
            Tag{.type = TagType::Comment, .begin = at, .end = after, .text = std::string(text.substr(at, after - at))};
      }
    } else {
      tag = TagCopy(text, at, end, sign == '{' ? no_value_ends : no_statement_ends).run();
      if (tag) tag->type = sign == '{' ? TagType::Value : TagType::Statement;
    }
    if (!tag) {
      ++at;
      continue;
    }
    take_scope(*tag);
    take_capital(*tag);
    at = tag->end;
    tags.push_back(*std::move(tag));
  }
  return tags;
}

std::string address_with_tags(std::string_view address) {
  const std::string lower = base::ascii_lowercase(address);
  std::string result;
  std::size_t at = 0;
  for (;;) {
    const std::size_t value = std::min(lower.find("%7b%7b", at), lower.find("{%20", at));
    const std::size_t begin = std::min(value, lower.find("%7b%25", at));
    if (begin == std::string::npos) break;
    const bool is_statement = lower.compare(begin, 6, "%7b%25") == 0;
    const std::string_view end_sign = is_statement ? "%25%7d" : "%7d%7d";
    const std::size_t end = lower.find(end_sign, begin);
    if (end == std::string::npos) break;
    const std::size_t after = end + end_sign.size();
    result += address.substr(at, begin - at);
    result += base::percent_decoded(address.substr(begin, after - begin));
    at = after;
  }
  return result + std::string(address.substr(at));
}

std::size_t find_wide_tag(std::string_view text, const std::vector<Tag>& tags) {
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    while (next < tags.size() && tags[next].end <= at) ++next;
    if (next < tags.size() && tags[next].begin <= at) {
      at = tags[next].end - 1;
      continue;
    }
    const char sign = start_at(text, at);
    const bool is_narrow = text[at] == '{' && at + 1 < text.size() && text[at + 1] == sign;
    if (sign != '\0' && !is_narrow) return at;
  }
  return std::string::npos;
}

}  // namespace gongwen::adopt
