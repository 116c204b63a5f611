#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/plain_pdf.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

// Reads what an incremental update with a signature must repeat or extend (ISO 32000-2, 12.8): catalog, pages, form,
// structure tree and document security store, as written text with references intact. For files that cannot be extended
// safely, the state says why: encrypted, XFA, hybrid, damaged.
namespace gongwen::intake {
namespace {

/// The offset after the last `startxref`: where the last table of objects begins.
std::optional<std::uint64_t> last_table_of(std::string_view bytes) {
  constexpr std::string_view kWord = "startxref";
  const std::size_t found = bytes.rfind(kWord);
  if (found == std::string_view::npos) return std::nullopt;
  std::string_view rest = bytes.substr(found + kWord.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \r\n\t"), rest.size()));
  std::uint64_t place = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), place);
  if (error != std::errc() || place >= bytes.size()) return std::nullopt;
  return place;
}

std::uint32_t object_number(const PdfObject& object) { return static_cast<std::uint32_t>(std::max(object.id(), 0)); }

PdfPart dictionary_part(const PdfObject& object) { return {object_number(object), object.written_entries()}; }

/// The value as an array; a single value is wrapped.
std::string array_text(const PdfPart& owner, std::string_view key, const PdfObject& value) {
  if (value.is_null()) return "[]";
  if (value.is_array()) return value.written();
  return "[" + std::string(owner.value(key)) + "]";
}

std::array<double, 4> box_of(const PdfObject& array) {
  const auto box = read_rectangle(array);
  return box ? std::array{box->left, box->bottom, box->right, box->top} : std::array<double, 4>{};
}

class SignableReader {
 public:
  SignableReader(const PdfFile& pdf, const IntakeLimits& limits, SignablePdf& out)
      : pdf_(pdf), limits_(limits), out_(out) {}

  /// Returns false if the file is not a sound PDF.
  bool read() {
    const PdfObject trailer = pdf_.trailer();
    const auto size = trailer.get("/Size").integer();
    if (!size || *size <= 0) return false;
    if (static_cast<std::uint64_t>(*size) > limits_.max_objects) {
      out_.state = SignableState::TooLarge;
      return true;
    }
    out_.object_count = static_cast<std::uint32_t>(*size);
    out_.root = object_number(pdf_.root());
    out_.info = object_number(trailer.get("/Info"));
    out_.first_identifier = trailer.get("/ID").at(0).bytes();
    out_.language = decode_pdf_string(pdf_.root().get("/Lang").bytes()).text;
    out_.catalog = dictionary_part(pdf_.root());
    read_security_store(pdf_.root().get("/DSS"));
    if (out_.root == 0) return false;
    read_pages();
    read_form();
    read_structure();
    return true;
  }

 private:
  /// Reads the document security store, with its lists written out even if they are separate objects.
  void read_security_store(const PdfObject& store) {
    out_.security_store = dictionary_part(store);
    for (PdfEntry& entry : out_.security_store.entries) {
      const PdfObject value = store.get(entry.key);
      if (value.is_array() || value.is_dictionary()) entry.value = value.written();
    }
  }

  void read_pages() {
    for (const PdfObject& page : pdf_.pages()) {
      const PdfObject cropped = inherited_entry(page, "/CropBox");
      SignablePage read{dictionary_part(page),
                        box_of(cropped.is_array() ? cropped : inherited_entry(page, "/MediaBox"))};
      const auto turned = inherited_entry(page, "/Rotate").integer();
      read.rotation = turned ? static_cast<int>((*turned % 360 + 360) % 360) : 0;
      const PdfObject annotations = page.get("/Annots");
      if (annotations.is_array()) read.annotations = annotations.written();
      out_.pages.push_back(std::move(read));
      const auto number = static_cast<std::uint32_t>(out_.pages.size());
      for (std::size_t i = 0; i < annotations.size(); ++i) page_of_[annotations.at(i).id()] = number;
    }
    page_of_.erase(0);
  }

  void read_form() {
    const PdfObject form = pdf_.root().get("/AcroForm");
    if (!form.is_dictionary()) return;
    // The state says so; the rest is read for those who fill in the other fields.
    if (!form.get("/XFA").is_null()) out_.state = SignableState::Xfa;
    out_.form = dictionary_part(form);
    const PdfObject fields = form.get("/Fields");
    out_.form_fields = array_text(out_.form, "/Fields", fields);
    out_.calculated = array_text(out_.form, "/CO", form.get("/CO"));
    for (std::size_t i = 0; i < fields.size(); ++i) walk_field(fields.at(i), {}, false, 0);
  }

  /// Walks the tree of fields. Full names are joined from partial names with dots (ISO 32000-2, 12.7.4.2).
  void walk_field(const PdfObject& field, const std::string& above, bool is_signature, std::size_t depth) {
    if (!field.is_dictionary() || depth > limits_.max_field_depth) return;
    if (field.id() != 0 && !seen_.insert(field.id()).second) return;
    std::string name = above;
    const PdfObject own = field.get("/T");
    if (own.is_string()) name += (name.empty() ? "" : ".") + decode_pdf_string(own.bytes()).text;
    if (field.get("/FT").is_name()) is_signature = field.get("/FT").name() == "Sig";
    const PdfObject kids = field.get("/Kids");
    bool has_fields_below = false;
    for (std::size_t i = 0; i < kids.size(); ++i) {
      if (!kids.at(i).get("/T").is_string()) continue;
      has_fields_below = true;
      walk_field(kids.at(i), name, is_signature, depth + 1);
    }
    if (is_signature && !has_fields_below) add_field(field, name, kids);
  }

