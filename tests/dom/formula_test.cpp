#include "dom/math/formula.h"

#include "dom/html_sink.h"
#include "dom/math/formula_lines.h"
#include "dom/math/formula_text.h"
#include "dom/math/letters.h"
#include "dom/math/operators.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

using namespace gongwen;
using math::LetterStyle;
using math::LineEnd;
using math::OperatorForm;

namespace {

/// A formula in a page.
struct Read {
  explicit Read(std::string_view content) {
    const std::string html = "<!DOCTYPE html><html><head><title>x</title></head><body><p><math>" +
                             std::string(content) + "</math></p></body></html>";
    const diagnostics::Span place{diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())};
    tree = dom::parse_html(html, place, origins, sink);
    for (dom::NodeId node = tree.root_element(); node; node = tree.next_in_order(node, tree.root_element())) {
      if (tree.is_element(node, dom::ElementName::Math)) math = node;
    }
    EXPECT_EQ(sink.error_count(), 0) << html;
    if (math) formula = math::read_formula(tree, math, sink);
  }

  std::string text() const { return math::linear_text(formula); }

  std::string last() const {
    return sink.diagnostics().empty() ? std::string()
                                      : std::string(diagnostics::catalogue_entry(sink.diagnostics().back().id).id);
  }

  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  dom::NodeId math;
  math::Part formula;
};

constexpr std::string_view kSum = "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow>";

}  // namespace

