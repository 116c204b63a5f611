#include "intake/option_marks.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "data/value_text.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

constexpr std::u32string_view kBlanks = U" \t\n\r\u3000\u00A0\u2002\u2003";
constexpr std::u32string_view kBoxes = U"□☐○◯〇❑❏▢";
constexpr std::u32string_view kTickedBoxes = U"☑☒■●◉⊙◼";
constexpr std::u32string_view kTicks = U"√✓✔";
constexpr std::u32string_view kCrosses = U"×✗✘✕";
constexpr std::u32string_view kSeparators = U"、,;.:/|。";
constexpr std::u32string_view kLetterMarks = U".、):";

bool is_one_of(char32_t sign, std::u32string_view signs) { return signs.find(sign) != std::u32string_view::npos; }

/// A character, in its half-width form if it has one, and its position.
struct Sign {
  char32_t sign = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Sign> signs_of(std::string_view text) {
  std::vector<Sign> signs;
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    signs.push_back({data::narrow_sign(decoded.code_point), at, at + decoded.length});
    at += decoded.length;
  }
  return signs;
}

bool is_letter(char32_t sign) { return sign >= U'A' && sign <= U'Z'; }

/// Whether a letter with its mark, `A.` or `(A)`, begins here. Returns how many signs it has; 0 if none does.
std::size_t letter_length(const std::vector<Sign>& signs, std::size_t at) {
  const bool is_open = at < signs.size() && signs[at].sign == U'(';
  const std::size_t letter = at + (is_open ? 1 : 0);
  if (letter + 1 >= signs.size() || !is_letter(signs[letter].sign)) return 0;
  const char32_t mark = signs[letter + 1].sign;
  if (is_open) return mark == U')' ? 3 : 0;
  return is_one_of(mark, kLetterMarks) ? 2 : 0;
}

// Marks beside options.

enum class MarkType : unsigned char { Box, TickedBox, Tick, Letter };

struct Mark {
  MarkType type = MarkType::Box;
  char letter = 0;
  std::size_t first = 0;  // index of its first sign
  std::size_t last = 0;   // after its last sign
};

struct FoundOption {
  const std::string* option = nullptr;
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The place after the option if it is written here; 0 for other texts. Blanks in words do not count.
std::size_t end_of_option(const std::vector<Sign>& signs, std::size_t at, const std::vector<Sign>& option) {
  std::size_t i = at;
  for (std::size_t k = 0; k < option.size(); ++k) {
    if (is_one_of(option[k].sign, kBlanks)) continue;
    while (k > 0 && i < signs.size() && is_one_of(signs[i].sign, kBlanks) && signs[i].sign != U'\n') ++i;
    if (i >= signs.size() || signs[i].sign != option[k].sign) return 0;
    ++i;
  }
  return i > at ? i : 0;
}

class MarkReader {
 public:
  MarkReader(std::string_view text, const std::set<std::string>& options) : text_(text), signs_(signs_of(text)) {
    find_options(options);
  }

  std::optional<std::vector<MarkedOption>> run() {
    if (found_.size() < 2) return std::nullopt;
    if (std::any_of(signs_.begin(), signs_.end(), [](const Sign& one) { return is_one_of(one.sign, kCrosses); }))
      return std::nullopt;
    for (std::size_t i = 0; i <= found_.size(); ++i) marks_.push_back(marks_in(region(i)));
    const bool has_boxes = std::any_of(marks_.begin(), marks_.end(), [](const std::vector<Mark>& marks) {
      return std::any_of(marks.begin(), marks.end(), is_box);
    });
    const bool is_box_first = std::any_of(marks_.front().begin(), marks_.front().end(), is_box);
    const bool has_letters = std::any_of(marks_.begin(), marks_.end(), [](const std::vector<Mark>& marks) {
      return std::any_of(marks.begin(), marks.end(), [](const Mark& one) { return one.type == MarkType::Letter; });
    });
    const bool has_ticks = std::any_of(marks_.begin(), marks_.end(), [](const std::vector<Mark>& marks) {
      return std::any_of(marks.begin(), marks.end(), [](const Mark& one) { return one.type == MarkType::Tick; });
    });
    if (!has_boxes && !has_letters && !has_ticks) return std::nullopt;
    // Boxes follow their words only if there is one after the last and none before the first.
    const bool is_behind = has_boxes && !is_box_first && !marks_.back().empty() && is_box(marks_.back().front());
    for (const FoundOption& one : found_) made_.push_back({*one.option, 0, false, {}});
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      if (!(is_behind ? read_behind(i) : read_before(i))) return std::nullopt;
    }
    return std::move(made_);
  }

