#include "layout/white_space.h"

#include "base/utf8.h"

using gongwen::layout::WhiteSpaceCollapser;
using gongwen::style::WhiteSpaceCollapse;

namespace {

/// Pieces of one paragraph with the same white-space.
std::string processed(WhiteSpaceCollapse collapse, std::initializer_list<std::string_view> pieces) {
  std::u32string out;
  WhiteSpaceCollapser collapser(out);
  for (const std::string_view piece : pieces) collapser.append(piece, collapse);
  collapser.finish();
  return gongwen::base::to_utf8(out);
}

}  // namespace

TEST_CASE("blanks collapse over pieces, and vanish at the ends") {
  using enum WhiteSpaceCollapse;
  CHECK(processed(Collapse, {"  a \t\n b  "}) == "a b");
  CHECK(processed(Collapse, {"a ", " b", " ", "c"}) == "a b c");
  CHECK(processed(Collapse, {" ", " "}) == "");
}

TEST_CASE("a line end between two Han characters means nothing, beside Latin it is a blank") {
  using enum WhiteSpaceCollapse;
  CHECK(processed(Collapse, {"甲\n乙"}) == "甲乙");
  CHECK(processed(Collapse, {"甲\n  ", "\n乙"}) == "甲乙");
  CHECK(processed(Collapse, {"，\n乙"}) == "，乙");
  CHECK(processed(Collapse, {"甲\na"}) == "甲 a");
  CHECK(processed(Collapse, {"a\n甲"}) == "a 甲");
  CHECK(processed(Collapse, {"甲 乙"}) == "甲 乙");  // a blank of the author's stays
}

TEST_CASE("blanks that are kept are kept, ends of lines with them") {
  using enum WhiteSpaceCollapse;
  CHECK(processed(Preserve, {" a \n b "}) == " a \n b ");
  CHECK(processed(Preserve, {"a\t b"}) == "a\t b");
  CHECK(processed(PreserveBreaks, {"a  b \n  c"}) == "a b\nc");
  CHECK(processed(PreserveSpaces, {" a\t\n", " b"}) == " a   b");
}

TEST_CASE("no-break and ideographic spaces never collapse") {
  CHECK(processed(WhiteSpaceCollapse::Collapse, {"甲　　乙"}) == "甲　　乙");
  CHECK(processed(WhiteSpaceCollapse::Collapse, {"a\u00A0\u00A0b"}) == "a\u00A0\u00A0b");
}

TEST_CASE("boxes and breaks in the line decide about the blanks beside them") {
  std::u32string out;
  WhiteSpaceCollapser collapser(out);
  collapser.append("a ", WhiteSpaceCollapse::Collapse);
  collapser.append_object();
  collapser.append(" b ", WhiteSpaceCollapse::Collapse);
  collapser.append_break();
  CHECK(collapser.take_shortest() == 4);  // the blank behind b was taken back
  collapser.append(" c", WhiteSpaceCollapse::Collapse);
  collapser.finish();
  CHECK(out == U"a  bc");
}
