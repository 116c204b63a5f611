#include "programs/verify/read_pdf.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <podofo/podofo.h>

// Access to PoDoFo's objects: values of keys, with references resolved. Only for this reader. The library's headers do
// not compile without warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wdeprecated-copy"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#pragma GCC diagnostic pop

namespace gongwen::verify {

/// The value of a key; null if it is missing, or the object is not a dictionary.
inline const PoDoFo::PdfObject* find(const PoDoFo::PdfObject* object, const char* key) {
  return object != nullptr && object->IsDictionary() ? object->GetIndirectKey(PoDoFo::PdfName(key)) : nullptr;
}

/// The object; throws if it is null.
inline const PoDoFo::PdfObject& needed(const PoDoFo::PdfObject* object) {
  if (object == nullptr) throw std::runtime_error("an object is missing");
  return *object;
}

inline std::string name_of(const PoDoFo::PdfObject* object) {
  return object != nullptr && object->IsName() ? object->GetName().GetName() : std::string();
}

inline std::string text_of(const PoDoFo::PdfObject* object) {
  return object != nullptr && (object->IsString() || object->IsHexString()) ? object->GetString().GetStringUtf8()
                                                                            : std::string();
}

inline bool is_true(const PoDoFo::PdfObject* object) {
  return object != nullptr && object->IsBool() && object->GetBool();
}

inline std::string stream_of(const PoDoFo::PdfObject& object) {
  PoDoFo::PdfMemoryOutputStream out;
  if (object.GetStream() == nullptr) throw std::runtime_error("a stream is missing");
  object.GetStream()->GetFilteredCopy(&out);
  return {out.GetBuffer(), static_cast<std::size_t>(out.GetLength())};
}

/// The text of a page's marked content by MCID, in UTF-8, decoded by the fonts' ToUnicode maps.
std::map<int, std::string> read_marked_text(PoDoFo::PdfPage& page);

namespace {

using namespace PoDoFo;

/// Converts hexadecimal UTF-16BE to UTF-8, with PoDoFo's functions.
std::string utf8_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  const std::string marked = "\xFE\xFF" + bytes;
  return PdfString(marked.data(), static_cast<pdf_long>(marked.size())).GetStringUtf8();
}

/// Parses a ToUnicode map: everything between `<` and `>`, block by block.
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
      if (mark_) texts_[*mark_];  // an entry even for figures, which have no text
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

  /// Form XObjects may contain content of elements (ISO 32000-1 section 14.7.4.2).
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

namespace {

using namespace PoDoFo;

class Reader {
 public:
  explicit Reader(std::string_view bytes) { document_.LoadFromBuffer(bytes.data(), static_cast<long>(bytes.size())); }

  ReadPdf read() {
    read_pages();
    read_metadata();
    read_attachments();
    read_signatures();
    if (const PdfObject* const outlines = find(document_.GetCatalog(), "Outlines")) read_outline(*outlines, 1);
    const PdfObject* const root = find(document_.GetCatalog(), "StructTreeRoot");
    const PdfObject* const first = root == nullptr ? nullptr : find(root, "K");
    if (first != nullptr) out_.structure = read_element(*first, 0);
    return std::move(out_);
  }

