// What the file says of a field to viewers: how much may be typed, and what kind of list it is.
#include "forms/field_model.h"
#include "pdf/document/detail/form_writer.h"
#include "pdf/write_pdf.h"
#include "support/laid_out.h"
#include "support/pdf_file_reader.h"

namespace forms = gongwen::forms;
namespace pdf = gongwen::pdf;
using gongwen::tests::FileReader;
using gongwen::tests::integer_entry;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;

namespace {

/// The dictionary of the only field of a page with one control.
std::string field_of(std::string_view control) {
  LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:400px 300px;margin:20px}"
      "body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}</style></head><body><p>" +
      std::string(control) + "</p></body></html>");
  const forms::FieldModel fields = forms::collect_fields(laid_out.tree);
  const auto painted = gongwen::paint::paint_document(laid_out.document, *laid_out.context, &fields);
  const pdf::FieldFontFile font{
      "Field", gongwen::text::Face::open(test_fonts().folder() + "/faces/field-all.ttf"), nullptr, {}, 0, false, true};
  const pdf::FormSource source{fields, font, {"kind", "1.0", "0"}};
  pdf::PreparedForm form(painted, source, test_fonts());
  pdf::PdfOptions options;
  options.form = &form;
  const FileReader file(pdf::write_pdf(painted, test_fonts(), options, laid_out.sink));
  EXPECT_EQ(file.error, "");
  std::string found;
  for (const auto& [number, body] : file.objects) {
    if (body.find("/FT/") != std::string::npos && body.find("/T(/a)") != std::string::npos) found = body;
  }
  EXPECT_NE(found, "") << control;
  return found;
}

}  // namespace

TEST(FormFields, TheLengthOfATextCountsAsViewersDoAndCutsNoValue) {
  struct LengthCase {
    std::string_view attributes;
    std::int64_t most;
  };
  constexpr LengthCase kCases[] = {
      {"maxlength=\"4\"", 4},
      {"maxlength=\"4\" value=\"甲乙丙丁\"", 4},
      {"maxlength=\"4\" value=\"甲乙丙丁戊\"", 5},
      // Two units of UTF-16 each.
      {"maxlength=\"4\" value=\"𠮷𠮷\"", 4},
      {"maxlength=\"4\" value=\"𠮷𠮷甲\"", 5},
      {"maxlength=\"4\" value=\"𠮷𠮷𠮷𠮷\"", 8},
      // PDF/A allows no longer strings.
      {"", 16'382},
      {"maxlength=\"16381\"", 16'381},
      {"maxlength=\"16382\"", 16'382},
      {"maxlength=\"16383\"", 16'382},
  };
  for (const auto& [attributes, most] : kCases) {
    const std::string field = field_of("<input type=\"text\" name=\"/a\" " + std::string(attributes) + ">");
    EXPECT_EQ(integer_entry(field, "/MaxLen"), most) << attributes << field;
  }
}

TEST(FormFields, OnlyAListThatTakesOtherWordsCanBeTypedInto) {
  constexpr std::int64_t kCombo = 1 << 17;
  constexpr std::int64_t kEdit = 1 << 18;
  constexpr std::string_view kOptions = "><option value=\"x\">甲</option><option value=\"y\">乙</option></select>";
  EXPECT_EQ(integer_entry(field_of("<select name=\"/a\"" + std::string(kOptions)), "/Ff"), kCombo);
  EXPECT_EQ(integer_entry(field_of("<select name=\"/a\" data-free" + std::string(kOptions)), "/Ff"), kCombo | kEdit);
}
