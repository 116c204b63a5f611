#include "intake/read_pdf.h"

#include "diagnostics/catalogue/intake.h"
#include "forms/field_names.h"
#include "intake/detail/pdf_attachment.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_stream.h"
#include "intake/detail/pdf_values.h"
#include "intake/detail/repeated_fields.h"
#include "intake/pdf_string.h"
#include "intake/saved_time.h"
#include "intake/stamp.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// Names that begin so are the form's own.
constexpr std::string_view kOwnPrefix = "/_gw/";

class PdfReader {
 public:
  PdfReader(const PdfFile& pdf, const IntakeLimits& limits, ReturnedFile& file)
      : pdf_(pdf), limits_(limits), file_(file) {}

  void read() {
    const auto size = pdf_.trailer().get("/Size").integer();
    if (size && (*size < 0 || static_cast<std::uint64_t>(*size) > limits_.most_objects)) {
      const std::string most = std::to_string(limits_.most_objects);
      return file_.tell(messages::IntakeLimit, {"more than " + most + " objects", "对象超过 " + most + " 个"});
    }
    const PdfFieldList list = collect_pdf_fields(pdf_, limits_);
    if (list.too_many) {
      const std::string most = std::to_string(limits_.most_fields);
      return file_.tell(messages::IntakeLimit, {"more than " + most + " fields", "表单域超过 " + most + " 个"});
    }
    read_fields(list);
    read_other_stamps();
    read_times();
    join_repeated_fields(file_);
    if (fields_ == 0) read_without_fields();
  }

 private:
  void read_fields(const PdfFieldList& list) {
    std::size_t foreign = 0;
    for (const PdfField& field : list.fields) {
      const auto pointer = forms::pointer_of_pdf_name(field.name);
      if (pointer && pointer->starts_with(kOwnPrefix)) {
        if (*pointer == "/_gw/stamp") add_stamp(read_stamp_json(string_text(field.value)), file_);
        if (*pointer == "/_gw/given") file_.given = long_text(field.value);
      } else if (pointer) {
        ++fields_;
        if (field.orphan) file_.tell_of(*pointer, {field.page, {}, {}}, messages::IntakeOrphanField);
        read_pdf_value(field, *pointer, limits_, file_);
      } else if (field.type != "Sig") {
        ++foreign;
      }
    }
    if (foreign > 0) file_.tell(messages::IntakeForeignFields, {std::to_string(foreign)});
    if (!has_xfa()) return;
    if (fields_ > 0) file_.tell(messages::IntakeXfaBeside);
  }

  bool has_xfa() const { return !pdf_.root().get("/AcroForm").get("/XFA").is_null(); }

  static std::string string_text(const PdfObject& value) {
    return value.is_string() ? decode_pdf_string(value.bytes()).text : std::string();
  }

  std::string long_text(const PdfObject& value) const {
    if (value.type() != ot_stream) return string_text(value);
    const auto bytes = unpacked_bytes(value, limits_.most_string_bytes, limits_);
    return bytes ? decode_pdf_string(*bytes).text : std::string();
  }

  void read_other_stamps() {
    if (const auto xmp = unpacked_bytes(pdf_.root().get("/Metadata"), limits_.most_string_bytes, limits_)) {
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
      return;
    }
    file_.tell(has_xfa() ? messages::IntakeXfaOnly : messages::IntakeNoFields);
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  std::size_t fields_ = 0;  // of ours, blank ones among them
};

}  // namespace

ReturnedFile read_pdf(std::string_view bytes, const IntakeLimits& limits) {
  ReturnedFile file;
  file.type = FileType::Pdf;
  if (const std::string& fault = load_pdf_library(); !fault.empty()) {
    file.tell(messages::IntakeNoLibrary, {fault});
    return file;
  }
  PdfFile pdf;
  switch (pdf.open(bytes)) {
    case PdfOpening::Open: PdfReader(pdf, limits, file).read(); break;
    case PdfOpening::Encrypted: file.tell(messages::IntakeEncrypted); break;
    case PdfOpening::Damaged: file.tell(messages::IntakeDamaged, {"PDF"}); break;
  }
  return file;
}

}  // namespace gongwen::intake
