// LaTeX's notation and MathML in values.
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

/// A formula in a value, and what is inside of the math element.
struct FormulaRow {
  std::string_view formula;  // as in JSON
  std::string_view content;
};

void check_formulas(std::string_view filter, std::initializer_list<FormulaRow> rows) {
  for (const FormulaRow& row : rows) {
    SCOPED_TRACE(row.formula);
    const std::string data = "{\"f\": \"" + std::string(row.formula) + "\"}";
    EXPECT_EQ(expand("{{ f|" + std::string(filter) + " }}", data), "<math>" + std::string(row.content) + "</math>");
  }
}

}  // namespace

TEST(FormulaFilters, LatexBecomesMathml) {
  check_formulas(
      "latex_math",
      {
          {"x", "<mi>x</mi>"},
          {"$x$", "<mi>x</mi>"},
          {"3.14 < 4", "<mn>3.14</mn><mo>&lt;</mo><mn>4</mn>"},
          {"x^2_i", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"},
          {"x^12", "<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>"},
          {"f'", "<msup><mi>f</mi><mo>′</mo></msup>"},
          {"\\\\alpha\\\\le\\\\Omega", "<mi>α</mi><mo>≤</mo><mi mathvariant=\"normal\">Ω</mi>"},
          {"\\\\frac12", "<mrow><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow>"},
          {"\\\\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"},
          {"\\\\sum_{i}^n", "<munderover><mo>∑</mo><mrow><mi>i</mi></mrow><mi>n</mi></munderover>"},
          {"\\\\int_0^1", "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>"},
          {"\\\\sin x", "<mi>sin</mi><mspace width=\"0.1667em\"></mspace><mi>x</mi>"},
          {"\\\\sin(x)", "<mi>sin</mi><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>"},
          {"\\\\left(a\\\\right.",
           "<mrow><mo form=\"prefix\" stretchy=\"true\" fence=\"true\">(</mo><mi>a</mi></mrow>"},
          {"\\\\text{若 }x", "<mtext>若 </mtext><mi>x</mi>"},
          {"\\\\mathbb{R}", "<mi mathvariant=\"double-struck\">R</mi>"},
          {"\\\\hat x", "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">^</mo></mover>"},
          {"风险=可能性", "<mi mathvariant=\"normal\">风险</mi><mo>=</mo><mi mathvariant=\"normal\">可能性</mi>"},
          {"\\\\begin{matrix}1&0\\\\\\\\0&1\\\\end{matrix}",
           "<mrow><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd>"
           "<mtd><mn>1</mn></mtd></mtr></mtable></mrow>"},
          {"5\\\\%", "<mn>5</mn><mo>%</mo>"},
          {"\\\\operatorname{arg\\\\,max}", "<mi mathvariant=\"normal\">arg max</mi>"},
          {"\\\\sum\\\\limits_i", "<munder><mo movablelimits=\"false\">∑</mo><mi>i</mi></munder>"},
          {"\\\\overbrace{a}\\\\limits^n",
           "<mover><mover accent=\"true\"><mrow><mi>a</mi></mrow><mo>⏞</mo></mover><mi>n</mi></mover>"},
          {"\\\\lim\\\\limits_i",
           "<munder><mo movablelimits=\"false\" form=\"prefix\" lspace=\"0em\" "
           "rspace=\"0em\">lim</mo><mi>i</mi></munder>"},
          {"\\\\begin{smallmatrix}1\\\\end{smallmatrix}",
           "<mrow><mstyle scriptlevel=\"1\"><mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable></mstyle></mrow>"},
      });
}

TEST(FormulaFilters, LatexOfAmsmathBecomesMathml) {
  check_formulas(
      "latex_math",
      {
          {"\\\\xrightarrow[a]{b}",
           "<munderover><mo stretchy=\"true\">→</mo>"
           "<mrow><mspace width=\"0.5em\"></mspace><mi>a</mi><mspace width=\"0.5em\"></mspace></mrow>"
           "<mrow><mspace width=\"0.5em\"></mspace><mrow><mi>b</mi></mrow><mspace width=\"0.5em\"></mspace></mrow>"
           "</munderover>"},
          {"{a+b \\\\over c}",
           "<mrow><mrow><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mi>c</mi></mrow></mfrac></mrow></"
           "mrow>"},
          {"\\\\genfrac{[}{.}{0pt}{}{n}{k}",
           "<mrow><mo form=\"prefix\" stretchy=\"true\">[</mo>"
           "<mfrac linethickness=\"0pt\"><mrow><mi>n</mi></mrow><mrow><mi>k</mi></mrow></mfrac></mrow>"},
          {"\\\\cancel{x}", "<menclose notation=\"updiagonalstrike\"><mrow><mi>x</mi></mrow></menclose>"},
          {"{\\\\color{red}x}y", "<mrow><mrow mathcolor=\"red\"><mi>x</mi></mrow></mrow><mi>y</mi>"},
          {"\\\\textcolor[RGB]{255,0,16}{x}", "<mrow mathcolor=\"#ff0010\"><mrow><mi>x</mi></mrow></mrow>"},
          {"\\\\text{当 $x>0$ 时}",
           "<mrow><mtext>当 </mtext><mrow><mi>x</mi><mo>&gt;</mo><mn>0</mn></mrow><mtext> 时</mtext></mrow>"},
          {"\\\\not\\\\to", "<mo>↛</mo>"},
          {"\\\\kern 9mu\\\\hspace*{1em}", "<mspace width=\"0.500000em\"></mspace><mspace width=\"1em\"></mspace>"},
          {"a\\\\mathrel{\\\\|}b",
           "<mi>a</mi><mo lspace=\"0.2778em\" rspace=\"0.2778em\" stretchy=\"false\">‖</mo><mi>b</mi>"},
          {"x\\\\tag{1}\\\\label{eq:a}",
           "<mi>x</mi><mrow><mspace width=\"2em\"></mspace><mtext>(</mtext><mtext>1</mtext><mtext>)</mtext></mrow>"},
          {"\\\\prescript{2}{1}{H}",
           "<mmultiscripts><mrow><mi>H</mi></mrow><mprescripts></mprescripts>"
           "<mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mmultiscripts>"},
          {"x^\\\\label{a}_\\\\mathrel{ab}",
           "<msubsup><mi>x</mi><mrow><mspace width=\"0.2778em\"></mspace><mrow><mi>a</mi><mi>b</mi></mrow>"
           "<mspace width=\"0.2778em\"></mspace></mrow><mrow></mrow></msubsup>"},
          // What is upright stays upright when it is bold.
          {"\\\\mathbf{\\\\Sigma}",
           "<mstyle mathvariant=\"bold\"><mrow><mi mathvariant=\"bold\">Σ</mi></mrow></mstyle>"},
          {"\\\\boldsymbol{1}", "<mn mathvariant=\"bold\">1</mn>"},
      });
}

TEST(FormulaFilters, TablesOfLatexHaveLinesGapsAndAlignments) {
  check_formulas("latex_math",
                 {
                     {"\\\\begin{array}{*{2}{c}|r}1&2&3\\\\end{array}",
                      "<mrow><mtable columnalign=\"center center right\" columnlines=\"none solid\">"
                      "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd><mtd><mn>3</mn></mtd></mtr></mtable></mrow>"},
                     {"\\\\begin{array}{|c}\\\\hline 1\\\\\\\\ \\\\hline 2\\\\\\\\ \\\\hline\\\\end{array}",
                      "<mrow><menclose notation=\"left top bottom\"><mtable columnalign=\"center\" rowlines=\"solid\">"
                      "<mtr><mtd><mn>1</mn></mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr></mtable></menclose></mrow>"},
                     {"\\\\begin{matrix}1\\\\\\\\[2pt]2\\\\end{matrix}",
                      "<mrow><mtable><mtr><mtd style=\"margin-bottom: 2pt\"><mn>1</mn></mtd></mtr>"
                      "<mtr><mtd><mn>2</mn></mtd></mtr></mtable></mrow>"},
                     {"\\\\begin{multline}a\\\\\\\\b\\\\end{multline}",
                      "<mrow><mtable displaystyle=\"true\" columnspacing=\"0em\" rowspacing=\"0.4em\">"
                      "<mtr columnalign=\"left\"><mtd><mi>a</mi></mtd></mtr>"
                      "<mtr columnalign=\"right\"><mtd><mi>b</mi></mtd></mtr></mtable></mrow>"},
                     {"\\\\substack{a\\\\\\\\b}",
                      "<mrow><mtable columnspacing=\"0em\" rowspacing=\"0.1em\"><mtr><mtd><mi>a</mi></mtd></mtr>"
                      "<mtr><mtd><mi>b</mi></mtd></mtr></mtable></mrow>"},
                     {"\\\\begin{equation*}a\\\\end{equation*}", "<mrow><mi>a</mi></mrow>"},
                 });
}

TEST(FormulaFilters, MathmlIsWrittenAgain) {
  check_formulas(
      "mathml",
      {
          {"<mi>x</mi>", "<mi>x</mi>"},
          {"<math xmlns='http://www.w3.org/1998/Math/MathML'><mi class='a'>x</mi></math>", "<mi>x</mi>"},
          {"<m:math><m:mi>x</m:mi></m:math>", "<mi>x</mi>"},
          {"<mo stretchy='false'>&lt;</mo><mspace width='1em'/>",
           "<mo stretchy=\"false\">&lt;</mo><mspace width=\"1em\"></mspace>"},
          {"<semantics><mi>x</mi><annotation encoding='t'>y</annotation></semantics>", "<mi>x</mi>"},
          {"<!-- c --><mn>1</mn>", "<mn>1</mn>"},
          {"<mtable><mtr><mtd columnspan='2' rowspan='1'><mn>1</mn></mtd></mtr></mtable>",
           "<mtable><mtr><mtd columnspan=\"2\" rowspan=\"1\"><mn>1</mn></mtd></mtr></mtable>"},
          {"<menclose notation='box'><mi mathbackground='#ff0'>x</mi></menclose>",
           "<menclose notation=\"box\"><mi mathbackground=\"#ff0\">x</mi></menclose>"},
          {"<maction actiontype='toggle' selection='2'><mi>x</mi><mi>y</mi></maction>",
           "<maction actiontype=\"toggle\" selection=\"2\"><mi>x</mi><mi>y</mi></maction>"},
          {"<math xml:lang='zh'><mi>x</mi></math>", "<mi>x</mi>"},
          {"<semantics><mi>x</mi><annotation-xml><apply href='x'><mi>y</mi></apply></annotation-xml></semantics>",
           "<mi>x</mi>"},
      });
}

TEST(FormulaFilters, AFormulaOfItsOwnLineSaysSo) {
  EXPECT_EQ(expand("{{ f|latex_math(display=true) }}", R"({"f": "x"})"), "<math display=\"block\"><mi>x</mi></math>");
  EXPECT_EQ(expand("{{ f|mathml(display=true) }}", R"({"f": "<mi>x</mi>"})"),
            "<math display=\"block\"><mi>x</mi></math>");
}

TEST(FormulaFilters, WithoutAFilterAFormulaIsText) {
  EXPECT_EQ(expand("{{ f }}", R"({"f": "<math><mi>x</mi></math>"})"),
            "&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;");
}

TEST(FormulaFilters, MarkdownHasFormulasInBlocks) {
  EXPECT_EQ(expand("{{ f|markdown }}", R"({"f": "甲\n\n```math\nx\n```"})"),
            "<p>甲</p><math display=\"block\"><mi>x</mi></math>");
}
