// Where the controls of a form can be filled in: areas in px, of the dump of a page.
#include "diagnostics/catalogue/forms.h"
#include "forms/field_model.h"
#include "paint/painter.h"
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

  /// The lines of the dump that tell of fields, or of texts.
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

TEST_CASE("a control alone in a cell has the room of the cell, blank or not, and its text is not drawn") {
  const Filled blank("<table><tr><td><input type=\"text\" name=\"/a\"></td><td>乙</td></tr></table>");
  const Filled full("<table><tr><td><input type=\"text\" name=\"/a\" value=\"甲甲\"></td><td>乙</td></tr></table>");
  CHECK(blank.lines("field") == full.lines("field"));
  const auto& area = full.painted.pages.front().fields.front();
  CHECK(area.rect.size.width.to_px() > 170);
  CHECK(area.rect.size.height.to_px() > 35);
  CHECK(full.lines("text").find("甲") == std::string::npos);
  CHECK(full.lines("text").find("乙") != std::string::npos);
}

TEST_CASE("what is printed beside, above and below a control bounds it") {
  const Filled form(
      "<table><tr><td>中文：<input type=\"text\" name=\"/a\"></td></tr>"
      "<tr><td><div>理由</div><textarea name=\"/b\"></textarea><div>注</div></td></tr></table>",
      "textarea{display:block;min-height:40px}");
  const auto& fields = form.painted.pages.front().fields;
  REQUIRE(fields.size() == 2);
  // The three characters before it end at 20 + 0.5 + 4 + 30 px.
  CHECK(fields[0].rect.left().to_px() >= 54.5);
  CHECK(fields[0].rect.right().to_px() > 370);
  // Up to the glyphs, which leave a little of their lines free.
  CHECK(fields[1].rect.size.height.to_px() > 40);
  CHECK(fields[1].rect.size.height.to_px() < 48);
  CHECK(fields[1].has_lines);
}

TEST_CASE("two controls in a cell share it, the last reaches to the edge") {
  const Filled form(
      "<table><tr><td><input type=\"month\" name=\"/from\">至<input type=\"month\" name=\"/to\"></td></tr></table>",
      "input{display:inline-block;min-width:60px}");
  const auto& fields = form.painted.pages.front().fields;
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].rect.right() < fields[1].rect.left());
  CHECK(fields[0].rect.size.width.to_px() == doctest::Approx(62).epsilon(0.05));
  CHECK(fields[1].rect.right().to_px() > 370);
}

TEST_CASE("a control does not cross the rules of boxes within its cell") {
  const Filled form(
      "<table><tr><td><div class=\"part\"><input type=\"text\" name=\"/a\"></div><div class=\"part\">乙</div></td></tr>"
      "</table>",
      ".part{min-height:40px}.part + .part{border-top:2px solid}");
  const auto& fields = form.painted.pages.front().fields;
  REQUIRE(fields.size() == 1);
  // From the cell's rule, 4 px above the first part, to the rule of the second.
  CHECK(fields[0].rect.size.height.to_px() == doctest::Approx(43).epsilon(0.02));
}

TEST_CASE("boxes to tick are as large as their glyph, each with its choice") {
  const Filled form(
      "<table><tr><td><input type=\"radio\" name=\"/s\" value=\"1\">男<input type=\"radio\" name=\"/s\" "
      "value=\"2\">女</td></tr></table>");
  const auto& fields = form.painted.pages.front().fields;
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].choice == 0);
  CHECK(fields[1].choice == 1);
  CHECK(fields[0].field == fields[1].field);
  CHECK(fields[0].rect.size.width.to_px() == doctest::Approx(8.4).epsilon(0.01));
  CHECK(fields[0].rect.size.width == fields[0].rect.size.height);
  CHECK(form.laid_out.messages().find("field-without-room") == std::string::npos);
}

TEST_CASE("each area has its element in the structure, in reading order") {
  const Filled form(
      "<table><tr><td>甲<input type=\"text\" name=\"/a\"></td><td><input type=\"text\" name=\"/b\"></td></tr></table>");
  const std::string structure = paint::dump_structure(form.painted.structure);
  CHECK(structure.find("TD [1:0]\n          Form field 1:0\n        TD\n          Form field 1:1\n") !=
        std::string::npos);
}

TEST_CASE("a control outside of cells keeps its box; one without room is reported") {
  const Filled form("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>",
                    "input{display:inline-block;min-width:100px}");
  CHECK(form.painted.pages.front().fields.front().rect.size.width.to_px() == 100);
  CHECK(form.laid_out.messages() == "");
  const Filled none("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>");
  REQUIRE(none.laid_out.sink.diagnostics().size() == 1);
  CHECK(none.laid_out.sink.diagnostics().front().id == gongwen::diagnostics::messages::FormsFieldWithoutRoom);
}

TEST_CASE("without a form to fill in, controls are ordinary text") {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title></head><body><p><input type=\"date\" "
      "name=\"/d\" value=\"2024-02-04\"></p></body></html>");
  const std::string dump = paint::dump_display_list(laid_out.painted.pages.front());
  CHECK(dump.find("2024") != std::string::npos);
  CHECK(laid_out.painted.pages.front().fields.empty());
}

TEST_CASE("a blank control in a line stands where it will when it has a text") {
  const std::string style = "input{display:inline-block;min-width:100px;line-height:30px}";
  const Filled blank("<p>承诺人<input type=\"text\" name=\"/a\">（以下略）</p>", style);
  const Filled full("<p>承诺人<input type=\"text\" name=\"/a\" value=\"甲\">（以下略）</p>", style);
  CHECK(blank.lines("field") == full.lines("field"));
  CHECK(blank.lines("text") == full.lines("text"));
}
