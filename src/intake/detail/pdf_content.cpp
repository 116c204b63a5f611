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

/// One run through a content stream.
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

  /// The MCID among the properties of a mark; marks inside a stretch belong to it.
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
