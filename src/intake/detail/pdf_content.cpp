#include "intake/detail/pdf_content.h"

#include "base/utf8.h"
#include "intake/detail/pdf_font_text.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>

// Text of marked content (ISO 32000-2, 14.6) and the maps from codes to characters (9.10.3). CodeMap stores a map as
// runs of codes, since fonts for Chinese map tens of thousands of codes in a few ranges. ContentRun follows a content
// stream as far as needed for text: fonts, marks and text operators.
namespace gongwen::intake {
namespace {

/// Codes have two bytes at most, so no range is longer.
constexpr std::uint32_t kMaxRange = 0x10000;
constexpr std::size_t kMaxTarget = 0xFFFE;  // bytes of a text; no reader shows such a long one for a code

/// Adds to the last unit of a UTF-16 text: `<4E00><4E02><7532>` maps 4E01 to 7533.
std::string advanced(std::string utf16, std::uint32_t by) {
  if (utf16.size() < 2) return utf16;
  const std::uint32_t last = code_of(std::string_view(utf16).substr(utf16.size() - 2)) + by;
  utf16[utf16.size() - 2] = static_cast<char>(last >> 8);
  utf16[utf16.size() - 1] = static_cast<char>(last & 0xFF);
  return utf16;
}

/// Whether a UTF-16 unit is a character by itself: no surrogate, byte order mark or escape, which decode_pdf_string
/// handles.
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
    // A code that follows the last one, with a text of the same length, extends its run: texts of a run lie one after
    // the other in `targets_`.
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

/// Splits overlapping or unordered ranges into single codes, of which the last definition wins. Afterwards runs are
/// sorted and disjoint, as append_text needs.
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

/// Reads a ToUnicode map: single codes between `beginbfchar` and its end, ranges between `beginbfrange` and its end.
/// Everything else is skipped.
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

  /// The fast path for ranges in the usual form: `<4E00><4E09><4E00>`, or with a list of targets.
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
    // `room_` limits the entries of all maps of a file, since a range of a few bytes may stand for 65,536 codes.
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

namespace {

/// Goes through a content stream once and collects the texts of each stretch of marked content.
class ContentRun {
 public:
  ContentRun(std::string_view content, std::function<const CodeMap*(std::string_view)> map_of_font)
      : tokens_(content), map_of_font_(std::move(map_of_font)) {}

  MarkedTexts run() {
    for (Token token = tokens_.next(); token.kind != TokenKind::End; token = tokens_.next()) {
      if (token.kind == TokenKind::Word && !is_number(token.text)) {
        perform(token.text);
        operands_.clear();
      } else {
        operands_.push_back(token);
      }
    }
    return std::move(found_);
  }

 private:
  static bool is_number(std::string_view word) {
    return word.find_first_not_of("+-.0123456789") == std::string_view::npos;
  }

  void perform(std::string_view name) {
    if (name == "Tf" && operands_.size() >= 2) {
      map_ = map_of_font_(operands_[operands_.size() - 2].text);
    } else if (name == "BDC" || name == "BMC") {
      marks_.push_back(mark());
    } else if (name == "EMC") {
      if (!marks_.empty()) marks_.pop_back();
    } else if (name == "Tj" || name == "TJ" || name == "'" || name == "\"") {
      for (const Token& operand : operands_) {
        if (operand.kind == TokenKind::String) show(operand.text);
      }
    } else if (name == "ID") {
      tokens_.skip_image();
    }
  }

  /// The MCID of a mark. A mark without one belongs to the stretch around it, an artifact to none.
  std::optional<std::int64_t> mark() const {
    for (std::size_t i = 0; i + 1 < operands_.size(); ++i) {
      if (operands_[i].kind != TokenKind::Name || operands_[i].text != "MCID") continue;
      std::int64_t number = 0;
      const std::string_view text = operands_[i + 1].text;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    const bool artifact = !operands_.empty() && operands_.front().text == "Artifact";
    return artifact || marks_.empty() ? std::nullopt : marks_.back();
  }

  void show(std::string_view bytes) {
    if (marks_.empty() || !marks_.back()) return;
    std::string& text = found_.texts[*marks_.back()];
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      const bool is_known = map_ != nullptr && map_->append_text(code_of(bytes.substr(i, 2)), text);
      found_.unmapped += !is_known;
    }
  }

  TokenReader tokens_;
  std::function<const CodeMap*(std::string_view)> map_of_font_;
  std::vector<Token> operands_;
  std::vector<std::optional<std::int64_t>> marks_;
  const CodeMap* map_ = nullptr;
  MarkedTexts found_;
};

}  // namespace

const CodeMap& PdfContentReader::map_of(const PdfObject& font) {
  // Fonts without a number of their own (id 0) cannot be remembered.
  const auto [place, added] = maps_.try_emplace(font.id());
  if (!added && font.id() != 0) return place->second;
  const auto cmap = unpacked_bytes(font.get("/ToUnicode"), limits_.max_stream_bytes, limits_);
  place->second = cmap ? read_code_map(*cmap, map_room_) : CodeMap();
  return place->second;
}

MarkedTexts PdfContentReader::read(std::string_view content, const PdfObject& resources) {
  const PdfObject fonts = resources.get("/Font");
  return ContentRun(content,
                    [&](std::string_view name) {
                      const PdfObject font = fonts.get("/" + std::string(name));
                      return font.is_dictionary() ? &map_of(font) : nullptr;
                    })
      .run();
}

std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits) {
  // Only Flate without predictor: content streams and maps have no other packing in practice. The ratio limits what a
  // small file can unpack to.
  PdfObject filter = stream.get("/Filter");
  if (filter.is_array() && filter.size() > 1) return std::nullopt;
  if (filter.is_array()) filter = filter.at(0);
  PdfObject parameters = stream.get("/DecodeParms");
  if (parameters.is_array()) parameters = parameters.at(0);
  if (parameters.get("/Predictor").integer().value_or(1) != 1) return std::nullopt;
  std::optional<std::string> packed = stream.packed_bytes(limits.max_bytes);
  if (!packed) return std::nullopt;
  if (filter.is_null()) return packed->size() <= most ? packed : std::nullopt;
  if (filter.name() != "FlateDecode" && filter.name() != "Fl") return std::nullopt;
  return resources::inflate_at_most(*packed, std::min(most, packed->size() * limits.max_stream_ratio));
}

}  // namespace gongwen::intake
