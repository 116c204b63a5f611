#include "intake/signable_pdf.h"

#include "base/format.h"

#include <charconv>

// SignablePdf as text between the reader program and this one: numbers ending with a blank, texts after their length.
// Reading checks every length and number, since the other side may be compromised.
namespace gongwen::intake {
namespace {

/// Writes numbers and texts one after the other: `12 ` and `5 hello`.
class PartsWriter {
 public:
  void number(std::uint64_t value) { out_ += std::to_string(value) + " "; }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void part(const PdfPart& part) {
    number(part.number);
    number(part.entries.size());
    for (const PdfEntry& entry : part.entries) {
      text(entry.key);
      text(entry.value);
    }
  }
  void box(const std::array<double, 4>& box) {
    for (const double side : box) text(fmt::format("{}", side));
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what PartsWriter writes. Anything missing or wrong makes the whole text invalid; further reads then return
/// empty values.
class PartsReader {
 public:
  explicit PartsReader(std::string_view text) : text_(text) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (!sound_ || error != std::errc() || end == text_.data() + text_.size() || *end != ' ') return fail();
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()) + 1);
    return value;
  }
  std::uint32_t small() {
    const std::uint64_t value = number();
    return value <= UINT32_MAX / 2 ? static_cast<std::uint32_t>(value) : static_cast<std::uint32_t>(fail());
  }
  std::string text() {
    const std::uint64_t size = number();
    if (!sound_ || size > text_.size()) return (fail(), std::string());
    std::string value(text_.substr(0, static_cast<std::size_t>(size)));
    text_.remove_prefix(static_cast<std::size_t>(size));
    return value;
  }
  /// The length of a list. No list can have more items than there are bytes left, so memory stays bounded.
  std::size_t count() {
    const std::uint64_t value = number();
    return static_cast<std::size_t>(value <= text_.size() ? value : fail());
  }
  PdfPart part() {
    PdfPart part{small(), {}};
    const std::size_t size = count();
    for (std::size_t i = 0; i < size && sound_; ++i) {
      std::string key = text();
      part.entries.push_back({std::move(key), text()});
    }
    return part;
  }
  std::array<double, 4> box() {
    std::array<double, 4> box{};
    for (double& side : box) {
      const std::string written = text();
      const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), side);
      if (error != std::errc() || end != written.data() + written.size() || !(side > -1e6 && side < 1e6)) fail();
    }
    return box;
  }
  bool is_at_end() const { return sound_ && text_.empty(); }
  bool is_sound() const { return sound_; }

 private:
  std::uint64_t fail() {
    sound_ = false;
    return 0;
  }

  std::string_view text_;
  bool sound_ = true;
};

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
