#include "templating/detail/chinese/marks.h"

#include "data/value_text.h"
#include "templating/detail/chinese/numerals.h"

#include <algorithm>

// Splits the words of an office at their marks: `**bold**`, `[words](address)`, `{id}`. Anything that is not a complete
// mark stays text, so no words can be wrong.
namespace gongwen::templating {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_latin_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The id at the start of the text, up to `}`; empty if it is not an id.
std::string_view id_before_brace(std::string_view text) {
  if (text.empty() || !is_latin_letter(text.front())) return {};
  const auto end =
      std::ranges::find_if(text, [](char c) { return !is_latin_letter(c) && !is_digit(c) && c != '-' && c != '_'; });
  return end != text.end() && *end == '}' ? text.substr(0, static_cast<std::size_t>(end - text.begin()))
                                          : std::string_view();
}

struct LinkParts {
  std::string_view words;
  std::string_view target;
  std::size_t length = 0;  // with the brackets; 0: not a link
};

/// `[words](address)` at the start of the text; only addresses of pages and mail are accepted.
LinkParts link_at_head(std::string_view text) {
  const std::size_t middle = text.find("](");
  if (middle == std::string_view::npos || middle < 2 ||
      text.substr(1, middle - 1).find('[') != std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(middle + 2);
  const bool is_address = rest.starts_with("https://") || rest.starts_with("http://") || rest.starts_with("mailto:");
  const std::size_t end = rest.find_first_of(") \t\n");
  if (!is_address || end == std::string_view::npos || rest[end] != ')') return {};
  return {text.substr(1, middle - 1), rest.substr(0, end), middle + 2 + end + 1};
}

/// Reads a text from its start, collecting plain characters until a mark ends their piece.
class MarkReader {
 public:
  explicit MarkReader(std::string_view text) : rest_(text) {}

  std::vector<MarkedPiece> read() {
    while (!rest_.empty()) {
      if (!read_mark()) take_plain(1);
    }
    finish_plain();
    return std::move(pieces_);
  }

 private:
  bool read_mark() {
    if (rest_.size() > 1 && rest_.front() == '\\' &&
        std::string_view("*[{\\").find(rest_[1]) != std::string_view::npos) {
      rest_.remove_prefix(1);
      take_plain(1);
      return true;
    }
    if (rest_.starts_with("**")) return read_strong();
    if (rest_.front() == '{') return read_reference();
    if (rest_.front() != '[') return false;
    const LinkParts link = link_at_head(rest_);
    if (link.length == 0) return false;
    add({std::string(link.words), MarkKind::Link, strong_, std::string(link.target)}, link.length);
    return true;
  }

  bool read_strong() {
    if (!strong_ && rest_.find("**", 2) == std::string_view::npos) {
      add({"**", MarkKind::Unclosed, false, {}}, 2);
      return true;
    }
    finish_plain();
    strong_ = !strong_;
    rest_.remove_prefix(2);
    return true;
  }

  bool read_reference() {
    const std::string_view id = id_before_brace(rest_.substr(1));
    if (id.empty()) return false;
    add({std::string(id), MarkKind::Reference, strong_, {}}, id.size() + 2);
    return true;
  }

  void add(MarkedPiece piece, std::size_t length) {
    finish_plain();
    pieces_.push_back(std::move(piece));
    rest_.remove_prefix(length);
  }

  void take_plain(std::size_t length) {
    plain_ += rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  void finish_plain() {
    if (!plain_.empty()) pieces_.push_back({std::move(plain_), MarkKind::Text, strong_, {}});
    plain_.clear();
  }

  std::string_view rest_;
  std::string plain_;
  bool strong_ = false;
  std::vector<MarkedPiece> pieces_;
};

/// Whether `number` is in the text and is not part of a longer one; `parts` are the characters that numbers consist of.
bool contains_whole(std::string_view text, std::string_view number, std::string_view parts) {
  const auto is_part_at = [&](std::size_t at, std::size_t length) {
    return at + length <= text.size() && parts.find(text.substr(at, length)) != std::string_view::npos;
  };
  const std::size_t width = parts.size() > 10 ? 3 : 1;  // bytes of a Han character, of a digit
  for (std::size_t at = text.find(number); at != std::string_view::npos; at = text.find(number, at + 1)) {
    const bool begun = at >= width && is_part_at(at - width, width);
    if (!begun && !is_part_at(at + number.size(), width)) return true;
  }
  return false;
}

std::string number_with(int number, std::string_view unit) { return std::to_string(number) + std::string(unit); }

}  // namespace

std::vector<MarkedPiece> parse_marks(std::string_view text) { return MarkReader(text).read(); }

MentionedWords::MentionedWords(std::string_view words) : words_(data::comparable_text(words)) {}

bool MentionedWords::mention(std::string_view value) const {
  const std::string wanted = data::comparable_text(value);
  if (words_.find(wanted) != std::string::npos) return true;
  const auto date = parse_date_parts(value);
  if (!date || date->day == 0) return false;
  const std::string month = number_with(date->month, "月");
  const std::string day = number_with(date->day, "日");
  if (contains_whole(words_, month + day, "0123456789")) return true;
  const std::size_t at = words_.find(month);
  return at != std::string::npos && contains_whole(std::string_view(words_).substr(at), day, "0123456789");
}

bool MentionedWords::mention(std::int64_t number) const {
  const std::string digits = std::to_string(number);
  if (contains_whole(words_, digits, "0123456789")) return true;
  if (number < 0) return false;
  const std::string named = write_chinese_number(digits, Numerals::Plain);
  return contains_whole(words_, named, "零一二三四五六七八九十百千万") ||
         (number == 2 && words_.find("两") != std::string::npos);
}

}  // namespace gongwen::templating