 private:
  struct Region {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  static bool is_box(const Mark& mark) { return mark.type == MarkType::Box || mark.type == MarkType::TickedBox; }

  void find_options(const std::set<std::string>& options) {
    std::vector<std::pair<const std::string*, std::vector<Sign>>> known;
    for (const std::string& option : options) {
      if (!data::trim_blanks(option).empty()) known.emplace_back(&option, signs_of(data::trim_blanks(option)));
    }
    std::set<const std::string*> used;
    for (std::size_t at = 0; at < signs_.size();) {
      FoundOption best;
      for (const auto& [option, signs] : known) {
        const std::size_t end = end_of_option(signs_, at, signs);
        if (end > best.last) best = {option, at, end};
      }
      // `C. 无`: an option of one letter is not the letter of another option.
      if (best.option == nullptr || (best.last == at + 1 && letter_length(signs_, at) > 0)) {
        ++at;
        continue;
      }
      if (!used.insert(best.option).second) {
        found_.clear();
        return;
      }
      found_.push_back(best);
      at = best.last;
    }
  }

  /// The signs between an option and the one before it; the last region is after all options.
  Region region(std::size_t i) const {
    return {i == 0 ? 0 : found_[i - 1].last, i == found_.size() ? signs_.size() : found_[i].first};
  }

  std::vector<Mark> marks_in(const Region& region) const {
    std::vector<Mark> marks;
    for (std::size_t at = region.first; at < region.last;) {
      const char32_t sign = signs_[at].sign;
      Mark mark{MarkType::Box, 0, at, at + 1};
      if (const std::size_t length = letter_length(signs_, at); length > 0 && at + length <= region.last) {
        mark.type = MarkType::Letter;
        mark.letter = static_cast<char>(signs_[at + (sign == U'(' ? 1 : 0)].sign);
        mark.last = at + length;
      } else if (is_one_of(sign, kBoxes)) {
        mark.type = MarkType::Box;
      } else if (is_one_of(sign, kTickedBoxes)) {
        mark.type = MarkType::TickedBox;
      } else if (is_one_of(sign, kTicks)) {
        mark.type = MarkType::Tick;
      } else if (sign == U'(' || sign == U'[') {
        // （　）, （√）
        std::size_t end = at + 1;
        bool has_tick = false;
        while (end < region.last && (is_one_of(signs_[end].sign, kBlanks) || is_one_of(signs_[end].sign, kTicks) ||
                                     is_one_of(signs_[end].sign, kTickedBoxes))) {
          has_tick = has_tick || !is_one_of(signs_[end].sign, kBlanks);
          ++end;
        }
        if (end >= region.last || (signs_[end].sign != U')' && signs_[end].sign != U']') || end == at + 1) {
          ++at;
          continue;
        }
        mark.type = has_tick ? MarkType::TickedBox : MarkType::Box;
        mark.last = end + 1;
      } else {
        ++at;
        continue;
      }
      at = mark.last;
      marks.push_back(mark);
    }
    return marks;
  }

  bool has_line_end(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i) {
      if (signs_[i].sign == U'\n') return true;
    }
    return false;
  }

