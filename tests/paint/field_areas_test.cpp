// Where the controls of a form can be filled in: areas in px, of the dump of a page.
#include "diagnostics/catalogue/forms.h"
#include "forms/field_model.h"
#include "paint/display_list.h"
#include "support/laid_out.h"

using gongwen::tests::LaidOut;
namespace forms = gongwen::forms;
namespace paint = gongwen::paint;

namespace {

struct Filled {
  explicit Filled(std::string_view body, std::string_view style = "")
      : laid_out(
            "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:400px 300px;margin:20px}"
            "body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}table{border-collapse:collapse;width:360px;"
            "table-layout:fixed}td{border:1px solid;padding:4px;height:31px}" +
            std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>"),
        fields(forms::collect_fields(laid_out.tree)),
        painted(paint::paint_document(laid_out.document, *laid_out.context, &fields)) {}

  /// The lines of the dump about fields, or about texts.
  std::string lines(std::string_view begin) const {
    std::string out;
    for (const paint::PageDisplay& page : painted.pages) {
      const std::string dump = paint::dump_display_list(page);
      for (std::size_t at = 0; at < dump.size();) {
        const std::size_t end = dump.find('\n', at);
        const std::string_view line = std::string_view(dump).substr(at, end - at);
        if (line.starts_with(begin)) out.append(line).append("\n");
        at = end + 1;
      }
    }
    return out;
  }

  LaidOut laid_out;
  forms::FieldModel fields;
  paint::PaintedDocument painted;
};

}  // namespace

TEST(FieldAreas, AControlAloneInACellHasTheRoomOfTheCellBlankOrNotAndItsTextIsNotDrawn) {
  const Filled blank("<table><tr><td><input type=\"text\" name=\"/a\"></td><td>乙</td></tr></table>");
  const Filled full("<table><tr><td><input type=\"text\" name=\"/a\" value=\"甲甲\"></td><td>乙</td></tr></table>");
  EXPECT_EQ(blank.lines("field"), full.lines("field"));
  const auto& area = full.painted.pages.front().fields.front();
  EXPECT_GT(area.rect.size.width.to_px(), 170);
  EXPECT_GT(area.rect.size.height.to_px(), 35);
  EXPECT_EQ(full.lines("text").find("甲"), std::string::npos);
  EXPECT_NE(full.lines("text").find("乙"), std::string::npos);
}

TEST(FieldAreas, WhatIsPrintedBesideAboveAndBelowAControlBoundsIt) {
  const Filled form(
      "<table><tr><td>中文：<input type=\"text\" name=\"/a\"></td></tr>"
      "<tr><td><div>理由</div><textarea name=\"/b\"></textarea><div>注</div></td></tr></table>",
      "textarea{display:block;min-height:40px}");
  const auto& fields = form.painted.pages.front().fields;
  ASSERT_EQ(fields.size(), 2);
  // The three characters before it end at 20 + 0.5 + 4 + 30 px.
  EXPECT_GE(fields[0].rect.left().to_px(), 54.5);
  EXPECT_GT(fields[0].rect.right().to_px(), 370);
  // Up to the glyphs, which leave a little of their lines free.
  EXPECT_GT(fields[1].rect.size.height.to_px(), 40);
  EXPECT_LT(fields[1].rect.size.height.to_px(), 48);
  EXPECT_TRUE(fields[1].has_lines);
}

TEST(FieldAreas, TwoControlsInACellShareItTheLastReachesToTheEdge) {
  const Filled form(
      "<table><tr><td><input type=\"month\" name=\"/from\">至<input type=\"month\" name=\"/to\"></td></tr></table>",
      "input{display:inline-block;min-width:60px}");
  const auto& fields = form.painted.pages.front().fields;
  ASSERT_EQ(fields.size(), 2);
  EXPECT_LT(fields[0].rect.right(), fields[1].rect.left());
  EXPECT_NEAR(fields[0].rect.size.width.to_px(), 62, 3.2);
  EXPECT_GT(fields[1].rect.right().to_px(), 370);
}

TEST(FieldAreas, AControlDoesNotCrossTheRulesOfBoxesWithinItsCell) {
  const Filled form(
      "<table><tr><td><div class=\"part\"><input type=\"text\" name=\"/a\"></div><div class=\"part\">乙</div></td></tr>"
      "</table>",
      ".part{min-height:40px}.part + .part{border-top:2px solid}");
  const auto& fields = form.painted.pages.front().fields;
  ASSERT_EQ(fields.size(), 1);
  // From the cell's rule, 4 px above the first part, to the rule of the second.
  EXPECT_NEAR(fields[0].rect.size.height.to_px(), 43, 0.88);
}

TEST(FieldAreas, BoxesToTickAreAsLargeAsTheirGlyphEachWithItsChoice) {
  const Filled form(
      "<table><tr><td><input type=\"radio\" name=\"/s\" value=\"1\">男<input type=\"radio\" name=\"/s\" "
      "value=\"2\">女</td></tr></table>");
  const auto& fields = form.painted.pages.front().fields;
  ASSERT_EQ(fields.size(), 2);
  EXPECT_EQ(fields[0].choice, 0);
  EXPECT_EQ(fields[1].choice, 1);
  EXPECT_EQ(fields[0].field, fields[1].field);
  EXPECT_NEAR(fields[0].rect.size.width.to_px(), 8.4, 0.094);
  EXPECT_EQ(fields[0].rect.size.width, fields[0].rect.size.height);
  EXPECT_EQ(form.laid_out.messages().find("field-without-room"), std::string::npos);
}

TEST(FieldAreas, EachAreaHasItsElementInTheStructureInReadingOrder) {
  const Filled form(
      "<table><tr><td>甲<input type=\"text\" name=\"/a\"></td><td><input type=\"text\" name=\"/b\"></td></tr></table>");
  const std::string structure = paint::dump_structure(form.painted.structure);
  EXPECT_NE(structure.find("TD [1:0]\n          Form field 1:0\n        TD\n          Form field 1:1\n"),
            std::string::npos);
}

TEST(FieldAreas, AControlOutsideOfCellsKeepsItsBoxOneWithoutRoomIsReported) {
  const Filled form("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>",
                    "input{display:inline-block;min-width:100px}");
  EXPECT_EQ(form.painted.pages.front().fields.front().rect.size.width.to_px(), 100);
  EXPECT_EQ(form.laid_out.messages(), "");
  const Filled none("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>");
  ASSERT_EQ(none.laid_out.sink.diagnostics().size(), 1);
  EXPECT_EQ(none.laid_out.sink.diagnostics().front().id, gongwen::diagnostics::messages::FormsFieldWithoutRoom);
}

TEST(FieldAreas, WithoutAFormToFillInControlsAreOrdinaryText) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title></head><body><p><input type=\"date\" "
      "name=\"/d\" value=\"2024-02-04\"></p></body></html>");
  const std::string dump = paint::dump_display_list(laid_out.painted.pages.front());
  EXPECT_NE(dump.find("2024"), std::string::npos);
  EXPECT_TRUE(laid_out.painted.pages.front().fields.empty());
}

TEST(FieldAreas, ABlankControlInALineStandsWhereItWillWhenItHasAText) {
  const std::string style = "input{display:inline-block;min-width:100px;line-height:30px}";
  const Filled blank("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>", style);
  const Filled full("<p>承诺人<input type=\"text\" name=\"/a\" value=\"甲\">（以下略）</p>", style);
  EXPECT_EQ(blank.lines("field"), full.lines("field"));
  EXPECT_EQ(blank.lines("text"), full.lines("text"));
}
