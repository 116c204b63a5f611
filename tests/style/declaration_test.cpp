#include "style/css/declaration.h"

#include "style/css/detail/declaration_parts.h"
#include "style/css/token.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::css;

namespace {

struct Parsed {
  std::string text;              // `name: value` of all longhands, one a line
  std::vector<std::string> ids;  // of the messages
};

Parsed parsed(std::string_view css) {
  base::StringArena texts;
  diagnostics::DiagnosticSink sink;
  const std::vector<Token> tokens = tokenize(css, 0, texts);
  const DeclarationBlock block = parse_declarations(TokenStream(tokens), diagnostics::SourceId(0), sink);
  Parsed result;
  for (const Declaration& declaration : block.declarations) {
    result.text += std::string(property_name(declaration.property)) + ": ";
    switch (declaration.wide) {
      case WideKeyword::NotWide:
        result.text += declaration.pending.empty() ? to_text(declaration.values) : "(pending)";
        break;
      case WideKeyword::Inherit: result.text += "inherit"; break;
      case WideKeyword::Initial: result.text += "initial"; break;
      case WideKeyword::Unset: result.text += "unset"; break;
      case WideKeyword::Revert: result.text += "revert"; break;
      case WideKeyword::RevertLayer: result.text += "revert-layer"; break;
    }
    result.text += declaration.important ? " !important\n" : "\n";
  }
  for (const auto& diagnostic : sink.diagnostics()) result.ids.emplace_back(catalogue_entry(diagnostic.id).id);
  return result;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST(Declaration, ShorthandsAreSpreadOverTheirLonghands) {
  EXPECT_EQ(parsed("margin: 1pt 2pt 3pt").text,
            "margin-top: 1pt\nmargin-right: 2pt\nmargin-bottom: 3pt\nmargin-left: 2pt\n");
  EXPECT_EQ(parsed("margin: 0 auto").text,
            "margin-top: 0px\nmargin-right: auto\nmargin-bottom: 0px\nmargin-left: auto\n");
  EXPECT_EQ(parsed("border-left: solid 1pt").text,
            "border-left-width: 1pt\nborder-left-style: solid\nborder-left-color: initial\n");
  EXPECT_EQ(
      parsed("font: bold 12pt/1.5 'Times New Roman', 宋体").text,
      "font-style: initial\nfont-weight: bold\nfont-variant-caps: initial\nfont-stretch: initial\nline-height: 1.5\n"
      "font-size: 12pt\nfont-family: \"Times New Roman\", 宋体\n"
      "font-kerning: initial\nfont-feature-settings: initial\nfont-variant-ligatures: initial\n"
      "font-variant-alternates: initial\nfont-variant-numeric: initial\nfont-variant-east-asian: initial\n"
      "font-variant-position: initial\n");
  EXPECT_EQ(parsed("font: 9pt serif").text,
            "font-style: initial\nfont-weight: initial\nfont-variant-caps: initial\nfont-stretch: initial\n"
            "line-height: initial\nfont-size: 9pt\nfont-family: serif\n"
            "font-kerning: initial\nfont-feature-settings: initial\nfont-variant-ligatures: initial\n"
            "font-variant-alternates: initial\nfont-variant-numeric: initial\nfont-variant-east-asian: initial\n"
            "font-variant-position: initial\n");
  EXPECT_EQ(parsed("font-variant: small-caps tabular-nums slashed-zero").text,
            "font-variant-ligatures: initial\nfont-variant-caps: small-caps\nfont-variant-alternates: initial\n"
            "font-variant-numeric: tabular-nums slashed-zero\nfont-variant-east-asian: initial\n"
            "font-variant-position: initial\n");
  EXPECT_EQ(parsed("font-synthesis: style").text,
            "font-synthesis-weight: none\nfont-synthesis-style: auto\nfont-synthesis-small-caps: none\n");
  EXPECT_EQ(parsed("columns: auto 9pt").text, "column-width: 9pt\ncolumn-count: auto\n");
  EXPECT_EQ(parsed("columns: 2 auto").text, "column-width: auto\ncolumn-count: 2\n");
  EXPECT_TRUE(parsed("columns: 2 3").text.empty());
  EXPECT_EQ(parsed("page-break-before: always").text, "break-before: always\n");
  EXPECT_EQ(parsed("background: #eee").text,
            "background-image: initial\nbackground-position-x: initial\nbackground-position-y: "
            "initial\nbackground-size: initial\n"
            "background-repeat: initial\nbackground-attachment: initial\nbackground-origin: initial\nbackground-clip: "
            "initial\n"
            "background-color: #eeeeee\n");
  EXPECT_EQ(parsed("white-space: pre-line").text, "white-space-collapse: preserve-breaks\ntext-wrap-mode: wrap\n");
  EXPECT_EQ(parsed("white-space: pre").text, "white-space-collapse: preserve\ntext-wrap-mode: nowrap\n");
  EXPECT_EQ(parsed("white-space: nowrap").text, "white-space-collapse: initial\ntext-wrap-mode: nowrap\n");
  EXPECT_EQ(parsed("white-space: nowrap break-spaces").text,
            "white-space-collapse: break-spaces\ntext-wrap-mode: nowrap\n");
  EXPECT_TRUE(parsed("white-space: pre nowrap").text.empty());
  EXPECT_EQ(parsed("text-wrap: balance").text, "text-wrap-mode: initial\ntext-wrap-style: balance\n");
  EXPECT_EQ(parsed("border-inline: 1pt solid").text,
            "border-left-width: 1pt\nborder-left-style: solid\nborder-left-color: initial\n"
            "border-right-width: 1pt\nborder-right-style: solid\nborder-right-color: initial\n");
  EXPECT_EQ(parsed("border-block-width: 1pt 2pt").text, "border-top-width: 1pt\nborder-bottom-width: 2pt\n");
  EXPECT_EQ(parsed("padding: inherit").text,
            "padding-top: inherit\npadding-right: inherit\npadding-bottom: inherit\npadding-left: inherit\n");
}

TEST(Declaration, ImportanceVariablesAndCustomProperties) {
  EXPECT_EQ(parsed("color: red ! important").text, "color: #ff0000 !important\n");
  EXPECT_EQ(parsed("color: var(--red)").text, "color: (pending)\n");
  EXPECT_EQ(parsed("--red: #d8000f; color: black").text, "color: #000000\n");
  EXPECT_EQ(parsed("fill: var(--red)").ids, Ids{});
}

TEST(Declaration, WordsThatAreValuesOfTheirOwnAreNoNames) {
  const Ids invalid{"css/invalid-value"};
  EXPECT_EQ(parsed("counter-increment: none 3").ids, invalid);
  EXPECT_EQ(parsed("counter-reset: a None").ids, invalid);
  EXPECT_EQ(parsed("string-set: none content(text)").ids, invalid);
  EXPECT_EQ(parsed("will-change: color, auto").ids, invalid);
  EXPECT_EQ(parsed("counter-reset: none; page: auto; will-change: auto; position: running(static)").ids, Ids{});
}

TEST(Declaration, ValuesOfDisplayAndOfShapes) {
  EXPECT_EQ(parsed("display: list-item inline flow-root").text, "display: list-item inline flow-root\n");
  EXPECT_EQ(parsed("display: block block").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("display: flex list-item").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("display: none flow").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("fill: var(1px)").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("fill: NONE; clip-rule: EvenOdd; fill: var(--a, red)").ids, Ids{});
}

TEST(Declaration, WrongDeclarationsAreToldAndTheOthersStay) {
  const Parsed result = parsed("colr: red; color: nonsense; width: 3mm; width 4mm; height: -1px; color: blue");
  EXPECT_EQ(result.text, "width: 3mm\ncolor: #0000ff\n");
  EXPECT_EQ(result.ids,
            (Ids{"css/unknown-property", "css/invalid-value", "css/invalid-declaration", "css/invalid-value"}));
}

TEST(Declaration, TheMessageAboutAPropertyNamesTheNearestOneAndItsPlace) {
  base::StringArena texts;
  diagnostics::DiagnosticSink sink;
  const std::vector<Token> tokens = tokenize("p: 1; colr: red", 100, texts);
  parse_declarations(TokenStream(tokens), diagnostics::SourceId(0), sink);
  ASSERT_EQ(sink.diagnostics().size(), 2);
  EXPECT_EQ(sink.diagnostics()[1].arguments, (std::vector<std::string>{"colr", "color"}));
  EXPECT_EQ(sink.diagnostics()[1].origin.template_place.begin, 106);
  EXPECT_EQ(sink.diagnostics()[1].origin.template_place.end, 110);
}

TEST(Declaration, ThePropertiesOfChineseLineSettingAreRead) {
  EXPECT_EQ(parsed("text-autospace: ideograph-alpha replace").text, "text-autospace: ideograph-alpha replace\n");
  EXPECT_EQ(parsed("text-autospace: no-autospace").text, "text-autospace: no-autospace\n");
  EXPECT_EQ(parsed("text-spacing-trim: trim-all").text, "text-spacing-trim: trim-all\n");
  EXPECT_EQ(parsed("hyphens: auto; hyphenate-character: '·'; hyphenate-limit-chars: 6 auto 3").text,
            "hyphens: auto\nhyphenate-character: \"·\"\nhyphenate-limit-chars: 6 auto 3\n");
  EXPECT_EQ(parsed("hyphenate-limit-lines: 2").text, "hyphenate-limit-lines: 2\n");
  EXPECT_EQ(parsed("word-break: auto-phrase; text-justify: inter-character").text,
            "word-break: auto-phrase\ntext-justify: inter-character\n");
  EXPECT_EQ(parsed("hanging-punctuation: allow-end last").text, "hanging-punctuation: allow-end last\n");
  EXPECT_EQ(parsed("text-emphasis: open sesame red").text,
            "text-emphasis-style: open sesame\ntext-emphasis-color: #ff0000\n");
  EXPECT_EQ(parsed("text-emphasis: 'x'").text, "text-emphasis-style: \"x\"\ntext-emphasis-color: initial\n");
  EXPECT_EQ(parsed("text-emphasis-position: right under").text, "text-emphasis-position: right under\n");
  EXPECT_EQ(parsed("display: ruby; ruby-position: alternate under; ruby-align: center").text,
            "display: ruby\nruby-position: alternate under\nruby-align: center\n");
  EXPECT_EQ(parsed("block-step: nearest 28.95pt padding-box").text,
            "block-step-size: 28.95pt\nblock-step-insert: padding-box\nblock-step-align: initial\n"
            "block-step-round: nearest\n");
  EXPECT_EQ(parsed("-gw-squeeze: normal stops 1em autospace 0 0.25em 0.5em; -gw-even-label: 4").text,
            "-gw-squeeze: normal stops 1em autospace 0px 0.25em 0.5em\n-gw-even-label: 4\n");
  EXPECT_EQ(parsed("-gw-blank-room: give").text, "-gw-blank-room: give\n");
  EXPECT_EQ(parsed("-gw-start-page: if-filled(60%)").text, "-gw-start-page: if-filled(60%)\n");
  EXPECT_EQ(parsed("-gw-start-page: if-filled(101%)").text, "");
  EXPECT_EQ(parsed("-gw-avoid-limit: 25%").text, "-gw-avoid-limit: 25%\n");
  EXPECT_EQ(parsed("-gw-fit: shrink(60%)").text, "-gw-fit: shrink(60%)\n");
  EXPECT_EQ(parsed("-gw-fit: shrink(8pt) lines(2)").text, "-gw-fit: shrink(8pt) lines(2)\n");
  EXPECT_EQ(parsed("-gw-fit: shrink(-1pt)").text, "");
  EXPECT_EQ(parsed("-gw-fit: lines(1)").text, "");
  EXPECT_EQ(parsed("-gw-column-widths: balance").text, "-gw-column-widths: balance\n");
}

TEST(Declaration, ValuesThatLineSettingDoesNotKnowAreRefused) {
  const Ids invalid{"css/invalid-value"};
  EXPECT_EQ(parsed("text-autospace: normal replace").ids, invalid);
  EXPECT_EQ(parsed("text-emphasis: filled open").ids, invalid);
  EXPECT_EQ(parsed("-gw-squeeze: none stops 1em").ids, invalid);
  EXPECT_EQ(parsed("-gw-squeeze: 0.5em").ids, invalid);
  EXPECT_EQ(parsed("hyphenate-limit-chars: 5 2 2 2").ids, invalid);
  EXPECT_EQ(parsed("hyphenate-limit-lines: -1").ids, invalid);
}

TEST(Declaration, BackgroundsHaveSeveralLayersAndOneColour) {
  EXPECT_EQ(parsed("background: url(a.png) no-repeat, fixed left / 10px content-box #eee").text,
            "background-image: url(a.png), none\nbackground-position-x: 0%, left\nbackground-position-y: 0%, center\n"
            "background-size: auto, 10px\n"
            "background-repeat: no-repeat, repeat\nbackground-attachment: scroll, fixed\n"
            "background-origin: padding-box, content-box\nbackground-clip: border-box, content-box\n"
            "background-color: #eeeeee\n");
  EXPECT_EQ(parsed("background: bottom green scroll").ids, Ids{});
  EXPECT_EQ(parsed("background-image: linear-gradient(45deg, red, 30%, blue 50% 60%), none").ids, Ids{});
  EXPECT_EQ(parsed("background-image: radial-gradient(circle 5px at left, red, blue)").ids, Ids{});
  const Ids invalid{"css/invalid-value"};
  EXPECT_EQ(parsed("background: red, url(a.png)").ids, invalid);  // the colour is in the last layer
  EXPECT_EQ(parsed("background: url(a.png),").ids, invalid);
  EXPECT_EQ(parsed("background: url(a.png), , red").ids, invalid);
  EXPECT_EQ(parsed("background-image: linear-gradient(red)").ids, invalid);
  EXPECT_EQ(parsed("background-image: linear-gradient(red, 10%)").ids, invalid);
  EXPECT_EQ(parsed("background-image: conic-gradient(from 45deg at left, red, 30%, blue 50% 1turn)").ids, Ids{});
  EXPECT_EQ(parsed("background-image: conic-gradient(red, 5px, blue)").ids, invalid);
}

TEST(Declaration, BackgroundPositionsAreOneInEachDirection) {
  const auto position = [](const std::string& value) {
    return parsed("background-position: " + value).text;
  };
  EXPECT_EQ(position("top"), "background-position-x: center\nbackground-position-y: top\n");
  EXPECT_EQ(position("10px"), "background-position-x: 10px\nbackground-position-y: center\n");
  EXPECT_EQ(position("bottom right, 1px 2px"),
            "background-position-x: right, 1px\nbackground-position-y: bottom, 2px\n");
  EXPECT_EQ(position("right 3px center"), "background-position-x: right 3px\nbackground-position-y: center\n");
  EXPECT_EQ(position("center bottom 3px"), "background-position-x: center\nbackground-position-y: bottom 3px\n");
  EXPECT_EQ(position("center right 10px"), "background-position-x: right 10px\nbackground-position-y: center\n");
  EXPECT_EQ(position("center left 10px"), position("left 10px center"));
  EXPECT_EQ(position("right 10px center"), position("center right 10px"));
  EXPECT_EQ(position("top 1px left 2px"), "background-position-x: left 2px\nbackground-position-y: top 1px\n");
  EXPECT_EQ(parsed("background-position-x: right 10%; background-position-y: bottom, 3px").ids, Ids{});
  const Ids invalid{"css/invalid-value"};
  EXPECT_EQ(parsed("background-position: left 1px right").ids, invalid);
  EXPECT_EQ(parsed("background-position: 1px 2px 3px").ids, invalid);
  EXPECT_EQ(parsed("background-position: left right").ids, invalid);
  EXPECT_EQ(parsed("background-position: top 10px").ids, invalid);
  EXPECT_EQ(parsed("background: 10px left").ids, invalid);
  EXPECT_EQ(parsed("transform-origin: left right").ids, invalid);
  EXPECT_EQ(parsed("transform-origin: top left 3px").ids, Ids{});
  EXPECT_EQ(parsed("background-position-x: top").ids, invalid);
  EXPECT_EQ(parsed("object-position: right 3px center").ids, invalid);  // for backgrounds alone
}

TEST(Declaration, TransformsOutlinesAndShadows) {
  EXPECT_EQ(parsed("transform: rotate(45deg) translateX(10%) scale(50%, 2)").ids, Ids{});
  EXPECT_EQ(parsed("transform: matrix(1, 0, 0, 1, 0, 0); rotate: 0.5turn; scale: 2 50%; translate: 1px").ids, Ids{});
  EXPECT_EQ(parsed("transform: rotateX(45deg) matrix3d(1,0,0,0, 0,1,0,0, 0,0,1,0, 5,6,7,1)").ids, Ids{});
  EXPECT_EQ(parsed("transform: matrix3d(1,0,0,0, 0,1,0,0, 0,0,1,0, 5,6,7)").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("transform: rotate(45)").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("outline: auto").text, "outline-style: auto\noutline-width: initial\noutline-color: initial\n");
  EXPECT_EQ(parsed("box-shadow: inset 1px 2px 3px 4px red, 1px 1px").ids, Ids{});
  EXPECT_EQ(parsed("box-shadow: 1px 2px -3px").ids, Ids{"css/invalid-value"});
  EXPECT_EQ(parsed("border-image: url(a.png) 30 fill / 10px / 2px round").text,
            "border-image-source: url(a.png)\nborder-image-slice: 30 fill\nborder-image-width: 10px\n"
            "border-image-outset: 2px\nborder-image-repeat: round\n");
  EXPECT_EQ(parsed("border-image: url(a.png) 30 / / 2px").ids, Ids{});
  EXPECT_EQ(parsed("border-image: url(a.png) / 10px").ids, Ids{"css/invalid-value"});
}

TEST(Declaration, NoSupportedPropertyIsListedAsUnsupported) {
  for (std::size_t i = 0; i < kPropertyCount; ++i) {
    const std::string_view name = property_name(static_cast<PropertyId>(i));
    EXPECT_FALSE(find_unsupported(name)) << name << " in src/style/css/detail/declaration_parts.cpp";
  }
  EXPECT_TRUE(find_unsupported("-prince-bookmark-level"));
  EXPECT_EQ(parsed("display: run-in").ids, Ids{"css/unsupported-value"});
}
