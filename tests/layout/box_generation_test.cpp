// Which boxes elements come to (CSS 2.2 sections 9.2 and 17.2.1).
#include "layout/box_dump.h"

using gongwen::tests::Boxed;

namespace {

struct Case {
  std::string_view what;
  std::string_view style;
  std::string_view body;
  std::string_view boxes;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    const Boxed boxed(each.style, each.body);
    EXPECT_TRUE(boxed.sink.diagnostics().empty());
    EXPECT_EQ(boxed.dump(), each.boxes);
  }
}

}  // namespace

TEST(BoxGeneration, BlocksHoldEitherBlocksOrLines) {
  check({
      {"text alone", "", "<p>甲<b>乙</b></p>", "block(\"甲\" inline(\"乙\"))"},
      {"text beside a block", "", "<div>甲<p>乙</p>丙</div>", "block(block*(\"甲\") block(\"乙\") block*(\"丙\"))"},
      {"white space between blocks", "", "<div> <p>甲</p>\n <p>乙</p> </div>", "block(block(\"甲\") block(\"乙\"))"},
      {"white space that counts", "div{white-space:pre}", "<div> <p>甲</p></div>",
       "block(block*(\" \") block(\"甲\"))"},
      {"a block in a line", "b{display:inline-block}", "<p>甲<b>乙</b></p>", "block(\"甲\" inline-block(\"乙\"))"},
      {"nothing", "b{display:none}", "<p><b>甲</b></p><p></p>", "block block"},
      {"breaks", "", "<p>甲<br>乙<wbr>丙</p>", "block(\"甲\" br \"乙\" wbr \"丙\")"},
  });
}

TEST(BoxGeneration, RubyBasesAndAnnotationsPairUp) {
  check({
      {"one after the other", "", "<p><ruby>甲<rt>a</rt>乙<rt>b</rt></ruby></p>",
       "block(inline(inline*(inline*(\"甲\") ruby-text(\"a\")) inline*(inline*(\"乙\") ruby-text(\"b\"))))"},
      {"bases first", "", "<p><ruby><rb>甲</rb> <rb>乙</rb><rp>(</rp><rt>a</rt> <rt>b</rt><rp>)</rp></ruby></p>",
       "block(inline(inline*(inline*(inline(\"甲\")) ruby-text(\"a\")) "
       "inline*(inline*(\" \")) inline*(inline*(inline(\"乙\")) ruby-text(\"b\"))))"},
      {"a base of several pieces", "", "<p><ruby>甲<b>乙</b><rt>a</rt></ruby></p>",
       "block(inline(inline*(inline*(\"甲\" inline(\"乙\")) ruby-text(\"a\"))))"},
      {"a base alone, an annotation alone", "", "<p><ruby>甲</ruby><ruby><rt>a</rt></ruby></p>",
       "block(inline(inline*(inline*(\"甲\"))) inline(inline*(inline* ruby-text(\"a\"))))"},
      {"an annotation outside", "b{display:ruby-text}", "<p>甲<b>a</b></p>",
       "block(\"甲\" inline*(inline*(inline* ruby-text(\"a\"))))"},
      {"any element", "b{display:ruby}i{display:ruby-text}", "<p><b>甲<i>a</i></b></p>",
       "block(inline(inline*(inline*(\"甲\") ruby-text(\"a\"))))"},
      {"a block of its own", "ruby{display:block}", "<p>甲</p><ruby>乙<rt>a</rt></ruby>",
       "block(\"甲\") block(\"乙\" inline*(inline*(inline* ruby-text(\"a\"))))"},
  });
}

