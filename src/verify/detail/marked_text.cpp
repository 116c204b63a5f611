#include "verify/detail/podofo.h"

#include <optional>
#include <utility>
#include <vector>

namespace gongwen::verify {
namespace {

using namespace PoDoFo;

/// UTF-16BE in hexadecimal to UTF-8, by PoDoFo's own means.
std::string utf8_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  const std::string marked = "\xFE\xFF" + bytes;
  return PdfString(marked.data(), static_cast<pdf_long>(marked.size())).GetStringUtf8();
}

/// What a ToUnicode map says of its codes: all that is between `<` and `>`, block by block.
class UnicodeMap {
 public:
  explicit UnicodeMap(std::string text) : text_(std::move(text)) {
    for (std::size_t at = text_.find("beginbfrange"); at != std::string::npos; at = text_.find("beginbfrange", at)) {
      at += 12;
      const std::size_t end = text_.find("endbfrange", at);
      while (read_range(at, end)) {
      }
    }
  }
  const std::string& operator[](unsigned code) { return texts_[code]; }

 private:
  std::optional<std::string_view> next_digits(std::size_t& at, std::size_t end) {
    const std::size_t begin = text_.find('<', at);
    if (begin >= end) return std::nullopt;
    at = text_.find('>', begin);
    return std::string_view(text_).substr(begin + 1, at - begin - 1);
  }

  bool read_range(std::size_t& at, std::size_t end) {
    const auto first = next_digits(at, end);
    const auto last = first ? next_digits(at, end) : std::nullopt;
    if (!last) return false;
    const auto number = [](std::string_view digits) {
      return static_cast<unsigned>(std::stoul(std::string(digits), nullptr, 16));
    };
    for (unsigned code = number(*first); code <= number(*last); ++code) {
      const auto text = next_digits(at, end);
      if (!text) return false;
      texts_[code] = utf8_of(*text);
    }
    return true;
  }

  std::string text_;
  std::map<unsigned, std::string> texts_;
};

class TextReader {
 public:
  explicit TextReader(PdfPage& page) : page_(page) {}

  std::map<int, std::string> read() {
    PdfContentsTokenizer tokens(&page_);
    read_stream(tokens, page_.GetResources());
    return std::move(texts_);
  }

 private:
  void read_stream(PdfContentsTokenizer& tokens, const PdfObject* resources) {
    const PdfObject* const outer = std::exchange(resources_, resources);
    EPdfContentsType type = ePdfContentsType_Keyword;
    const char* keyword = nullptr;
    PdfVariant value;
    while (tokens.ReadNext(type, keyword, value)) {
      if (type == ePdfContentsType_Variant) {
        operands_.push_back(value);
      } else if (type == ePdfContentsType_Keyword) {
        perform(keyword);
        operands_.clear();
      }
    }
    resources_ = outer;
  }

  const PdfVariant& operand() const {
    if (operands_.empty()) throw std::runtime_error("an operator has no operand");
    return operands_.back();
  }

  void perform(const std::string& keyword) {
    if (keyword == "BDC") {
      const PdfDictionary& properties = operand().GetDictionary();
      mark_.reset();
      if (const PdfObject* const number = properties.GetKey("MCID")) mark_ = static_cast<int>(number->GetNumber());
      if (mark_) texts_[*mark_];  // figures have no text
    } else if (keyword == "EMC") {
      mark_.reset();
    } else if (keyword == "Do") {
      read_form(operand().GetName().GetName());
    } else if (keyword == "Tf") {
      if (operands_.empty()) throw std::runtime_error("an operator has no operand");
      font_ = &map_of(operands_[0].GetName().GetName());
    } else if (keyword == "Tj") {
      show(operand().GetString());
    } else if (keyword == "TJ") {
      for (const PdfObject& part : operand().GetArray()) {
        if (part.IsString() || part.IsHexString()) show(part.GetString());
      }
    }
  }

  /// Forms may hold content of elements (ISO 32000-1 section 14.7.4.2).
  void read_form(const std::string& name) {
    const PdfObject* const form = find(find(resources_, "XObject"), name.c_str());
    if (mark_ || find(form, "StructParents") == nullptr) return;
    const std::string content = stream_of(needed(form));
    PdfContentsTokenizer tokens(content.data(), static_cast<long>(content.size()));
    read_stream(tokens, find(form, "Resources"));
  }

  UnicodeMap& map_of(const std::string& name) {
    const auto known = maps_.find(name);
    if (known != maps_.end()) return known->second;
    const PdfObject* const font = find(find(resources_, "Font"), name.c_str());
    return maps_.emplace(name, UnicodeMap(stream_of(needed(find(font, "ToUnicode"))))).first->second;
  }

  void show(const PdfString& string) {
    if (!mark_) return;
    if (font_ == nullptr) throw std::runtime_error("a text has no font");
    const char* const bytes = string.GetString();
    for (pdf_long i = 0; i + 1 < string.GetLength(); i += 2) {
      const unsigned code = static_cast<unsigned char>(bytes[i]) * 256U + static_cast<unsigned char>(bytes[i + 1]);
      texts_[*mark_] += (*font_)[code];
    }
  }

  PdfPage& page_;
  const PdfObject* resources_ = nullptr;
  std::vector<PdfVariant> operands_;
  std::map<std::string, UnicodeMap> maps_;
  std::map<int, std::string> texts_;
  std::optional<int> mark_;
  UnicodeMap* font_ = nullptr;
};

}  // namespace

std::map<int, std::string> read_marked_text(PdfPage& page) { return TextReader(page).read(); }

}  // namespace gongwen::verify
