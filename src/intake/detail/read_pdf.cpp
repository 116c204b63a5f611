
#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "forms/field_names.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_form_pages.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_parts.h"
#include "intake/detail/pdf_shown.h"
#include "intake/detail/plain_pdf.h"
#include "intake/detail/signed/revision.h"
#include "intake/detail/stamp.h"

#include <algorithm>
#include <set>

// From a PDF to a ReturnedFile: fields by their names, which are pointers; the stamp from up to three places; what the
// pages show, for comparison; and which pages belong to which form. A plain file is read without the library; if it is
// refused, the library reads it from the beginning.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// Names that start with this belong to the form itself, not to the applicant.
constexpr std::string_view kOwnPrefix = "/_gw/";
/// The number of pages that are described for comparison; forms have about ten.
constexpr std::size_t kMaxPages = 500;

/// A field whose name is a pointer.
struct OwnField {
  const PdfField* field = nullptr;
  std::string pointer;
};

class PdfReader {
 public:
  PdfReader(const PdfFile& pdf, const IntakeLimits& limits, ReturnedFile& file)
      : pdf_(pdf), limits_(limits), file_(file) {}

  void read() {
    const auto size = pdf_.trailer().get("/Size").integer();
    if (size && (*size < 0 || static_cast<std::uint64_t>(*size) > limits_.max_objects)) {
      const diagnostics::TextPair limit = texts::IntakeMoreObjects.pair(limits_.max_objects);
      return file_.report(messages::IntakeLimit, {limit.english, limit.chinese});
    }
    PdfShownReader shown(pdf_.root(), limits_);
    // Visibility first: a value that cannot be seen was not filled in by a person.
    PdfFieldList list = collect_pdf_fields(pdf_, shown.layers(), limits_);
    hide_covered_fields(pdf_, shown, list);
    if (list.too_many) {
      const diagnostics::TextPair limit = texts::IntakeMoreFields.pair(limits_.max_fields);
      return file_.report(messages::IntakeLimit, {limit.english, limit.chinese});
    }
    read_fields(list, shown);
    read_other_stamps();
    read_times();
    report_active_content(pdf_, limits_, file_);
    if (!file_.unsure_parts) join_repeated_fields(file_);
    if (found_.empty() && nameless_.empty()) read_without_fields();
  }

 private:
  void read_fields(const PdfFieldList& list, PdfShownReader& shown) {
    sort_fields(list);
    describe_pages(shown);
    find_parts();
    // With NeedAppearances viewers redraw all fields, so their appearances prove nothing.
    const PdfObject anew = pdf_.root().get("/AcroForm").get("/NeedAppearances");
    PdfValueReading reading{limits_, &shown, anew.is_boolean() && anew.boolean()};
    std::size_t orphans = 0;
    for (const OwnField& own : found_) {
      if (own.field->hidden) {
        report_hidden(own);
        continue;
      }
      orphans += own.field->orphan;
      read_pdf_value(*own.field, own.pointer, reading, file_);
    }
    if (!found_.empty()) report_beside(pdf_, areas(), shown, file_);
    if (orphans > 0) file_.report(messages::IntakeOrphanField, {std::to_string(orphans)});
    if (has_xfa() && !found_.empty()) file_.report(messages::IntakeXfaBeside);
  }

  void describe_pages(PdfShownReader& shown) {
    const std::vector<PdfObject> pages = pdf_.pages();
    file_.pages.resize(std::min(pages.size(), kMaxPages));
    for (std::size_t i = 0; i < file_.pages.size(); ++i) {
      if (const auto shown_of = page_rectangle(pages[i])) file_.pages[i].area = area_of(*shown_of);
    }
    std::vector<PointedField> pointed = nameless_;
    for (const OwnField& own : found_) pointed.push_back({own.field, own.pointer});
    add_widgets(pointed, shown, limits_, file_.pages);
    // Programs that fill in fields use their own fonts; the form's font is then unknown.
    std::vector<std::set<int>> fonts(file_.pages.size());
    for (const OwnField& own : found_) {
      const std::size_t page = own.field->page;
      const int font = font_of(*own.field);
      if (font > 0 && page > 0 && page <= fonts.size()) fonts[page - 1].insert(font);
    }
    for (std::size_t i = 0; i < fonts.size(); ++i) {
      if (fonts[i].size() == 1) file_.pages[i].font = static_cast<std::uint64_t>(*fonts[i].begin());
    }
  }

