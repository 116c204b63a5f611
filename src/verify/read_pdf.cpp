#include "verify/read_pdf.h"

#include "verify/detail/podofo.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace gongwen::verify {
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