TEST(BoxGeneration, RubyContainersMakeSegmentsAndLevels) {
  check({
      {"two levels", "", "<p><ruby>甲<rt>a</rt><rtc><rt>b</rt></rtc></ruby></p>",
       "block(inline(inline*(inline*(inline*(inline*(\"甲\") ruby-text(\"a\"))) ruby-text(\"b\"))))"},
      {"a text for all bases", "",
       "<p><ruby><rbc><rb>甲</rb><rb>乙</rb></rbc> <rtc><rt>a</rt> <rt>b</rt></rtc> <rtc>c</rtc></ruby></p>",
       "block(inline(inline*(inline*(inline*(inline*(inline(\"甲\")) ruby-text(\"a\")) "
       "inline*(inline*(inline(\"乙\")) ruby-text(\"b\"))) ruby-text*(\"c\"))))"},
      {"what containers count ends with the ruby",
       "p{counter-reset:n 1}rtc{counter-reset:n 5}b::before{content:counter(n)}",
       "<p><ruby>甲<rtc><rt>a</rt></rtc></ruby><b></b></p>",
       "block(inline(inline*(inline*(\"甲\") ruby-text(\"a\"))) inline(inline::before(\"1\")))"},
      {"items", "ruby{display:inline-flex}", "<p><ruby>甲<rt>a</rt></ruby></p>",
       "block(flex(block*(\"甲\") block(\"a\")))"},
      {"white space between segments", "", "<p><ruby>甲<rt>a</rt> <rb>乙</rb><rt>b</rt></ruby></p>",
       "block(inline(inline*(inline*(\"甲\") ruby-text(\"a\")) inline*(inline*(\" \")) "
       "inline*(inline*(inline(\"乙\")) ruby-text(\"b\"))))"},
      {"white space beside text", "", "<p><ruby><rb>甲</rb> <b>乙</b> <rt>a</rt></ruby></p>",
       "block(inline(inline*(inline*(inline(\"甲\")) ruby-text(\"a\")) inline*(inline*(\" \" inline(\"乙\") \" \"))))"},
      {"more annotations than bases", "", "<p><ruby>甲<rt>a</rt><rt>b</rt></ruby></p>",
       "block(inline(inline*(inline*(\"甲\") ruby-text(\"a\")) inline*(inline* ruby-text(\"b\"))))"},
      {"pseudo-elements of containers",
       "rbc::before{display:ruby-base;content:'始'}rtc::after{display:ruby-text;content:'b'}",
       "<p><ruby><rbc><rb>甲</rb></rbc><rtc><rt>a</rt></rtc></ruby></p>",
       "block(inline(inline*(inline*(inline::before(\"始\")) ruby-text(\"a\")) inline*(inline*(inline(\"甲\")) "
       "ruby-text::after(\"b\"))))"},
      {"parts outside of ruby", "b{display:ruby-base}i{display:ruby-text}", "<p>甲 <b>乙</b> <i>a</i> 丙</p>",
       "block(\"甲 \" inline*(inline*(inline*(inline(\"乙\")) ruby-text(\"a\"))) \" 丙\")"},
  });
}

TEST(BoxGeneration, AnotherWritingModeBeginsInABoxOfItsOwn) {
  check({
      {"a block", "p{writing-mode:vertical-rl}", "<p>甲</p>", "block(turned*(block*(\"甲\")))"},
      {"the same inside", "div,p{writing-mode:vertical-rl}", "<div><p>甲</p></div>",
       "block(turned*(block*(block(\"甲\"))))"},
      {"a flex container", "div{writing-mode:vertical-rl;display:flex}", "<div><p>甲</p></div>",
       "block(turned*(flex*(block(\"甲\"))))"},
      {"an inline box", "b{writing-mode:vertical-rl}", "<p>甲<b>乙</b></p>",
       "block(\"甲\" inline-block(turned*(block*(\"乙\"))))"},
      {"back again", "div{writing-mode:vertical-rl}p{writing-mode:horizontal-tb}", "<div><p>甲</p></div>",
       "block(turned*(block*(block(turned*(block*(\"甲\"))))))"},
      {"the whole page", "body{writing-mode:vertical-rl}", "<p>甲</p>", "block(\"甲\")"},
  });
}

TEST(BoxGeneration, CombinedCharactersAreABoxInTheLine) {
  check({
      {"all", "p{writing-mode:vertical-rl}b{text-combine-upright:all}", "<p>于<b>12</b>月</p>",
       "block(turned*(block*(\"于\" inline(inline-block*(turned*(block*(\"12\")))) \"月\")))"},
      {"numbers", "p{writing-mode:vertical-rl;text-combine-upright:digits}", "<p>于12月，2024年</p>",
       "block(turned*(block*(\"于\" inline-block*(turned*(block*(\"12\"))) \"月，\" \"2024\" \"年\")))"},
      {"numbers across inline boxes", "p{writing-mode:vertical-rl;text-combine-upright:digits 4}",
       "<p>12<span>34</span>月<b>56</b></p>",
       "block(turned*(block*(\"12\" inline(\"34\") \"月\" inline(inline-block*(turned*(block*(\"56\")))))))"},
      {"in pieces", "p{writing-mode:vertical-rl}b{text-combine-upright:all}", "<p><b>1<!-- -->2</b></p>",
       "block(turned*(block*(inline(inline-block*(turned*(block*(\"12\"))) \"\"))))"},
      {"numbers in pieces", "p{writing-mode:vertical-rl;text-combine-upright:digits}", "<p>于1<!-- -->2月</p>",
       "block(turned*(block*(\"于\" inline-block*(turned*(block*(\"12\"))) \"月\")))"},
      {"beside a blank", "p{writing-mode:vertical-rl}b{text-combine-upright:all}", "<p><b>1 </b><b>2</b></p>",
       "block(turned*(block*(inline(inline-block*(turned*(block*(\"1 \")))) "
       "inline(inline-block*(turned*(block*(\"2\")))))))"},
      {"not in horizontal lines", "p{text-combine-upright:all}", "<p>12</p>", "block(\"12\")"},
  });
}

