#include "forms/field_model.h"

#include "dom/html_sink.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

std::string fields_of(std::string_view html) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree =
      dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink);
  EXPECT_EQ(sink.error_count(), 0);
  return forms::dump_fields(forms::collect_fields(tree));
}

}  // namespace

TEST(FieldModel, EachControlIsAFieldWithItsPointerTypeAndValue) {
  EXPECT_EQ(fields_of("<p><input type=\"text\" name=\"/name\" title=\"姓名\" value=\"张三\" required></p>"),
            "/name text required \"姓名\" = 张三\n");
  EXPECT_EQ(fields_of("<p><label>出生年月<input type=\"month\" name=\"/born\"></label></p>"),
            "/born month \"出生年月\"\n");
  EXPECT_EQ(fields_of("<p><input type=\"checkbox\" name=\"/agree\" checked></p>"), "/agree check = true\n");
  EXPECT_EQ(fields_of("<p><textarea name=\"/note\" maxlength=\"200\">第一行\n第二行</textarea></p>"),
            "/note text = 第一行\n第二行\n");
}

TEST(FieldModel, RadioButtonsOfOneNameAreOneField) {
  EXPECT_EQ(fields_of("<p><label><input type=\"radio\" name=\"/sex\" value=\"m\">男</label>"
                      "<label><input type=\"radio\" name=\"/sex\" value=\"f\" checked>女</label></p>"),
            "/sex choice \"男\" = f\n  m \"男\"\n  f \"女\"\n");
}

TEST(FieldModel, AListOfSeveralChoicesKeepsAllThatAreChosen) {
  EXPECT_EQ(fields_of("<p><select name=\"/groups\" multiple><option value=\"1\" selected>WG1</option>"
                      "<option value=\"2\">WG2</option><option selected>WG3</option></select></p>"),
            "/groups choices = 1\nWG3\n  1 \"WG1\"\n  2 \"WG2\"\n  WG3 \"WG3\"\n");
}

TEST(FieldModel, SeveralBoxesToTickOfOneNameAreChoicesOfWhichAnyNumberMayBeTaken) {
  EXPECT_EQ(fields_of("<p><input type=\"checkbox\" name=\"/wg\" value=\"1\" checked><input type=\"checkbox\" "
                      "name=\"/wg\" value=\"2\"><input type=\"checkbox\" name=\"/wg\" value=\"3\" checked></p>"),
            "/wg choices = 1\n3\n  1 \"\"\n  2 \"\"\n  3 \"\"\n");
}

TEST(FieldModel, APointerThatIsShownTwiceIsOneFieldAPlaceToSignHasNoValue) {
  EXPECT_EQ(fields_of("<p><input type=\"text\" name=\"/org\" value=\"甲\"><input type=\"text\" name=\"/org\" "
                      "value=\"甲\"><input type=\"text\" name=\"leader\" data-signature=\"\"></p>"),
            "/org text = 甲\nleader signature\n");
}