 private:
  void read_pages() {
    for (int i = 0; i < document_.GetPageCount(); ++i) {
      PdfPage* const page = document_.GetPage(i);
      pages_[page->GetObject()->Reference()] = static_cast<std::size_t>(i);
      const PdfRect size = page->GetPageSize();
      out_.pages.push_back({size.GetWidth(), size.GetHeight()});
    }
    for (int i = 0; i < document_.GetPageCount(); ++i) {
      PdfPage* const page = document_.GetPage(i);
      texts_.push_back(read_marked_text(*page));
      for (const auto& [mark, text] : texts_.back()) out_.pages[static_cast<std::size_t>(i)].text += text;
      read_fonts(*page);
      read_links(*page->GetObject(), static_cast<std::size_t>(i));
    }
    std::sort(out_.fonts.begin(), out_.fonts.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }

  void read_fonts(PdfPage& page) {
    const PdfObject* const fonts = find(page.GetResources(), "Font");
    if (fonts == nullptr) return;
    for (const auto& [key, value] : fonts->GetDictionary().GetKeys()) {
      const PdfObject& font = resolved(*value);
      if (!fonts_.insert(font.Reference()).second) continue;
      const PdfObject& descendant = resolved(first_of(find(&font, "DescendantFonts")));
      const PdfObject* const descriptor = find(&descendant, "FontDescriptor");
      const PdfObject* program = find(descriptor, "FontFile2");
      if (program == nullptr) program = find(descriptor, "FontFile3");
      out_.fonts.push_back({name_of(find(&font, "BaseFont")), name_of(find(&descendant, "Subtype")),
                            program != nullptr && !stream_of(*program).empty(), find(&font, "ToUnicode") != nullptr});
    }
  }

  void read_links(const PdfObject& page, std::size_t index) {
    const PdfObject* const annotations = find(&page, "Annots");
    if (annotations == nullptr) return;
    for (const PdfObject& entry : annotations->GetArray()) {
      const PdfObject& annotation = resolved(entry);
      ReadLink link;
      link.page = index;
      link.contents = text_of(find(&annotation, "Contents"));
      if (const PdfObject* const action = find(&annotation, "A")) link.address = text_of(find(action, "URI"));
      if (const PdfObject* const target = find(&annotation, "Dest")) link.target_page = page_of(first_of(target));
      out_.links.push_back(std::move(link));
    }
  }

  void read_metadata() {
    const PdfObject* const catalog = document_.GetCatalog();
    ReadMetadata& metadata = out_.metadata;
    metadata.title = document_.GetInfo()->GetTitle().GetStringUtf8();
    metadata.author = document_.GetInfo()->GetAuthor().GetStringUtf8();
    metadata.language = text_of(find(catalog, "Lang"));
    metadata.marked = is_true(find(find(catalog, "MarkInfo"), "Marked"));
    metadata.shows_title = is_true(find(find(catalog, "ViewerPreferences"), "DisplayDocTitle"));
    metadata.xmp = stream_of(needed(find(catalog, "Metadata")));
  }

  void read_attachments() {
    const PdfObject* const names = find(find(find(document_.GetCatalog(), "Names"), "EmbeddedFiles"), "Names");
    if (names == nullptr) return;
    for (const PdfObject& entry : names->GetArray()) {
      if (entry.IsString() || entry.IsHexString()) continue;
      const PdfObject& specification = resolved(entry);
      stream_of(needed(find(find(&specification, "EF"), "F")));
      out_.attachments.push_back(text_of(find(&specification, "UF")));
    }
  }

  void read_signatures() {
    const PdfObject* const fields = find(find(document_.GetCatalog(), "AcroForm"), "Fields");
    if (fields == nullptr) return;
    for (const PdfObject& field : fields->GetArray()) read_field(resolved(field), "", "", 0);
  }

  void read_field(const PdfObject& field, std::string name, std::string type, int depth) {
    if (depth > 50) throw std::runtime_error("the fields are too deep");
    if (const PdfObject* const part = find(&field, "T")) name += (name.empty() ? "" : ".") + text_of(part);
    if (const PdfObject* const own = find(&field, "FT")) type = name_of(own);
    if (const PdfObject* const kids = find(&field, "Kids")) {
      for (const PdfObject& kid : kids->GetArray()) {
        const PdfObject& below = resolved(kid);
        if (find(&below, "T") != nullptr) read_field(below, name, type, depth + 1);
      }
    }
    const PdfObject* const range = type == "Sig" ? find(find(&field, "V"), "ByteRange") : nullptr;
    if (range == nullptr || !range->IsArray()) return;
    ReadSignature signature{name, {}};
    for (const PdfObject& number : range->GetArray()) signature.range.push_back(number.GetNumber());
    out_.signatures.push_back(std::move(signature));
  }

  void read_outline(const PdfObject& parent, int level) {
    for (const PdfObject* item = find(&parent, "First"); item != nullptr; item = find(item, "Next")) {
      out_.outline.push_back({level, text_of(find(item, "Title")), page_of(first_of(find(item, "Dest")))});
      read_outline(*item, level + 1);
    }
  }

  ReadElement read_element(const PdfObject& object, int depth) {
    if (depth > 200) throw std::runtime_error("the structure is too deep");
    ReadElement element;
    element.type = name_of(find(&object, "S"));
    element.language = text_of(find(&object, "Lang"));
    element.alternative = text_of(find(&object, "Alt"));
    read_attributes(find(&object, "A"), element);
    const PdfObject* const kids = find(&object, "K");
    if (kids == nullptr) return element;
    if (!kids->IsArray()) {
      read_kid(*kids, object, depth, element);
    } else {
      for (const PdfObject& kid : kids->GetArray()) read_kid(resolved(kid), object, depth, element);
    }
    return element;
  }

  static void read_attributes(const PdfObject* attributes, ReadElement& element) {
    if (attributes == nullptr) return;
    if (const PdfObject* const scope = find(attributes, "Scope")) element.scope = name_of(scope);
    if (const PdfObject* const span = find(attributes, "RowSpan"))
      element.row_span = static_cast<int>(span->GetNumber());
    if (const PdfObject* const span = find(attributes, "ColSpan"))
      element.column_span = static_cast<int>(span->GetNumber());
  }

  void read_kid(const PdfObject& kid, const PdfObject& owner, int depth, ReadElement& element) {
    if (kid.IsNumber()) {
      add_content(needed(find(&owner, "Pg")), kid.GetNumber(), element);
    } else if (name_of(find(&kid, "Type")) == "MCR") {
      add_content(needed(find(&kid, "Pg")), needed(find(&kid, "MCID")).GetNumber(), element);
    } else if (find(&kid, "S") != nullptr) {
      element.children.push_back(read_element(kid, depth + 1));
    }
  }

  void add_content(const PdfObject& page, pdf_int64 number, ReadElement& element) {
    const std::string& text = texts_.at(page_of(page)).at(static_cast<int>(number));
    element.text += text;
    out_.text += text;
  }

  std::size_t page_of(const PdfObject& page) {
    return pages_.at(page.IsReference() ? page.GetReference() : page.Reference());
  }

  const PdfObject& resolved(const PdfObject& object) {
    return object.IsReference() ? needed(document_.GetObjects().GetObject(object.GetReference())) : object;
  }

  static const PdfObject& first_of(const PdfObject* list) {
    const PdfArray& items = needed(list).GetArray();
    if (items.empty()) throw std::runtime_error("an array is empty");
    return items[0];
  }

  PdfMemDocument document_;
  ReadPdf out_;
  std::map<PdfReference, std::size_t> pages_;
  std::vector<std::map<int, std::string>> texts_;  // by page and MCID
  std::set<PdfReference> fonts_;
};

}  // namespace

ReadPdf read_pdf(std::string_view bytes) {
  PdfError::EnableLogging(false);
  try {
    return Reader(bytes).read();
  } catch (const PdfError& error) {
    const char* const name = PdfError::ErrorName(error.GetError());
    throw std::runtime_error(name == nullptr ? "PdfError" : name);
  }
}

}  // namespace gongwen::verify