  /// Sorts fields into those of the form, its own notes, and foreign ones.
  void sort_fields(const PdfFieldList& list) {
    std::size_t foreign = 0;
    std::size_t signatures = 0;
    for (const PdfField& field : list.nameless) nameless_.push_back({&field, {}});
    for (const PdfField& field : list.fields) {
      if (field.name.empty()) {
        nameless_.push_back({&field, {}});
        continue;
      }
      signatures += field.type == "Sig" && field.value.is_dictionary();
      auto pointer = forms::pointer_of_pdf_name(field.name);
      if (pointer && pointer->starts_with(kOwnPrefix)) {
        if (*pointer == "/_gw/stamp") add_stamp(read_stamp_json(string_text(field.value)), file_);
        if (*pointer == "/_gw/given") file_.given = long_text(field.value);
      } else if (pointer) {
        found_.push_back({&field, *std::move(pointer)});
      } else if (field.type != "Sig") {
        ++foreign;
        nameless_.push_back({&field, {}});
      }
    }
    if (signatures > 0) file_.report(messages::IntakeSigned, {std::to_string(signatures)});
    if (foreign > 0) file_.report(messages::IntakeForeignFields, {std::to_string(foreign)});
    drop_added_numbers();
  }

  /// Programs that merge forms rename the fields of the second one to `/name+1`; the number is removed.
  void drop_added_numbers() {
    std::set<std::string> pointers;
    for (const OwnField& own : found_) pointers.insert(own.pointer);
    for (OwnField& own : found_) {
      const std::size_t plus = own.pointer.rfind('+');
      if (plus == std::string::npos || plus + 1 == own.pointer.size()) continue;
      const std::string_view number = std::string_view(own.pointer).substr(plus + 1);
      const bool is_number = std::all_of(number.begin(), number.end(), base::is_ascii_digit);
      const std::string plain = own.pointer.substr(0, plus);
      if (is_number && pointers.contains(plain)) own.pointer = plain;
    }
  }

  /// Finds the form of each field. If that is uncertain, it is decided later by comparison with the blank forms.
  void find_parts() {
    std::vector<PlacedField> placed;
    for (const OwnField& own : found_) placed.push_back({own.pointer, own.field->page, font_of(*own.field)});
    PdfParts parts = find_pdf_parts(placed);
    file_.unsure_parts = !parts.certain;
    if (!parts.certain) return;
    file_.parts = std::move(parts.parts);
    mark_given();
  }

  /// After a merge, the list of fields belongs to one of the forms, and so does the data that it carries.
  void mark_given() {
    for (FormPart& part : file_.parts) {
      for (const OwnField& own : found_) {
        part.has_given = part.has_given || (!own.field->orphan && part.holds({own.field->page, {}, {}}));
      }
    }
    const auto listed =
        std::count_if(file_.parts.begin(), file_.parts.end(), [](const FormPart& part) { return part.has_given; });
    if (listed == 1) return;
    for (FormPart& part : file_.parts) part.has_given = false;
  }

  /// The number of the font that the form embeds for its fields; each form has its own.
  static int font_of(const PdfField& field) {
    if (field.widgets.empty()) return 0;
    return field.widgets.front().get("/AP").get("/N").get("/Resources").get("/Font").get("/GwF").id();
  }

  std::vector<FieldArea> areas() const {
    std::vector<FieldArea> areas;
    for (const OwnField& own : found_) {
      if (own.field->type == "Sig") continue;
      for (const PdfObject& widget : own.field->widgets) {
        const auto rect = read_rectangle(widget.get("/Rect"));
        if (rect) areas.push_back({own.pointer, own.field->page, *rect});
      }
    }
    return areas;
  }

  /// Reports the values of an invisible field, which no person filled in.
  void report_hidden(const OwnField& own) {
    ReturnedFile seen;
    PdfValueReading reading{limits_};
    read_pdf_value(*own.field, own.pointer, reading, seen);
    for (const RawField& value : seen.fields) {
      if (value.type == RawType::Boolean && value.text == "false") continue;
      file_.report_field(own.pointer, {own.field->page, {}, {}}, messages::IntakeHiddenField, {value.text});
    }
  }

