#include "intake/detail/object_copier.h"

#include "intake/detail/pdf_font_text.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxCopyDepth = 60;

/// Entries of XObjects that mean something only in their own file: places in its structure, layers, programs' notes.
constexpr auto kOwnOfFile =
    std::to_array<std::string_view>({"/StructParent", "/StructParents", "/Metadata", "/PieceInfo", "/OPI", "/OC",
                                     "/LastModified", "/AF", "/Measure", "/PtData"});
/// Entries that the copy states itself, or that would lead to files elsewhere.
constexpr auto kOfStream = std::to_array<std::string_view>({"/Length", "/F", "/FFilter", "/FDecodeParms", "/DL"});
/// Objects that belong to the file as a whole: reaching one would copy everything.
constexpr auto kOfDocument = std::to_array<std::string_view>(
    {"Page", "Pages", "Catalog", "StructElem", "StructTreeRoot", "Annot", "Outlines", "Sig"});

bool is_listed(const auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void append_bytes(std::string_view bytes, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  out += '<';
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kHex[byte >> 4], kHex[byte & 15]};
  }
  out += '>';
}

/// Numbers as other programs write them may be damaged: `--5`, `1e9`.
std::string sound_number(const std::string& number) {
  const std::size_t sign = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  const std::string_view digits = std::string_view(number).substr(sign);
  const bool is_sound = digits.find_first_of("0123456789") != std::string_view::npos &&
                        digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                        std::count(digits.begin(), digits.end(), '.') <= 1;
  return is_sound ? number : "0";
}

}  // namespace

std::string ObjectCopier::reference(std::uint32_t number) {
  return CopiedObject::kReferenceStart + std::to_string(number) + CopiedObject::kReferenceEnd;
}

std::string ObjectCopier::written(const PdfObject& value) {
  std::string out;
  write_value(value, out, 0);
  return out;
}

std::uint32_t ObjectCopier::copy(const PdfObject& object) {
  if (object.id() != 0) {
    if (const auto known = find(object.id())) return *known;
  }
  if (objects_.size() >= limits_.max_objects) throw CopyRefused{CopyState::TooLarge};
  const auto number = static_cast<std::uint32_t>(objects_.size());
  objects_.emplace_back();
  if (object.id() != 0) numbers_[object.id()] = number;
  waiting_.emplace_back(object, number);
  return number;
}

std::optional<std::uint32_t> ObjectCopier::find(int id) const {
  const auto known = numbers_.find(id);
  return known == numbers_.end() ? std::nullopt : std::optional(known->second);
}

std::uint32_t ObjectCopier::add_stream(std::string entries, std::string data) {
  if (data.size() > room_) throw CopyRefused{CopyState::TooLarge};
  room_ -= data.size();
  objects_.push_back({std::move(entries), true, true, std::move(data)});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

void ObjectCopier::finish() {
  while (!waiting_.empty()) {
    const auto [object, number] = waiting_.back();
    waiting_.pop_back();
    CopiedObject copied;
    if (object.is_stream()) {
      copied.is_stream = true;
      write_entries(object, true, copied.body, 1);
      std::optional<std::string> data = object.packed_bytes(room_);
      if (!data) {
        const auto stated =
            static_cast<std::uint64_t>(std::max<std::int64_t>(object.get("/Length").integer().value_or(0), 0));
        throw CopyRefused{stated > room_ ? CopyState::TooLarge : CopyState::Damaged};
      }
      room_ -= data->size();
      copied.data = *std::move(data);
    } else {
      write_value(object, copied.body, 0);
    }
    objects_[number] = std::move(copied);
  }
}

void ObjectCopier::write(const PdfObject& value, std::string& out, std::size_t depth) {
  if (value.id() == 0) return write_value(value, out, depth);
  // A missing object is null (ISO 32000-2, 7.3.10).
  if (value.is_null()) {
    out += "null";
    return;
  }
  out += reference(copy(value));
}

void ObjectCopier::write_value(const PdfObject& value, std::string& out, std::size_t depth) {
  if (depth > kMaxCopyDepth) throw CopyRefused();
  if (value.is_boolean()) {
    out += value.boolean() ? "true" : "false";
  } else if (value.is(ot_integer) || value.is(ot_real)) {
    out += sound_number(value.number());
  } else if (value.is_name()) {
    out += written_name("/" + value.name());
  } else if (value.is_string()) {
    append_bytes(value.bytes(), out);
  } else if (value.is_array()) {
    out += '[';
    const std::size_t count = std::min(value.size(), limits_.max_objects);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += ' ';
      write(value.at(i), out, depth + 1);
    }
    out += ']';
  } else if (value.is_dictionary()) {
    const std::string type = value.get("/Type").name();
    if (is_listed(kOfDocument, type)) {
      out += "null";
      return;
    }
    out += "<<";
    // Layers are left out with their names, so none of them may hide anything.
    const bool is_listed_off = layers_.is_listed_off(value);
    const bool is_layer = type == "OCG" || type == "OCMD" || is_listed_off;
    has_hidden_layers_ = has_hidden_layers_ || is_listed_off || (is_layer && layers_.is_off(value));
    if (!is_layer) write_entries(value, false, out, depth + 1);
    out += ">>";
    if (type == "Font") note_font(value);
  } else {
    out += "null";
  }
}

void ObjectCopier::write_entries(const PdfObject& dictionary, bool is_stream, std::string& out, std::size_t depth) {
  for (const std::string& key : dictionary.entry_keys()) {
    if (is_stream && key == "/OC" && layers_.is_off(dictionary.get(key))) has_hidden_layers_ = true;
    if (is_stream && (is_listed(kOwnOfFile, key) || is_listed(kOfStream, key))) continue;
    out += written_name(key) + ' ';
    write(dictionary.get(key), out, depth);
  }
}

void ObjectCopier::note_font(const PdfObject& font) {
  const std::string type = font.get("/Subtype").name();
  if (type == "Type0" || type == "Type3") return;
  const PdfObject descriptor = font.get("/FontDescriptor");
  for (const PdfKey& key : {PdfKey("/FontFile"), PdfKey("/FontFile2"), PdfKey("/FontFile3")}) {
    if (descriptor.get(key).is_stream()) return;
  }
  constexpr std::size_t kMaxFonts = 100;
  if (missing_fonts_.size() < kMaxFonts) missing_fonts_.insert(decode_pdf_string(font.get("/BaseFont").name()).text);
}

}  // namespace gongwen::intake