TEST(Formula, IsSaidInOneLineOfText) {
  struct Case {
    std::string content;
    std::string_view text;
  };
  const std::string sum(kSum);
  const Case cases[] = {
      {"<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc^2"},
      {"<mfrac>" + sum + "<mn>2</mn></mfrac>", "(a+b)/2"},
      {"<mfrac><mi>a</mi><mi>b</mi></mfrac>", "a/b"},
      {"<msqrt><mi>x</mi></msqrt>", "√x"},
      {"<msqrt>" + sum + "</msqrt>", "√(a+b)"},
      {"<mroot><mi>x</mi><mn>3</mn></mroot>", "∛x"},
      {"<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"},
      {"<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>w</mi><mi>i</"
       "mi></msub>",
       "∑_(i = 1)^n w_i"},
      {"<mn>2</mn><mrow><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow>", "2 1/2"},
      {"<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>x</mi>", "(1/2)x"},
      {"<mi>a</mi><mrow><mfrac><mi>b</mi><mi>c</mi></mfrac></mrow><mi>d</mi>", "a(b/c)d"},
      {"<mo>(</mo><mi>x</mi><mo>)</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>+</mo><mn>1</mn>", "(x)(a/b)+1"},
      {"<mfrac><mi>a</mi><mi>b</mi></mfrac><mo>!</mo>", "(a/b)!"},
      {"<mfrac><mi>b</mi><mi>c</mi></mfrac><mo>&#x2062;</mo><mi>d</mi>", "(b/c)d"},
      {"<mi>a</mi><mo>&#x2062;</mo><mfrac><mi>b</mi><mi>c</mi></mfrac>", "a(b/c)"},
      {"<mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo><mi>x</mi><mo>|</mo>", "(a/b)|x|"},
      {"<msqrt><mi>x</mi></msqrt><mi>y</mi>", "√x y"},
      {"<mroot><mi>x</mi><mi>n</mi></mroot><mi>y</mi>", "√[n]x y"},
      {"<msup><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><mn>3</mn></msup>", "(x^2)^3"},
      {"<msup><mi>x</mi><msup><mi>y</mi><mn>3</mn></msup></msup>", "x^(y^3)"},
      {"<msup><msqrt><mi>x</mi></msqrt><mn>2</mn></msup>", "(√x)^2"},
      {"<mo>(</mo><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>", "(n¦k)"},
      {"<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>d</"
       "mi>"
       "</mtd></mtr></mtable>",
       "a = b; = d"},
      {"<mo>{</mo><mtable><mtr><mtd><mn>1</mn><mo>,</mo></mtd><mtd><mi>x</mi></mtd></mtr></mtable>", "{1, x"},
      {"<mo>-</mo><mi>x</mi><mo>&lt;</mo><mn>3</mn>", "−x < 3"},
      {"<mi>sin</mi><mi>x</mi>", "sin x"},
      {"<mn>3</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "3 1/2"},
      {"<mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</"
       "mn></mtd></mtr></mtable><mo>)</mo>",
       "(1, 0; 0, 1)"},
      {"<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"},
      {"<mfenced separators=', ;'><mi>a</mi><mi>b</mi><mi>c</mi></mfenced>", "(a, b; c)"},
      {"<semantics><mi>x</mi><annotation>hidden</annotation></semantics>", "x"},
      {"<mi>风险</mi><mo>=</mo><mi>可能性</mi><mo>×</mo><mi>影响</mi>", "风险 = 可能性×影响"},
      {"<mi>f</mi><mo>&#x2061;</mo><mi>x</mi>", "fx"},
  };
  for (const Case& each : cases) EXPECT_EQ(Read(each.content).text(), each.text) << each.content;
}

TEST(Formula, AlternativeIsThatOfTheAuthorIfThereIsOne) {
  const Read read("<mi>x</mi>");
  EXPECT_EQ(math::alternative_of_formula(read.tree, read.math), "x");
}

TEST(Formula, WithAMissingPartIsARowAndReported) {
  const Read read("<mfrac><mi>a</mi></mfrac>");
  EXPECT_EQ(read.last(), "boxes/formula-parts");
  ASSERT_EQ(read.formula.parts.size(), 1U);
  EXPECT_EQ(read.formula.parts[0].kind, math::PartKind::Row);
  EXPECT_EQ(read.text(), "a");
}

TEST(Formula, MultipleScriptsWithoutPairsAreARowOfAllTheirParts) {
  constexpr std::string_view kMark = "<mprescripts></mprescripts>";
  struct Case {
    std::string content;
    std::string_view text;
    bool is_right;
  };
  const std::string mark(kMark);
  const Case cases[] = {
      {"<mi>a</mi><mi>b</mi><mi>c</mi>" + mark + "<mi>d</mi><mi>e</mi>", "abcde", true},
      {"<mi>a</mi>" + mark + "<mi>d</mi><mi>e</mi>", "ade", true},
      {"<mi>a</mi><mi>b</mi>", "ab", false},
      {"<mi>a</mi><mi>b</mi>" + mark + "<mi>d</mi>", "abd", false},
      {mark + "<mi>a</mi><mi>b</mi><mi>c</mi>", "abc", false},
      {"<mi>a</mi>" + mark + "<mi>b</mi><mi>c</mi>" + mark + "<mi>d</mi><mi>e</mi>", "abcde", false},
  };
  for (const Case& each : cases) {
    const Read read("<mmultiscripts>" + each.content + "</mmultiscripts>");
    EXPECT_EQ(read.last(), each.is_right ? "" : "boxes/formula-parts") << each.content;
    std::string letters = read.text();
    std::erase_if(letters, [](char c) { return c < 'a' || c > 'e'; });
    std::sort(letters.begin(), letters.end());
    EXPECT_EQ(letters, each.text) << each.content;
  }
}

TEST(Formula, ThatIsTooDeepIsReportedAndKeepsItsText) {
  std::string content = "<mi>x</mi>";
  for (int i = 0; i < math::kMaxFormulaDepth + 5; ++i) content = "<mrow>" + content + "</mrow>";
  const Read read(content);
  EXPECT_EQ(read.last(), "boxes/formula-too-deep");
  EXPECT_EQ(read.text(), "x");
}

TEST(Formula, LinesEndAfterRelationsAndTermsOutsideOfBrackets) {
  const Read read(
      "<mi>y</mi><mo>=</mo><mi>a</mi><mo>+</mo><mo>(</mo><mi>b</mi><mo>+</mo><mi>c</mi><mo>)</mo><mo>-</mo><mi>d</mi>");
  const auto pieces = math::line_pieces(math::outermost_row(read.formula));
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[0].end, 2U);
  EXPECT_EQ(pieces[0].end_kind, LineEnd::AfterRelation);
  EXPECT_EQ(pieces[1].end, 4U);
  EXPECT_EQ(pieces[1].end_kind, LineEnd::AfterTerm);
  EXPECT_EQ(pieces[2].end, 10U);
  EXPECT_EQ(pieces[3].end, 11U);
  EXPECT_EQ(pieces[3].end_kind, LineEnd::None);
}