  /// Other words of a region, without surrounding separators.
  std::string words_in(std::size_t first, std::size_t last) const {
    const auto is_filler = [this](std::size_t i) {
      return is_one_of(signs_[i].sign, kBlanks) || is_one_of(signs_[i].sign, kSeparators);
    };
    // 签名： keeps its colon, which distinguishes a label from other words.
    while (last > first && is_filler(last - 1) && signs_[last - 1].sign != U':') --last;
    while (first < last && is_filler(first)) ++first;
    if (first >= last) return {};
    return std::string(text_.substr(signs_[first].begin, signs_[last - 1].end - signs_[first].begin));
  }

  /// Marks precede their options, or there are no boxes at all.
  bool read_before(std::size_t i) {
    const Region around = region(i);
    const std::vector<Mark>& marks = marks_[i];
    const bool has_next = i < found_.size();
    // The box and the letter of the next option, and what follows them, are its own.
    std::size_t own = marks.size();
    for (std::size_t k = 0; k < marks.size() && has_next; ++k) {
      if (own == marks.size() && (is_box(marks[k]) || marks[k].type == MarkType::Letter)) own = k;
    }
    std::size_t words_end = around.last;
    for (std::size_t k = 0; k < marks.size(); ++k) {
      const Mark& mark = marks[k];
      words_end = std::min(words_end, mark.first);
      if (mark.type == MarkType::Tick && k < own) {
        const std::size_t next = own < marks.size() ? marks[own].first : around.last;
        // A separate line belongs to the option that is on it.
        const bool is_behind_line = i == 0 || has_line_end(around.first, mark.first);
        const bool is_before_line = !has_next || has_line_end(mark.last, next);
        const bool touches_last = i > 0 && !is_behind_line && (mark.first == around.first || is_before_line);
        const bool touches_next = has_next && !is_before_line && (mark.last == next || is_behind_line);
        // If the box of the next option is missing, a tick replaced it.
        const bool is_in_place = has_next && own == marks.size() && !touches_last;
        if (touches_last == (touches_next || is_in_place)) return false;
        made_[touches_last ? i - 1 : i].is_ticked = true;
        continue;
      }
      if (!has_next) return false;
      if (mark.type == MarkType::Letter) made_[i].letter = mark.letter;
      if (mark.type == MarkType::TickedBox || mark.type == MarkType::Tick) made_[i].is_ticked = true;
    }
    // Two boxes before one option, or words between a box and its option, belong to something else.
    if (std::count_if(marks.begin(), marks.end(), is_box) > 1) return false;
    if (has_next && !marks.empty() && !words_in(marks.back().last, around.last).empty()) return false;
    for (std::size_t k = 1; k < marks.size(); ++k) {
      if (!words_in(marks[k - 1].last, marks[k].first).empty()) return false;
    }
    const std::string words = words_in(around.first, marks.empty() ? around.last : words_end);
    if (i == 0) return words.empty();
    made_[i - 1].rest = words;
    return true;
  }

  /// Each box follows its option.
  bool read_behind(std::size_t i) {
    const Region around = region(i);
    std::size_t boxes = 0;
    std::size_t end = around.first;
    for (const Mark& mark : marks_[i]) {
      if (!words_in(end, mark.first).empty() && end == around.first) return false;
      if (mark.type == MarkType::Letter) {
        if (i == found_.size()) return false;
        made_[i].letter = mark.letter;
        continue;
      }
      if (i == 0) return false;
      if (is_box(mark)) ++boxes;
      if (mark.type != MarkType::Box) made_[i - 1].is_ticked = true;
      end = mark.last;
    }
    const std::string words = words_in(end, around.last);
    if (boxes > 1 || (i < found_.size() && !words.empty())) return false;
    if (i > 0) made_[i - 1].rest = words;
    return true;
  }

  std::string_view text_;
  std::vector<Sign> signs_;
  std::vector<FoundOption> found_;
  std::vector<std::vector<Mark>> marks_;
  std::vector<MarkedOption> made_;
};

}  // namespace

