#include "base/utf8.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_tokens.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

constexpr std::uint32_t kMaxRange = 0x10000;
constexpr std::size_t kMaxTarget = 0xFFFE;  // bytes of a text; no reader shows one that long for a code

/// Adds to the last unit of a UTF-16 text, as ranges with one target do.
std::string advanced(std::string utf16, std::uint32_t by) {
  if (utf16.size() < 2) return utf16;
  const std::uint32_t last = code_of(std::string_view(utf16).substr(utf16.size() - 2)) + by;
  utf16[utf16.size() - 2] = static_cast<char>(last >> 8);
  utf16[utf16.size() - 1] = static_cast<char>(last & 0xFF);
  return utf16;
}

/// What is one unit of UTF-16, a character by itself, and no mark of the string's own.
bool is_character(std::uint32_t unit) {
  constexpr std::uint32_t kEscape = 0x1B;
  constexpr std::uint32_t kMark = 0xFEFF;
  return unit != 0 && unit != kEscape && unit != kMark && (unit < 0xD800 || unit > 0xDFFF) && unit <= 0xFFFF;
}

}  // namespace

std::uint32_t CodeMap::add_target(std::string_view target) {
  const auto at = static_cast<std::uint32_t>(targets_.size());
  targets_ += target;
  return at;
}

void CodeMap::add(std::uint32_t code, std::string_view target) {
  target = target.substr(0, kMaxTarget);
  const std::uint32_t at = add_target(target);
  if (!runs_.empty()) {
    Run& run = runs_.back();
    const bool follows = !run.is_counted && code == run.last + 1 && target.size() == run.length && code != 0;
    if (follows && run.target_of(code) == at) {
      run.last = code;
      return;
    }
  }
  runs_.push_back({code, code, at, static_cast<std::uint16_t>(target.size())});
}

void CodeMap::add_counted(std::uint32_t first, std::uint32_t count, std::string_view target) {
  target = target.substr(0, kMaxTarget);
  const std::uint32_t at = add_target(target);
  runs_.push_back({first, first + (count - 1), at, static_cast<std::uint16_t>(target.size()), true});
}

void CodeMap::finish() {
  const auto is_apart = [](const Run& a, const Run& b) {
    return b.first <= a.last;
  };
  if (std::adjacent_find(runs_.begin(), runs_.end(), is_apart) != runs_.end()) separate();
}

/// Where ranges are out of order or lie one over the other: each code for itself.
void CodeMap::separate() {
  std::vector<Run> codes;
  codes.reserve(size());
  for (const Run& run : runs_) {
    for (std::uint32_t i = 0; i <= run.last - run.first; ++i) {
      const std::uint32_t code = run.first + i;
      codes.push_back({code, code, run.target_of(code), run.length, run.is_counted, run.added_to(code)});
    }
  }
  std::stable_sort(codes.begin(), codes.end(), [](const Run& a, const Run& b) { return a.first < b.first; });
  const auto first =
      std::unique(codes.rbegin(), codes.rend(), [](const Run& a, const Run& b) { return a.first == b.first; });
  codes.erase(codes.begin(), first.base());
  runs_ = std::move(codes);
}

std::size_t CodeMap::size() const {
  std::size_t count = 0;
  for (const Run& run : runs_) count += std::size_t{run.last - run.first} + 1;
  return count;
}

bool CodeMap::append_text(std::uint32_t code, std::string& out) const {
  const auto run = std::lower_bound(runs_.begin(), runs_.end(), code,
                                    [](const Run& one, std::uint32_t wanted) { return one.last < wanted; });
  if (run == runs_.end() || run->first > code) return false;
  const std::string_view target = std::string_view(targets_).substr(run->target_of(code), run->length);
  const std::uint32_t added = run->added_to(code);
  const std::uint32_t unit = target.size() == 2 ? code_of(target) + added : 0;
  if (is_character(unit)) {
    base::append_utf8(out, static_cast<char32_t>(unit));
  } else {
    out += decode_pdf_string("\xFE\xFF" + advanced(std::string(target), added)).text;
  }
  return true;
}

std::optional<std::string> CodeMap::find(std::uint32_t code) const {
  std::string text;
  return append_text(code, text) ? std::optional(std::move(text)) : std::nullopt;
}

/// Reads what is between the words of a map.
class CodeMapReader {
 public:
  CodeMapReader(std::string_view cmap, std::size_t& room)
      : tokens_(cmap), room_(room), most_runs_(cmap.size() / kRangeLength) {}

  CodeMap read() {
    map_.runs_.reserve(most_runs_);
    for (Token token = tokens_.next(); token.kind != TokenKind::End; token = tokens_.next()) {
      if (token.kind == TokenKind::Word) {
        characters_ = token.text == "beginbfchar";
        ranges_ = token.text == "beginbfrange";
        if (ranges_) read_plain_ranges();
      } else if (token.kind == TokenKind::String && (characters_ || ranges_)) {
        const std::uint32_t first = code_of(token.text);
        read_targets(first, ranges_ ? code_of(tokens_.next().text) : first, tokens_.next());
      }
    }
    map_.finish();
    return std::move(map_);
  }

 private:
  static std::string_view view(const std::array<char, 2>& unit) { return {unit.data(), unit.size()}; }

  /// Ranges that are written as most are: `<4E00><4E09><4E00>`, or with a list.
  void read_plain_ranges() {
    while (const auto first = tokens_.take_unit()) {
      const auto last = tokens_.take_unit();
      const std::uint32_t last_code = code_of(last ? view(*last) : tokens_.next().text);
      const auto target = tokens_.take_unit();
      const Token token = target ? Token{TokenKind::String, view(*target)} : tokens_.next();
      read_targets(code_of(view(*first)), last_code, token);
    }
  }

  void read_targets(std::uint32_t first, std::uint32_t last, const Token& target) {
    const std::uint32_t most = last < first ? 0 : std::min(last - first, kMaxRange - 1) + 1;
    if (target.kind != TokenKind::Open) {
      const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(most, room_));
      room_ -= count;
      if (count > 0) map_.add_counted(first, count, target.text);
      return;
    }
    for (std::uint32_t i = 0; i < most && room_ > 0; ++i, --room_) {
      const auto unit = tokens_.take_unit();
      map_.add(first + i, unit ? view(*unit) : tokens_.next().text);
    }
    tokens_.next();
  }

  TokenReader tokens_;
  static constexpr std::size_t kRangeLength = 19;  // of `<4E00><4E09><4E00>` and the end of its line

  std::size_t& room_;
  std::size_t most_runs_;
  CodeMap map_;
  bool characters_ = false;
  bool ranges_ = false;
};

CodeMap read_code_map(std::string_view cmap, std::size_t& room) { return CodeMapReader(cmap, room).read(); }

}  // namespace gongwen::intake
