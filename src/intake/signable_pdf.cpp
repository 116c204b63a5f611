#include "intake/signable_pdf.h"

#include "intake/detail/parts_text.h"

// SignablePdf as text between the reader program and this one: numbers ending with a blank, texts after their length.
// Reading checks every length and number, since the other side may be compromised.
namespace gongwen::intake {
namespace {

constexpr std::uint64_t kSignableStates = 7;

}  // namespace

std::string_view PdfPart::value(std::string_view key) const {
  for (const PdfEntry& entry : entries) {
    if (entry.key == key) return entry.value;
  }
  return {};
}

std::string write_signable_pdf(const SignablePdf& pdf) {
  PartsWriter out;
  out.number(static_cast<std::uint64_t>(pdf.state));
  out.number(pdf.object_count);
  out.number(pdf.last_table);
  out.number(pdf.has_table_stream ? 1 : 0);
  out.number(pdf.root);
  out.number(pdf.info);
  out.text(pdf.first_identifier);
  out.text(pdf.language);
  for (const PdfPart* part :
       {&pdf.catalog, &pdf.form, &pdf.structure, &pdf.parent_tree, &pdf.document_element, &pdf.security_store}) {
    out.part(*part);
  }
  out.text(pdf.form_fields);
  out.text(pdf.calculated);
  out.text(pdf.parent_numbers);
  out.number(pdf.next_parent_key ? *pdf.next_parent_key + 1 : 0);
  out.text(pdf.document_kids);
  out.number(pdf.pages.size());
  for (const SignablePage& page : pdf.pages) {
    out.part(page.object);
    out.box(page.box);
    out.number(static_cast<std::uint64_t>(page.rotation));
    out.text(page.annotations);
  }
  out.number(pdf.fields.size());
  for (const SignableField& field : pdf.fields) {
    out.text(field.name);
    out.part(field.field);
    out.part(field.widget);
    out.number(field.page);
    out.box(field.box);
    out.number(field.is_signed ? 1 : 0);
  }
  out.number(pdf.signatures.size());
  for (const FoundSignature& found : pdf.signatures) {
    out.text(found.field);
    out.number(found.is_timestamp ? 1 : 0);
    out.number(static_cast<std::uint64_t>(found.certified));
    out.text(found.locks);
    out.number(found.locked_fields.size());
    for (const std::string& name : found.locked_fields) out.text(name);
  }
  return out.take();
}

std::optional<SignablePdf> parse_signable_pdf(std::string_view text) {
  PartsReader in(text);
  SignablePdf pdf;
  const std::uint64_t state = in.number();
  if (state >= kSignableStates) return std::nullopt;
  pdf.state = static_cast<SignableState>(state);
  pdf.object_count = in.small();
  pdf.last_table = in.number();
  pdf.has_table_stream = in.number() == 1;
  pdf.root = in.small();
  pdf.info = in.small();
  pdf.first_identifier = in.text();
  pdf.language = in.text();
  for (PdfPart* part :
       {&pdf.catalog, &pdf.form, &pdf.structure, &pdf.parent_tree, &pdf.document_element, &pdf.security_store}) {
    *part = in.part();
  }
  pdf.form_fields = in.text();
  pdf.calculated = in.text();
  pdf.parent_numbers = in.text();
  if (const std::uint32_t next = in.small(); next > 0) pdf.next_parent_key = next - 1;
  pdf.document_kids = in.text();
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    SignablePage page{in.part(), in.box()};
    page.rotation = static_cast<int>(in.small());
    page.annotations = in.text();
    pdf.pages.push_back(std::move(page));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    SignableField field;
    field.name = in.text();
    field.field = in.part();
    field.widget = in.part();
    field.page = in.small();
    field.box = in.box();
    field.is_signed = in.number() == 1;
    if (field.page > pdf.pages.size()) return std::nullopt;
    pdf.fields.push_back(std::move(field));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    FoundSignature found;
    found.field = in.text();
    found.is_timestamp = in.number() == 1;
    found.certified = static_cast<int>(in.small());
    found.locks = in.text();
    for (std::size_t names = in.count(); names > 0 && in.is_sound(); --names) found.locked_fields.push_back(in.text());
    pdf.signatures.push_back(std::move(found));
  }
  if (!in.is_at_end()) return std::nullopt;
  return pdf;
}

}  // namespace gongwen::intake