TEST(Formula, SignBeforeTheFirstTermDoesNotEndALine) {
  const Read read("<mi>y</mi><mo>=</mo><mo>-</mo><mi>a</mi>");
  EXPECT_EQ(math::line_pieces(math::outermost_row(read.formula)).size(), 2U);
}

TEST(Operators, HaveTheSpacesOfTheDictionary) {
  EXPECT_EQ(math::operator_traits(U"=", OperatorForm::Infix, false).left, 5);
  EXPECT_EQ(math::operator_traits(U"+", OperatorForm::Infix, false).left, 4);
  EXPECT_EQ(math::operator_traits(U"+", OperatorForm::Prefix, false).left, 0);
  EXPECT_EQ(math::operator_traits(U"×", OperatorForm::Infix, false).right, 3);
  EXPECT_EQ(math::operator_traits(U",", OperatorForm::Infix, false).left, 0);
  EXPECT_EQ(math::operator_traits(U",", OperatorForm::Infix, false).right, 3);
  EXPECT_TRUE(math::operator_traits(U"(", OperatorForm::Infix, false).is_stretchy);
  EXPECT_FALSE(math::operator_traits(U"(", OperatorForm::Infix, true).is_stretchy);
  EXPECT_TRUE(math::operator_traits(U"∑", OperatorForm::Prefix, false).has_movable_limits);
  EXPECT_FALSE(math::operator_traits(U"∫", OperatorForm::Prefix, false).has_movable_limits);
  EXPECT_TRUE(math::operator_traits(U"∫", OperatorForm::Prefix, false).is_large);
  EXPECT_EQ(math::stretch_axis(U"→"), math::StretchAxis::Inline);
  EXPECT_EQ(math::stretch_axis(U"("), math::StretchAxis::Block);
}

TEST(Letters, HaveTheirPlacesInUnicode) {
  EXPECT_EQ(math::styled_letter(U'x', LetterStyle::Italic), U'𝑥');
  EXPECT_EQ(math::styled_letter(U'h', LetterStyle::Italic), U'ℎ');
  EXPECT_EQ(math::styled_letter(U'R', LetterStyle::DoubleStruck), U'ℝ');
  EXPECT_EQ(math::styled_letter(U'α', LetterStyle::Italic), U'𝛼');
  EXPECT_EQ(math::styled_letter(U'Ω', LetterStyle::Bold), U'𝛀');
  EXPECT_EQ(math::styled_letter(U'∂', LetterStyle::Italic), U'𝜕');
  EXPECT_EQ(math::styled_letter(U'7', LetterStyle::Bold), U'𝟕');
  EXPECT_EQ(math::styled_letter(U'7', LetterStyle::Italic), U'7');
  EXPECT_EQ(math::styled_letter(U'中', LetterStyle::Italic), U'中');
}

