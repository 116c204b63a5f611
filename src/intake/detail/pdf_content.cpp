#include "intake/detail/pdf_content.h"

#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_tokens.h"
#include "resources/deflate.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

namespace gongwen::intake {
namespace {

std::uint32_t code_of(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char c : bytes) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

std::string utf8_of(const std::string& utf16) { return decode_pdf_string("\xFE\xFF" + utf16).text; }

/// Adds to the last unit of a UTF-16 text, as ranges with one target do.
std::string advanced(std::string utf16, std::uint32_t by) {
  if (utf16.size() < 2) return utf16;
  const std::uint32_t last = code_of(std::string_view(utf16).substr(utf16.size() - 2)) + by;
  utf16[utf16.size() - 2] = static_cast<char>(last >> 8);
  utf16[utf16.size() - 1] = static_cast<char>(last & 0xFF);
  return utf16;
}

/// One run through a content stream.
class ContentRun {
 public:
  ContentRun(std::string_view content, std::function<const CodeMap*(const std::string&)> map_of_font)
      : tokens_(content), map_of_font_(std::move(map_of_font)) {}

  MarkedTexts run() {
    for (Token token = tokens_.next(); token.kind != TokenKind::End; token = tokens_.next()) {
      if (token.kind == TokenKind::Word && !is_number(token.text)) {
        perform(token.text);
        operands_.clear();
      } else {
        operands_.push_back(std::move(token));
      }
    }
    return std::move(found_);
  }

 private:
  static bool is_number(const std::string& word) {
    return word.find_first_not_of("+-.0123456789") == std::string::npos;
  }

  void perform(const std::string& name) {
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

  /// The MCID among the properties of a mark; marks inside a stretch belong to it.
  std::optional<std::int64_t> mark() const {
    for (std::size_t i = 0; i + 1 < operands_.size(); ++i) {
      if (operands_[i].kind != TokenKind::Name || operands_[i].text != "MCID") continue;
      std::int64_t number = 0;
      const std::string& text = operands_[i + 1].text;
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
      const auto found = map_ == nullptr ? std::nullopt : map_->find(code_of(bytes.substr(i, 2)));
      if (found) {
        text += *found;
      } else {
        ++found_.unmapped;
      }
    }
  }

  TokenReader tokens_;
  std::function<const CodeMap*(const std::string&)> map_of_font_;
  std::vector<Token> operands_;
  std::vector<std::optional<std::int64_t>> marks_;
  const CodeMap* map_ = nullptr;
  MarkedTexts found_;
};

}  // namespace

void CodeMap::add(std::uint32_t first, std::uint32_t last, std::string_view target, std::size_t& room) {
  const auto at = static_cast<std::uint32_t>(targets_.size());
  targets_ += target;
  for (std::uint32_t code = first; code <= last && code - first < 0x10000 && room > 0; ++code, --room)
    entries_.push_back({code, at, static_cast<std::uint32_t>(target.size()), code - first});
}

/// The last text that is given for a code counts.
void CodeMap::finish() {
  const auto before = [](const Entry& a, const Entry& b) {
    return a.code < b.code;
  };
  if (!std::is_sorted(entries_.begin(), entries_.end(), before))
    std::stable_sort(entries_.begin(), entries_.end(), before);
  const auto first =
      std::unique(entries_.rbegin(), entries_.rend(), [](const Entry& a, const Entry& b) { return a.code == b.code; });
  entries_.erase(entries_.begin(), first.base());
}

std::optional<std::string> CodeMap::find(std::uint32_t code) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), code,
                                      [](const Entry& entry, std::uint32_t wanted) { return entry.code < wanted; });
  if (found == entries_.end() || found->code != code) return std::nullopt;
  return utf8_of(advanced(targets_.substr(found->target, found->length), found->added));
}

CodeMap read_code_map(std::string_view cmap, std::size_t& room) {
  CodeMap map;
  TokenReader tokens(cmap);
  bool characters = false;
  bool ranges = false;
  for (Token token = tokens.next(); token.kind != TokenKind::End; token = tokens.next()) {
    if (token.kind == TokenKind::Word) {
      characters = token.text == "beginbfchar";
      ranges = token.text == "beginbfrange";
    }
    if (token.kind != TokenKind::String || (!characters && !ranges)) continue;
    const std::uint32_t first = code_of(token.text);
    const std::uint32_t last = ranges ? code_of(tokens.next().text) : first;
    const Token target = tokens.next();
    if (target.kind != TokenKind::Open) {
      map.add(first, last, target.text, room);
      continue;
    }
    for (std::uint32_t code = first; code <= last && code - first < 0x10000 && room > 0; ++code)
      map.add(code, code, tokens.next().text, room);
    tokens.next();
  }
  map.finish();
  return map;
}

const CodeMap& PdfContentReader::map_of(const PdfObject& font) {
  const auto [place, added] = maps_.try_emplace(font.id());
  if (!added && font.id() != 0) return place->second;
  const auto cmap = unpacked_bytes(font.get("/ToUnicode"), limits_.max_stream_bytes, limits_);
  place->second = cmap ? read_code_map(*cmap, map_room_) : CodeMap();
  return place->second;
}

MarkedTexts PdfContentReader::read(std::string_view content, const PdfObject& resources) {
  const PdfObject fonts = resources.get("/Font");
  return ContentRun(content,
                    [&](const std::string& name) {
                      const PdfObject font = fonts.get(("/" + name).c_str());
                      return font.is_dictionary() ? &map_of(font) : nullptr;
                    })
      .run();
}

std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits) {
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
