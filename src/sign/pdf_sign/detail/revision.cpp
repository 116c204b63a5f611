#include "sign/pdf_sign/detail/revision.h"

#include "base/format.h"
#include "images/pixels.h"

#include <cmath>
#include <optional>

namespace gongwen::pdf_sign {
namespace {

constexpr std::size_t kChannels = 4;  // of a decoded pixel

/// The red, green and blue of all visible pixels; nullopt if they differ.
std::optional<std::string> only_colour(const std::string& rgba) {
  std::optional<std::string> colour;
  for (std::size_t i = 0; i < rgba.size(); i += kChannels) {
    if (rgba[i + 3] == 0) continue;
    const std::string_view own = std::string_view(rgba).substr(i, 3);
    if (!colour) colour = std::string(own);
    if (*colour != own) return std::nullopt;
  }
  return colour;
}

bool is_opaque(const std::string& rgba) {
  for (std::size_t i = 3; i < rgba.size(); i += kChannels) {
    if (rgba[i] != '\xFF') return false;
  }
  return true;
}

}  // namespace

ObjectNumber write_seal_image(const images::RasterImage& seal, pdf::FileUpdate& update) {
  const images::Pixels pixels = images::unpack_pixels(seal);
  const std::string head = fmt::format("/Type/XObject/Subtype/Image/Width {}/Height {}", pixels.width, pixels.height);
  std::string mask;
  if (!is_opaque(pixels.rgba)) {
    std::string alpha;
    for (std::size_t i = 3; i < pixels.rgba.size(); i += kChannels) alpha.push_back(pixels.rgba[i]);
    const ObjectNumber number = update.add_stream(head + "/ColorSpace/DeviceGray/BitsPerComponent 8", alpha);
    mask = "/SMask " + reference(number);
  }
  if (const auto colour = only_colour(pixels.rgba); colour && !mask.empty()) {
    std::string palette;
    pdf::append_hex(palette, *colour);
    const std::size_t row = (pixels.width + 7) / 8;
    return update.add_stream(
        head + fmt::format("/ColorSpace[/Indexed/DeviceRGB 0{}]/BitsPerComponent 1{}", palette, mask),
        std::string(row * pixels.height, '\0'));
  }
  std::string rgb;
  rgb.reserve(pixels.rgba.size() / kChannels * 3);
  for (std::size_t i = 0; i < pixels.rgba.size(); i += kChannels) rgb.append(pixels.rgba, i, 3);
  return update.add_stream(head + "/ColorSpace/DeviceRGB/BitsPerComponent 8" + mask, rgb);
}

ObjectNumber write_seal_appearance(ObjectNumber image, const SealAppearance& look, pdf::FileUpdate& update) {
  std::string entries = fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 {} {}]", pdf_number(look.shown_width),
                                    pdf_number(look.shown_height));
  if (look.turn != kUpright) {
    entries += fmt::format("/Matrix[{} {} {} {} 0 0]", look.turn[0], look.turn[1], look.turn[2], look.turn[3]);
  }
  entries += "/Group<</S/Transparency/CS/DeviceRGB>>/Resources<</ExtGState<</G<</BM/Multiply>>>>/XObject<</I " +
             reference(image) + ">>>>";
  const std::string content = fmt::format("/G gs q {} 0 0 {} {} {} cm /I Do Q", pdf_number(look.width),
                                          pdf_number(look.height), pdf_number(look.left), pdf_number(look.bottom));
  return update.add_stream(entries, content);
}

ObjectNumber write_empty_appearance(pdf::FileUpdate& update) {
  return update.add_plain_stream("/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>", "");
}

namespace {

pdf::FinishedPdf finished(const intake::SignablePdf& pdf) {
  return {pdf.object_count,
          pdf.last_table,
          pdf.has_table_stream,
          ObjectNumber(pdf.root),
          pdf.info == 0 ? ObjectNumber() : ObjectNumber(pdf.info),
          pdf.first_identifier};
}

std::string dictionary_text(const intake::PdfPart& part) {
  std::string text = "<<";
  for (const intake::PdfEntry& entry : part.entries) text += entry.key + " " + entry.value;
  return text + ">>";
}

void set_entry(intake::PdfPart& part, std::string_view key, std::string_view value) {
  for (intake::PdfEntry& entry : part.entries) {
    if (entry.key == key) {
      entry.value = value;
      return;
    }
  }
  part.entries.push_back({std::string(key), std::string(value)});
}

}  // namespace

std::string reference(ObjectNumber number) { return fmt::format("{} 0 R", number.value); }

std::string pdf_number(double value) {
  std::string out;
  pdf::append_fixed(out, std::llround(value * 1000), 3);
  return out;
}

std::string pdf_numbers(const std::array<double, 4>& values) {
  return fmt::format("[{} {} {} {}]", pdf_number(values[0]), pdf_number(values[1]), pdf_number(values[2]),
                     pdf_number(values[3]));
}