std::vector<LetteredOption> lettered_options(std::string_view text, char first) {
  const std::vector<Sign> signs = signs_of(text);
  std::vector<LetteredOption> found;
  char next = first;
  for (std::size_t at = 0; at < signs.size();) {
    const std::size_t length = letter_length(signs, at);
    const std::size_t letter = at + (signs[at].sign == U'(' ? 1 : 0);
    // Not within a word: USB. is not one, nor is the A.B of a name.
    const bool is_in_word =
        at > 0 && signs[at - 1].sign < 0x80 &&
        (is_letter(signs[at - 1].sign) || base::is_ascii_alnum(static_cast<char>(signs[at - 1].sign)));
    if (length == 0 || is_in_word || signs[letter].sign != static_cast<char32_t>(next)) {
      // Only boxes, ticks and blanks may precede the first one.
      const char32_t sign = signs[at].sign;
      if (found.empty() && !is_one_of(sign, kBlanks) && !is_one_of(sign, kBoxes) && !is_one_of(sign, kTicks) &&
          !is_one_of(sign, kTickedBoxes))
        return {};
      ++at;
      continue;
    }
    if (!found.empty()) found.back().end = signs[at].begin;
    const std::size_t behind = at + length;
    found.push_back({signs[at].begin, behind < signs.size() ? signs[behind].begin : text.size(), text.size()});
    ++next;
    at = behind;
  }
  for (LetteredOption& one : found) {
    for (const Sign& sign : signs) {
      if (sign.begin >= one.words && (is_one_of(sign.sign, kBlanks))) {
        if (sign.begin != one.words) break;
        one.words = sign.end;
      } else if (sign.begin >= one.words) {
        break;
      }
    }
    for (std::size_t i = signs.size(); i-- > 0;) {
      if (signs[i].end > one.end || signs[i].begin < one.words) continue;
      const char32_t sign = signs[i].sign;
      if (!is_one_of(sign, kBlanks) && !is_one_of(sign, kSeparators) && !is_one_of(sign, kBoxes)) break;
      one.end = signs[i].begin;
    }
    one.end = std::max(one.end, one.words);
  }
  const bool is_empty = std::any_of(found.begin(), found.end(), [](const auto& one) { return one.end == one.words; });
  if (is_empty || (first == 'A' && found.size() < 2)) return {};
  return found;
}

std::string answer_letters(std::string_view text) {
  std::string letters;
  for (const Sign& one : signs_of(text)) {
    if (is_one_of(one.sign, kBlanks) || is_one_of(one.sign, kSeparators)) continue;
    const char32_t upper = one.sign >= U'a' && one.sign <= U'z' ? one.sign - U'a' + U'A' : one.sign;
    if (!is_letter(upper) || letters.find(static_cast<char>(upper)) != std::string::npos) return {};
    letters += static_cast<char>(upper);
  }
  return letters;
}

bool begins_with_option(std::string_view text, const std::set<std::string>& options) {
  const std::vector<Sign> signs = signs_of(text);
  std::size_t at = 0;
  for (std::size_t length = 1; at < signs.size() && length > 0; at += length) {
    const char32_t sign = signs[at].sign;
    const bool is_mark = is_one_of(sign, kBlanks) || is_one_of(sign, kBoxes) || is_one_of(sign, kTickedBoxes) ||
                         is_one_of(sign, kTicks) || is_one_of(sign, kCrosses) || sign == U'(' || sign == U')';
    length = std::max<std::size_t>(letter_length(signs, at), is_mark ? 1 : 0);
  }
  return std::any_of(options.begin(), options.end(), [&](const std::string& option) {
    return !data::trim_blanks(option).empty() && end_of_option(signs, at, signs_of(data::trim_blanks(option))) > 0;
  });
}

std::optional<std::vector<MarkedOption>> marked_options(std::string_view text, const std::set<std::string>& options) {
  return MarkReader(text, options).run();
}

}  // namespace gongwen::intake
