#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

using Characters = std::u32string_view;

/// Only ASCII white space separates words for textwrap.
bool is_wrap_space(char32_t c) { return c == U' ' || (c >= 9 && c <= 13); }

/// `[^\\d\\W]`: letters, and the underscore.
bool is_letter(char32_t c) { return is_word_character(c) && !has_flag(c, CharacterFlag::Decimal); }

bool is_word_punctuation(char32_t c) {
  return is_word_character(c) || c == U'!' || c == U'"' || c == U'\'' || c == U'&' || c == U'.' || c == U',' ||
         c == U'?';
}

/// Parts a text where lines may break: words, runs of white space, dashes between words, and
/// compound words after their hyphens. The rules are those of the regular expression `wordsep_re`
/// in Python's textwrap.
class ChunkReader {
 public:
  ChunkReader(Characters text, bool break_on_hyphens) : text_(text), hyphens_(break_on_hyphens) {}

  std::vector<Characters> read_all() {
    std::vector<Characters> chunks;
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = end_of_chunk(begin);
      chunks.push_back(text_.substr(begin, end - begin));
      begin = end;
    }
    return chunks;
  }

 private:
  char32_t at(std::size_t index) const { return index < text_.size() ? text_[index] : U'\0'; }
  bool has(std::size_t index, bool (*question)(char32_t)) const {
    return index < text_.size() && question(text_[index]);
  }

  std::size_t end_of_chunk(std::size_t begin) const {
    std::size_t end = begin;
    if (is_wrap_space(text_[begin])) {
      while (has(end, is_wrap_space)) ++end;
      return end;
    }
    if (!hyphens_) {
      while (end < text_.size() && !is_wrap_space(text_[end])) ++end;
      return end;
    }
    if (const std::size_t dash = end_of_dash(begin);
        dash != begin && begin > 0 && is_word_punctuation(text_[begin - 1])) {
      return dash;
    }
    // The shortest prefix of the word after which a line may break.
    for (end = begin + 1; end < text_.size() && !is_wrap_space(text_[end]); ++end) {
      if (breaks_after_hyphen(end)) return end + 1;
      if (is_word_punctuation(text_[end - 1]) && end_of_dash(end) != end) return end;
    }
    return end;
  }

  /// Two or more hyphens before a word character; `begin` itself when there are none.
  std::size_t end_of_dash(std::size_t begin) const {
    std::size_t end = begin;
    while (at(end) == U'-') ++end;
    return end - begin >= 2 && has(end, is_word_character) ? end : begin;
  }

  /// A hyphen at `hyphen` with letters around it.
  bool breaks_after_hyphen(std::size_t hyphen) const {
    if (at(hyphen) != U'-') return false;
    const bool two_letters = hyphen >= 2 && is_letter(text_[hyphen - 1]) && is_letter(text_[hyphen - 2]);
    const bool letter_hyphen_sign = hyphen >= 3 && is_letter(text_[hyphen - 3]) && text_[hyphen - 2] == U'-' &&
                                    is_word_punctuation(text_[hyphen - 1]);
    if (!two_letters && !letter_hyphen_sign) return false;
    const std::size_t next = hyphen + 1;
    if (!has(next, is_letter)) return false;
    return has(next + 1, is_letter) || (at(next + 1) == U'-' && has(next + 2, is_letter));
  }

  Characters text_;
  bool hyphens_;
};

bool is_blank(Characters chunk) { return std::all_of(chunk.begin(), chunk.end(), is_space); }

/// Fills lines with chunks. The chunks are kept in reverse, so that the next one is at the back.
class LineFiller {
 public:
  LineFiller(std::vector<Characters> chunks, const WrapOptions& options)
      : chunks_(std::move(chunks)), options_(options), width_(static_cast<std::size_t>(options.width)) {
    std::reverse(chunks_.begin(), chunks_.end());
  }

  std::vector<std::string> fill() {
    std::vector<std::string> lines;
    while (!chunks_.empty()) {
      if (is_blank(chunks_.back()) && !lines.empty()) chunks_.pop_back();
      fill_line();
      if (line_.empty()) continue;
      std::string& text = lines.emplace_back();
      for (const Characters chunk : line_) text += base::to_utf8(chunk);
      line_.clear();
    }
    return lines;
  }

 private:
  void fill_line() {
    std::size_t length = 0;
    while (!chunks_.empty() && length + chunks_.back().size() <= width_) {
      length += chunks_.back().size();
      line_.push_back(chunks_.back());
      chunks_.pop_back();
    }
    if (!chunks_.empty() && chunks_.back().size() > width_) place_long_word(length);
    if (!line_.empty() && is_blank(line_.back())) line_.pop_back();
  }

  void place_long_word(std::size_t length) {
    Characters& word = chunks_.back();
    if (options_.break_long_words) {
      const std::size_t end = end_of_part(word, width_ - length);
      line_.push_back(word.substr(0, end));
      word.remove_prefix(end);
    } else if (line_.empty()) {
      line_.push_back(word);
      chunks_.pop_back();
    }
  }

  /// How much of a long word goes into the room: up to its last hyphen there, if words may be
  /// parted at hyphens.
  std::size_t end_of_part(Characters word, std::size_t room) const {
    if (!options_.break_on_hyphens || room == 0) return room;
    const std::size_t hyphen = word.rfind(U'-', room - 1);
    if (hyphen == Characters::npos || hyphen == 0) return room;
    const Characters before = word.substr(0, hyphen);
    return before.find_first_not_of(U'-') == Characters::npos ? room : hyphen + 1;
  }

  std::vector<Characters> chunks_;
  WrapOptions options_;
  std::size_t width_;
  std::vector<Characters> line_;
};

}  // namespace

std::vector<std::string> wrap_words(std::string_view text, const WrapOptions& options) {
  const std::u32string characters = base::to_utf32(text);
  return LineFiller(ChunkReader(characters, options.break_on_hyphens).read_all(), options).fill();
}

}  // namespace gongwen::templating