  bool has_xfa() const { return !pdf_.root().get("/AcroForm").get("/XFA").is_null(); }

  static std::string string_text(const PdfObject& value) {
    return value.is_string() ? decode_pdf_string(value.bytes()).text : std::string();
  }

  std::string long_text(const PdfObject& value) const {
    if (value.type() != ot_stream) return string_text(value);
    const auto bytes = unpacked_bytes(value, limits_.max_string_bytes, limits_);
    return bytes ? decode_pdf_string(*bytes).text : std::string();
  }

  void read_other_stamps() {
    if (const auto xmp = unpacked_bytes(pdf_.root().get("/Metadata"), limits_.max_string_bytes, limits_)) {
      add_stamp(read_stamp_xmp(*xmp), file_);
    }
    add_stamp(read_stamp_json(string_text(pdf_.trailer().get("/Info").get("/GwForm"))), file_);
  }

  void read_times() {
    const PdfObject info = pdf_.trailer().get("/Info");
    const auto saved = moment_of_saving(string_text(info.get("/CreationDate")), string_text(info.get("/ModDate")));
    file_.saved = std::max<base::Moment>(saved.value_or(0), 0);
  }

  void read_without_fields() {
    if (auto attached = find_attached_json(pdf_, limits_)) {
      file_.attached_json = *std::move(attached);
      file_.report(messages::IntakeAttachedData);
      return;
    }
    file_.report(has_xfa() ? messages::IntakeXfaOnly : messages::IntakeNoFields);
    if (!has_xfa()) read_printed();
  }

  /// Keeps the print of a form without fields, which is read later by the places of the blank form.
  void read_printed() {
    PdfShownReader shown(pdf_.root(), limits_);
    const std::vector<PdfObject> pages = pdf_.pages();
    file_.pages.resize(std::min(pages.size(), kMaxPrintedPages));
    for (std::size_t i = 0; i < file_.pages.size(); ++i) add_printed(shown.read_page(pages[i]), true, file_.pages[i]);
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  std::vector<OwnField> found_;         // of the form, blank ones among them
  std::vector<PointedField> nameless_;  // with other names, too
};

/// Whether readers may find different objects under one number, so that it is undefined what the pages show.
bool has_reused_numbers(std::string_view bytes, const IntakeLimits& limits) {
  const std::vector<ReusedNumber> reused = find_revision_ends(bytes).reused;
  if (reused.empty()) return false;
  const std::optional<Revision> revision = Revision::read(bytes, limits);
  return !revision || std::any_of(reused.begin(), reused.end(), [&revision](const ReusedNumber& one) {
    return one.number >= 0 && one.is_in(*revision);
  });
}

}  // namespace

std::optional<ReturnedFile> read_plain_pdf(std::string_view bytes, const IntakeLimits& limits) {
  try {
    PlainPdf plain(bytes);
    ReturnedFile file;
    file.type = FileType::Pdf;
    const PdfFile pdf(plain);
    // Versions of the library repair pages without a size in different ways.
    for (const PdfObject& page : pdf.pages()) {
      if (!page_rectangle(page)) return std::nullopt;
    }
    PdfReader(pdf, limits, file).read();
    return file;
  } catch (const PlainRefused&) {
    return std::nullopt;
  }
}

ReturnedFile read_pdf_by_library(std::string_view bytes, const IntakeLimits& limits) {
  ReturnedFile file;
  file.type = FileType::Pdf;
  if (const auto& error = load_pdf_library()) {
    file.report(messages::IntakeNoLibrary, {error->reason});
    return file;
  }
  PdfFile pdf;
  const std::optional<PdfError> error = pdf.open(bytes);
  if (!error && !has_reused_numbers(bytes, limits)) {
    PdfReader(pdf, limits, file).read();
  } else if (error == PdfError::Encrypted) {
    file.report(messages::IntakeEncrypted);
  } else {
    file.report(messages::IntakeDamaged, {"PDF"});
  }
  return file;
}

ReturnedFile read_pdf(std::string_view bytes, const IntakeLimits& limits) {
  std::optional<ReturnedFile> file = read_plain_pdf(bytes, limits);
  return file ? *std::move(file) : read_pdf_by_library(bytes, limits);
}

}  // namespace gongwen::intake