TEST(BoxGeneration, ABlockCutsTheInlineBoxesAroundIt) {
  check({
      {"in the middle", "i{display:block}", "<p><b>甲<i>乙</i>丙</b></p>",
       "block(block*(inline>(\"甲\")) block*(block(\"乙\")) block*(inline<(\"丙\")))"},
      {"two deep", "i{display:block}", "<p><b>甲<u>乙<i>丙</i>丁</u></b>戊</p>",
       "block(block*(inline>(\"甲\" inline>(\"乙\"))) block*(block(\"丙\")) block*(inline<(inline<(\"丁\")) \"戊\"))"},
      {"at the begin", "i{display:block}", "<p><b><i>乙</i>丙</b></p>",
       "block(block*(block(\"乙\")) block*(inline<(\"丙\")))"},
  });
}

TEST(BoxGeneration, TablesGetThePartsThatTheyLack) {
  check({
      {"whole", "", "<table><tbody><tr><td>甲</td></tr></tbody></table>", "table(grid*(group(row(cell(\"甲\")))))"},
      {"rows alone", "", "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
       "table(grid*(group(row(cell(\"甲\")) row(cell(\"乙\")))))"},
      {"a caption stands beside the grid", "", "<table><caption>题</caption><tr><td>甲</td></tr></table>",
       "table(caption(\"题\") grid*(group(row(cell(\"甲\")))))"},
      {"columns", "", "<table><colgroup><col><col span=\"2\"></colgroup><tr><td></td></tr></table>",
       "table(grid*(colgroup(col col) group(row(cell))))"},
      {"cells without a table", "i{display:table-cell}", "<p><i>甲</i> <i>乙</i></p>",
       "block(table*(grid*(group*(row*(cell(\"甲\") cell(\"乙\"))))))"},
      {"a block in a row", "tr{display:table-row}div{display:table-row}", "<div><p>甲</p></div>",
       "table*(grid*(group*(row(cell*(block(\"甲\"))))))"},
      {"blanks between words stay", "div{display:table-row}", "<div> <b>甲</b> <b>乙</b></div>",
       "table*(grid*(group*(row(cell*(inline(\"甲\") \" \" inline(\"乙\"))))))"},
      {"a row group in a row group", "div,p{display:table-row-group}", "<div><p>甲</p></div>",
       "table*(grid*(group(row*(cell*(table*(grid*(group(row*(cell*(\"甲\"))))))))))"},
  });
}

TEST(BoxGeneration, RowGroupsKnowWhetherTheyAreHeadsOrFeetSpansAreLimited) {
  const Boxed boxed(
      "",
      "<table><tfoot><tr><td>f</td></tr></tfoot><thead><tr><th colspan=\"2000\" rowspan=\"0\">h</th></tr></thead>"
      "<tbody><tr><td colspan=\"0\" rowspan=\"-3\">b</td><td colspan=\"x\">c</td></tr></tbody></table>");
  std::vector<gongwen::boxes::RowGroupKind> groups;
  std::vector<std::pair<int, int>> spans;
  for (std::size_t i = 0; i < boxed.boxes.size(); ++i) {
    const auto& box = boxed.boxes.box(gongwen::boxes::BoxId(i));
    if (box.kind == gongwen::boxes::BoxKind::RowGroup) groups.push_back(box.row_group);
    if (box.kind == gongwen::boxes::BoxKind::Cell) spans.emplace_back(box.column_span, box.row_span);
  }
  using enum gongwen::boxes::RowGroupKind;
  EXPECT_EQ(groups, (std::vector{Foot, Head, Body}));
  EXPECT_EQ(spans, (std::vector<std::pair<int, int>>{{1, 1}, {1000, 0}, {1, 0}, {1, 1}}));
}

