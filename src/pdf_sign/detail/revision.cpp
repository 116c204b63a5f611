#include "pdf_sign/detail/revision.h"

#include "base/format.h"

#include <cmath>

namespace gongwen::pdf_sign {
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
    // What is read aloud follows the structure (ISO 14289-1 section 7.18.3).
    set(object, "/Tabs", "/S");
  }
}

/// Annotations end the document, and the tree leads from them to their elements: a pair more in a tree without
/// branches, one more branch in any other.
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