std::string pdf_text(std::string_view utf8) {
  std::string out;
  pdf::append_text(out, utf8);
  return out;
}

std::string appended(std::string_view array, std::string_view item) {
  std::string out(array.empty() ? "[]" : array);
  out.pop_back();
  if (out.back() != '[') out += ' ';
  return out.append(item) + "]";
}

std::string in_language(const intake::SignablePdf& pdf, const diagnostics::BilingualText& text) {
  using diagnostics::Language;
  return std::string(text.in(pdf.language.starts_with("zh") ? Language::Chinese : Language::English));
}

Revision::Revision(std::string_view bytes, const intake::SignablePdf& pdf)
    : pdf_(pdf), update_(bytes, finished(pdf)), next_key_(pdf.next_parent_key.value_or(0)) {}

void Revision::set(const intake::PdfPart& part, std::string_view key, std::string_view value) {
  set_entry(changed_.try_emplace(part.number, part).first->second, key, value);
}

std::optional<std::uint64_t> Revision::add_annotation(std::size_t page, ObjectNumber annotation,
                                                      std::string_view element) {
  add_unseen_annotation(page, annotation);
  const intake::SignablePage& place = pdf_.pages[page];
  if (pdf_.document_element.number == 0 || !pdf_.next_parent_key) return std::nullopt;
  const std::string page_reference = reference(ObjectNumber(place.object.number));
  const ObjectNumber made =
      update_.add(fmt::format("<</Type/StructElem{}/P {} 0 R/Pg {}/K<</Type/OBJR/Obj {}/Pg {}>>>>", element,
                              pdf_.document_element.number, page_reference, reference(annotation), page_reference));
  parents_.emplace_back(next_key_, made);
  return next_key_++;
}

void Revision::add_unseen_annotation(std::size_t page, ObjectNumber annotation) {
  std::string& list = annotations_.try_emplace(page, pdf_.pages[page].annotations).first->second;
  list = appended(list, reference(annotation));
}

void Revision::add_form_field(ObjectNumber field) { new_fields_.push_back(field); }

void Revision::write_pages() {
  for (const auto& [page, list] : annotations_) {
    const intake::PdfPart& object = pdf_.pages[page].object;
    set(object, "/Annots", list);
    // Screen readers follow the structure (ISO 14289-1 section 7.18.3).
    set(object, "/Tabs", "/S");
  }
}

/// Appends the elements of annotations at the end of the document, and entries in the parent tree: one more pair in a
/// tree without branches, one more branch in any other.
void Revision::write_structure() {
  if (parents_.empty()) return;
  std::string kids = pdf_.document_kids;
  std::string pairs = "[";
  for (const auto& [key, element] : parents_) {
    kids = appended(kids, reference(element));
    pairs += fmt::format("{}{} {}", pairs.size() > 1 ? " " : "", key, reference(element));
  }
  set(pdf_.document_element, "/K", kids);
  const bool has_branches = pdf_.parent_tree.has("/Kids");
  std::string numbers;
  if (has_branches) {
    const ObjectNumber branch =
        update_.add(fmt::format("<</Limits[{} {}]/Nums{}]>>", parents_.front().first, parents_.back().first, pairs));
    numbers = appended(pdf_.parent_numbers, reference(branch));
  } else {
    numbers = appended(pdf_.parent_numbers, pairs.substr(1));
  }
  intake::PdfPart tree = pdf_.parent_tree;
  set_entry(tree, has_branches ? "/Kids" : "/Nums", numbers);
  if (tree.number == 0) {
    set(pdf_.structure, "/ParentTree", dictionary_text(tree));
  } else {
    set(tree, has_branches ? "/Kids" : "/Nums", numbers);
  }
  set(pdf_.structure, "/ParentTreeNextKey", std::to_string(next_key_));
}

void Revision::write_form() {
  if (new_fields_.empty() && !has_signatures_) return;
  intake::PdfPart form = pdf_.form;
  if (!new_fields_.empty()) {
    std::string fields = pdf_.form_fields;
    for (const ObjectNumber field : new_fields_) fields = appended(fields, reference(field));
    set_entry(form, "/Fields", fields);
  }
  // SignaturesExist and AppendOnly (section 12.7.2).
  if (has_signatures_) set_entry(form, "/SigFlags", "3");
  if (form.number != 0) {
    for (const intake::PdfEntry& entry : form.entries) set(pdf_.form, entry.key, entry.value);
  } else {
    set_catalog("/AcroForm", dictionary_text(form));
  }
}

void Revision::write() {
  write_pages();
  write_structure();
  write_form();
  for (const auto& [number, part] : changed_) update_.pack(ObjectNumber(number), dictionary_text(part));
}

std::string Revision::finish() && {
  write();
  return finish_update();
}

}  // namespace gongwen::pdf_sign