TEST(BoxGeneration, GeneratedContentStandsBeforeAndAfterTheElementsOwn) {
  check({
      {"texts", "p::before{content:\"〔\"}p::after{content:\"〕\" attr(id)}", "<p id=\"x\">甲</p>",
       "block(inline::before(\"〔\") \"甲\" inline::after(\"〕\" \"x\"))"},
      {"nothing for none and normal", "p::before{content:none}p::after{content:normal}", "<p>甲</p>", "block(\"甲\")"},
      {"quotes in their depth", "", "<p><q>甲<q>乙</q></q></p>",
       "block(inline(inline::before(\"“\") \"甲\" inline(inline::before(\"‘\") \"乙\" inline::after(\"’\")) "
       "inline::after(\"”\")))"},
      {"what waits for pages", "a::after{content:leader(\".\") target-counter(attr(href),page)}",
       "<p><a href=\"#t\">甲</a></p>", "block(inline(\"甲\" inline::after(leader::after reference::after)))"},
  });
}

TEST(BoxGeneration, ClipPathOfBoxesIsReportedOnce) {
  const Boxed boxed("p{clip-path:url(#a)}b{clip-path:none}", "<p>甲</p><p><b>乙</b></p>");
  ASSERT_EQ(boxed.sink.diagnostics().size(), 1U);
  EXPECT_EQ(gongwen::diagnostics::catalogue_entry(boxed.sink.diagnostics().front().id).id, "css/unsupported-value");
  EXPECT_TRUE(Boxed("p{fill:red}", "<p>甲</p>").sink.diagnostics().empty());
}

TEST(BoxGeneration, TextOfWhatHasNoBoxInheritsFromItAllTheSame) {
  const Boxed boxed(
      "div{display:contents;white-space:pre;color:red}p::before{display:contents;content:\"乙\";color:red}",
      "<div>甲</div><p>丙</p>");
  EXPECT_EQ(boxed.dump(), "block*(\"甲\") block(\"乙\" \"丙\")");
  for (std::size_t i = 0; i < boxed.boxes.size(); ++i) {
    const auto& box = boxed.boxes.box(gongwen::boxes::BoxId(i));
    if (box.kind != gongwen::boxes::BoxKind::Text) continue;
    EXPECT_EQ(gongwen::css::to_text(boxed.styles.style(box.style).color), box.text == "丙" ? "#000000" : "#ff0000");
  }
}

TEST(BoxGeneration, ATableInAVerticalFlowHasItsEffectsOnce) {
  const Boxed boxed(
      "table{writing-mode:vertical-rl;isolation:isolate;contain:layout;clip:rect(0,1px,1px,0);perspective:9px;"
      "backface-visibility:hidden}",
      "<table><tr><td>甲</td></tr></table>");
  std::vector<const gongwen::style::ComputedStyle*> of_table;
  for (std::size_t i = 0; i < boxed.boxes.size(); ++i) {
    const auto& box = boxed.boxes.box(gongwen::boxes::BoxId(i));
    const bool is_outer = boxed.tree.is_element(box.node, gongwen::dom::ElementName::Table) &&
                          box.part == gongwen::boxes::BoxPart::Element;
    if (is_outer || box.kind == gongwen::boxes::BoxKind::Table) of_table.push_back(&boxed.styles.style(box.style));
  }
  ASSERT_EQ(of_table.size(), 2U);
  const auto count = [&](auto has) {
    return std::count_if(of_table.begin(), of_table.end(), has);
  };
  EXPECT_EQ(count([](const auto* style) { return style->isolation == gongwen::style::Isolation::Isolate; }), 1);
  EXPECT_EQ(count([](const auto* style) { return style->contain.layout; }), 1);
  EXPECT_EQ(count([](const auto* style) { return !style->clip->is_auto; }), 1);
  EXPECT_EQ(count([](const auto* style) { return style->perspective > gongwen::base::LayoutUnit(); }), 1);
  EXPECT_EQ(count([](const auto* style) {
              return style->backface_visibility != gongwen::style::BackfaceVisibility::Visible;
            }),
            1);
}