  void add_field(const PdfObject& field, const std::string& name, const PdfObject& kids) {
    if (field.id() == 0 || out_.fields.size() >= limits_.max_fields) return;
    SignableField found;
    found.name = name;
    found.field = dictionary_part(field);
    const bool is_widget = field.get("/Subtype").is_name() && field.get("/Subtype").name() == "Widget";
    const PdfObject widget = is_widget ? field : kids.at(0);
    if (widget.is_dictionary() && widget.id() != 0) {
      found.widget = dictionary_part(widget);
      const auto page = page_of_.find(widget.id());
      if (page != page_of_.end()) found.page = page->second;
      found.box = box_of(widget.get("/Rect"));
    }
    const PdfObject value = field.get("/V");
    found.is_signed = !value.is_null();
    if (value.is_dictionary()) add_signature(value, name);
    out_.fields.push_back(std::move(found));
  }

  void add_signature(const PdfObject& value, const std::string& field) {
    FoundSignature found;
    found.field = field;
    found.is_timestamp = value.get("/Type").name() == "DocTimeStamp";
    const PdfObject references = value.get("/Reference");
    for (std::size_t i = 0; i < references.size(); ++i) {
      const PdfObject reference = references.at(i);
      const std::string method = reference.get("/TransformMethod").name();
      const PdfObject parameters = reference.get("/TransformParams");
      if (method == "DocMDP") {
        const auto permitted = parameters.get("/P").integer();
        // ISO 32000-2, table 257: without P the value is 2, form filling and signing.
        found.certified = permitted && *permitted >= 1 && *permitted <= 3 ? static_cast<int>(*permitted) : 2;
      } else if (method == "FieldMDP") {
        found.locks = parameters.get("/Action").name();
        const PdfObject names = parameters.get("/Fields");
        for (std::size_t n = 0; n < names.size(); ++n) {
          found.locked_fields.push_back(decode_pdf_string(names.at(n).bytes()).text);
        }
      }
    }
    out_.signatures.push_back(std::move(found));
  }

  void read_structure() {
    const PdfObject root = pdf_.root().get("/StructTreeRoot");
    if (!root.is_dictionary() || root.id() == 0) return;
    out_.structure = dictionary_part(root);
    const PdfObject tree = root.get("/ParentTree");
    out_.parent_tree = dictionary_part(tree);
    out_.parent_numbers = tree.get(tree.get("/Kids").is_array() ? PdfKey("/Kids") : PdfKey("/Nums")).written();
    const auto next = root.get("/ParentTreeNextKey").integer();
    if (next && *next >= 0) out_.next_parent_key = static_cast<std::uint64_t>(*next);
    PdfObject first = root.get("/K");
    if (first.is_array()) first = first.at(0);
    if (!first.is_dictionary() || first.id() == 0) return;
    out_.document_element = dictionary_part(first);
    out_.document_kids = array_text(out_.document_element, "/K", first.get("/K"));
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  SignablePdf& out_;
  std::map<int, std::uint32_t> page_of_;  // of annotations
  std::set<int> seen_;                    // fields
};

bool read_facts(const PdfFile& pdf, std::string_view bytes, const IntakeLimits& limits, SignablePdf& out) {
  const auto last_table = last_table_of(bytes);
  if (!last_table) return false;
  out.last_table = *last_table;
  out.has_table_stream = !bytes.substr(*last_table).starts_with("xref");
  out.state = SignableState::Ready;
  return SignableReader(pdf, limits, out).read();
}

}  // namespace

std::optional<SignablePdf> read_plain_signable(std::string_view bytes, const IntakeLimits& limits) {
  try {
    PlainPdf plain(bytes);
    const PdfFile pdf(plain);
    SignablePdf out;
    if (!read_facts(pdf, bytes, limits, out)) return std::nullopt;
    return out;
  } catch (const PlainRefused&) {
    return std::nullopt;
  }
}

SignablePdf read_signable_by_library(std::string_view bytes, const IntakeLimits& limits) {
  SignablePdf out;
  if (load_pdf_library()) {
    out.state = SignableState::NoLibrary;
    return out;
  }
  PdfFile pdf;
  if (const std::optional<PdfError> error = pdf.open(bytes)) {
    out.state = *error == PdfError::Encrypted ? SignableState::Encrypted : SignableState::Damaged;
    return out;
  }
  const PdfObject trailer = pdf.trailer();
  if (!trailer.get("/Encrypt").is_null()) {
    out.state = SignableState::Encrypted;
    return out;
  }
  // Checked for all sections, not only the last; the word occurs nowhere else in a file.
  if (bytes.find("/XRefStm") != std::string_view::npos) {
    out.state = SignableState::Hybrid;
    return out;
  }
  if (!read_facts(pdf, bytes, limits, out) || pdf.was_repaired()) {
    out = {};
    out.state = SignableState::Damaged;
  }
  return out;
}

}  // namespace gongwen::intake
