#include "adopt/tags.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::string_view kWideStart = "｛｛";

struct Replacement {
  std::string_view typed;
  std::string_view meant;
};

/// Signs that word processors put for straight quotation marks and blanks.
constexpr std::array<Replacement, 7> kQuotes{
    {{"“", "\""}, {"”", "\""}, {"‘", "'"}, {"’", "'"}, {"\"", "\""}, {"'", "'"}, {"″", "\""}}};
constexpr std::array<Replacement, 3> kBlanks{{{"\u00a0", " "}, {"\u3000", " "}, {"\t", " "}}};
constexpr std::array<std::string_view, 3> kDashes{"–", "—", "−"};

/// From which bytes on no tag ends, as far as that is known: outside of texts, the rest of a search for the end does
/// not depend on where it began. So `{{{{{{…` takes no more than three searches, one for each state of the marks.
using NoEnds = std::vector<bool>;

/// Copies a tag from its start, replacing what was typed for the signs of templates, but not inside texts.
class TagCopy {
 public:
  TagCopy(std::string_view text, std::size_t begin, std::string_view end, NoEnds& no_ends)
      : text_(text), at_(begin + 2), end_(end), no_ends_(no_ends) {
    tag_.begin = begin;
    tag_.text = text.substr(begin, 2);
  }

  /// Nothing if the tag does not end.
  std::optional<Tag> run() {
    std::vector<std::size_t> outside;
    while (at_ < text_.size()) {
      if (quote_.empty()) {
        if (at_ < no_ends_.size() && no_ends_[at_]) break;
        if (text_.substr(at_).starts_with(end_)) {
          tag_.text += end_;
          tag_.end = at_ + end_.size();
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
    // A text may have escaped marks: "a \" b".
    if (!quote_.empty() && text_[at_] == '\\' && at_ + 1 < text_.size()) tag_.text += text_[at_++];
    tag_.text += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_;
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
  // Rich text of docxtpl (`r`) has no counterpart: its value is an ordinary one.
  constexpr std::array<Mark, 4> kMarks{
      {{"tr", TagScope::Row}, {"tc", TagScope::Cell}, {"p", TagScope::Paragraph}, {"r", TagScope::Inline}}};
  const std::string_view rest = std::string_view(tag.text).substr(2);
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

std::vector<Tag> find_tags(std::string_view text) {
  std::vector<Tag> tags;
  NoEnds no_value_ends;
  NoEnds no_statement_ends;
  std::size_t last_comment_end = std::string_view::npos;  // looked for once
  bool knows_comments = false;
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos;) {
    const char sign = at + 1 < text.size() ? text[at + 1] : '\0';
    const std::string_view end = sign == '{' ? "}}" : sign == '%' ? "%}" : sign == '#' ? "#}" : std::string_view{};
    std::optional<Tag> tag;
    if (sign == '#') {
      // A comment has no texts in which its end could stand.
      if (!std::exchange(knows_comments, true)) last_comment_end = text.rfind(end);
      const bool has_end = last_comment_end != std::string_view::npos && last_comment_end >= at + 2;
      if (has_end) {
        const std::size_t close = text.find(end, at + 2);
        tag = Tag{.type = TagType::Comment,
                  .begin = at,
                  .end = close + 2,
                  .text = std::string(text.substr(at, close + 2 - at))};
      }
    } else if (!end.empty()) {
      tag = TagCopy(text, at, end, sign == '{' ? no_value_ends : no_statement_ends).run();
      if (tag) tag->type = sign == '{' ? TagType::Value : TagType::Statement;
    }
    if (!tag) {
      ++at;
      continue;
    }
    take_scope(*tag);
    at = tag->end;
    tags.push_back(*std::move(tag));
  }
  return tags;
}

std::size_t find_wide_tag(std::string_view text) {
  const std::size_t at = text.find(kWideStart);
  return at == std::string_view::npos ? std::string::npos : at;
}

}  // namespace gongwen::adopt