TEST(Letters, AreReadAsPlainOnes) {
  int compared = 0;
  for (const LetterStyle style :
       {LetterStyle::Bold, LetterStyle::Italic, LetterStyle::BoldItalic, LetterStyle::Script, LetterStyle::BoldScript,
        LetterStyle::Fraktur, LetterStyle::BoldFraktur, LetterStyle::DoubleStruck, LetterStyle::SansSerif,
        LetterStyle::BoldSansSerif, LetterStyle::SansSerifItalic, LetterStyle::SansSerifBoldItalic,
        LetterStyle::Monospace}) {
    for (const std::u32string_view all : {std::u32string_view(U"AZahz09"), std::u32string_view(U"ΑΩαωθϴ∇∂ϵϑϰϕϱϖ")}) {
      for (const char32_t letter : all) {
        EXPECT_EQ(math::plain_letter(math::styled_letter(letter, style)), letter) << static_cast<int>(style);
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 13 * 21);
}

TEST(Formula, ActionsShowTheSelectedPart) {
  EXPECT_EQ(Read("<maction actiontype=\"toggle\"><mi>a</mi><mi>b</mi></maction>").text(), "a");
  EXPECT_EQ(Read("<maction actiontype=\"toggle\" selection=\"2\"><mi>a</mi><mi>b</mi></maction>").text(), "b");
  EXPECT_EQ(Read("<maction actiontype=\"toggle\" selection=\"9\"><mi>a</mi><mi>b</mi></maction>").text(), "a");
}

TEST(Formula, AnnotationsAloneAreShown) {
  EXPECT_EQ(Read("<semantics><annotation-xml encoding=\"MathML-Content\"><mi>c</mi></annotation-xml><annotation-xml "
                 "encoding=\"MathML-Presentation\"><mi>x</mi><mo>+</mo><mn>1</mn></annotation-xml></semantics>")
                .text(),
            "x+1");
  EXPECT_EQ(Read("<semantics><mi>a</mi><annotation>x</annotation></semantics>").text(), "a");
  EXPECT_EQ(Read("<semantics><annotation encoding=\"TeX\">x^2</annotation></semantics>").text(), "x^2");
}

TEST(Formula, HiddenElementsAreNoParts) {
  const Read read("<mfrac><mi>a</mi><mn>9</mn><mi>b</mi></mfrac>");
  EXPECT_EQ(read.last(), "boxes/formula-parts");
  const auto sight_of = [&](dom::NodeId node) {
    return read.tree.is_element(node, dom::ElementName::MathMn) ? dom::Sight::None : dom::Sight::Seen;
  };
  EXPECT_EQ(math::linear_text(math::read_formula(read.tree, read.math, sight_of)), "a/b");
  EXPECT_EQ(math::alternative_of_formula(read.tree, read.math, sight_of), "a/b");
}

TEST(Formula, NotationsAreLines) {
  const Read read("<menclose notation=\"madruwb horizontalstrike\"><mi>x</mi></menclose>");
  EXPECT_EQ(math::notations_of(read.tree, read.formula.parts.at(0).element),
            (std::vector<std::string_view>{"right", "bottom", "horizontalstrike"}));
  EXPECT_EQ(read.text(), "x");
}

TEST(Formula, UnseenElementsArePhantoms) {
  // Unseen are mn, mrow and mtr; what is in them may be seen again.
  const auto text = [](const std::string& formula) {
    const Read read(formula);
    const math::Part part = math::read_formula(read.tree, read.math, [&](dom::NodeId node) {
      const dom::ElementName name = read.tree.node(node).name;
      const bool is_unseen = name == dom::ElementName::MathMn || name == dom::ElementName::MathMrow ||
                             name == dom::ElementName::MathMtr || name == dom::ElementName::MathMtd;
      return is_unseen ? dom::Sight::Unseen : dom::Sight::Seen;
    });
    std::string kinds;
    for (const math::Part& each : part.parts) kinds += each.kind == math::PartKind::Phantom ? "P" : "-";
    return kinds + " " + math::linear_text(part);
  };
  EXPECT_EQ(text("<mi>a</mi><mo>+</mo><mn>1</mn>"), "--P a+");
  EXPECT_EQ(text("<mrow><mn>1</mn><mi>x</mi></mrow>"), "- x");
  EXPECT_EQ(text("<mrow><mn>1</mn><mn>2</mn></mrow><mi>y</mi>"), "P- y");
  EXPECT_EQ(text("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mi>x</mi></mtd></mtr></mtable>"), "- x");
  EXPECT_EQ(text("<mrow></mrow>"), "- ");
}
