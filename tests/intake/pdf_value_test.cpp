// Values of PDF fields that programs write in ways of their own: what is ambiguous is told, what can be seen is not
// lost.
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_fields.h"
#include "intake/hand_made.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen::intake;
namespace messages = gongwen::diagnostics::messages;

namespace {

const std::string kChoice = "/FT/Ch/Ff 131072/T(/a)/Opt[[(1)(One)][(2)(Two)][(3)(Three)]]";

ReturnedFile read_form(const std::string& field) { return read_pdf(hand_made::form({field}), {}); }

/// The values of the form, with `!` after them if the file has another one.
std::string values_of(const ReturnedFile& file) {
  std::string values;
  for (const RawField& field : file.fields) values += (values.empty() ? "" : ",") + field.text;
  const bool tells = std::any_of(file.notices.begin(), file.notices.end(),
                                 [](const Notice& notice) { return notice.id == messages::IntakeConflict; });
  return values + (tells ? "!" : "");
}

}  // namespace

TEST(PdfValue, AChoiceOfOneWithTwoValuesIsAConflict) {
  EXPECT_EQ(values_of(read_form(kChoice + "/V[(2)(1)]")), "2!");
  EXPECT_EQ(values_of(read_form(kChoice + "/V[(2)(Two)]")), "2");
  EXPECT_EQ(values_of(read_form(kChoice + "/V[(3)]")), "3");
  EXPECT_EQ(values_of(read_form("/FT/Ch/Ff 2097152/T(/a)/Opt[(x)(y)]/V[(x)(y)]")), "x,y");
}

TEST(PdfValue, AChoiceWhoseNumberIsThatOfAnotherOptionIsAConflict) {
  EXPECT_EQ(values_of(read_form(kChoice + "/V(2)/I[0]")), "2!");
  EXPECT_EQ(values_of(read_form(kChoice + "/V(2)/I[1]")), "2");
  EXPECT_EQ(values_of(read_form(kChoice + "/V(Two)/I[1]")), "2");
  EXPECT_EQ(values_of(read_form(kChoice + "/V(2)/I[7]")), "2");
  EXPECT_EQ(values_of(read_form(kChoice + "/I[2]")), "3");
}

TEST(PdfValue, ATextThatIsOnlyARichTextIsRead) {
  const std::string rich = "/RV(<body xmlns=\"http://www.w3.org/1999/xhtml\"><p>one<b> two</b></p><p>three</p></body>)";
  EXPECT_EQ(values_of(read_form("/FT/Tx/Ff 33554432/T(/a)" + rich)), "one two\nthree");
  // Without the flag, no viewer shows it.
  EXPECT_EQ(values_of(read_form("/FT/Tx/T(/a)" + rich)), "");
  EXPECT_EQ(values_of(read_form("/FT/Tx/Ff 33554432/T(/a)/V(plain)" + rich)), "plain");
}
