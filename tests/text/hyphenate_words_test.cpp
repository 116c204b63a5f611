// Automatic hyphenation: which words are torn, and where.
#include "text/words.h"
#include "text/workbench.h"

#include <algorithm>

using namespace gongwen::text;
using gongwen::tests::Bench;

namespace {

struct EnglishBench : Bench {
  explicit EnglishBench(std::string language = "en") : Bench({"Times New Roman", "Noto Serif CJK SC"}) {
    style.language = std::move(language);
    style.rules.language = TextLanguage::Other;
    style.hyphenation = HyphenationLimits{};
  }

  /// A text with `=` wherever a word may be torn.
  std::string points(std::string_view utf8) {
    shape(utf8);
    std::string out;
    for (const LineUnit& unit : paragraph.units) {
      if (unit.kind == UnitKind::SoftHyphen) out += "=";
      out += gongwen::base::to_utf8(std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length));
    }
    return out;
  }
};

}  // namespace

TEST(HyphenateWords, WordsAreTornWhereThePatternsOfTheirLanguageAllowIt) {
  EnglishBench bench;
  EXPECT_EQ(bench.points("hyphenation of standards"), "hy=phen=ation of stan=dards");
  EXPECT_EQ(bench.points("(information), cooperation."), "(in=for=ma=tion), co=op=er=a=tion.");
  EnglishBench british("en-GB");
  EXPECT_NE(british.points("hyphenation"), bench.points("aluminium"));
  EXPECT_EQ(EnglishBench("en-AU").points("programme"), british.points("programme"));
}

TEST(HyphenateWords, NamesNumbersAddressesAndCompoundsAreLeftAlone) {
  EnglishBench bench;
  for (const std::string_view text :
       {"Information", "INFORMATION", "information2", "2information", "info.information", "information/regulation",
        "user@information", "self-information", "https://information.example", "don’t-information"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(bench.points(text), text);
  }
}

TEST(HyphenateWords, GermanNounsAndFrenchElisionsAreTornAsWell) {
  EnglishBench german("de-DE");
  EXPECT_EQ(german.points("Die Standardisierung der Informationssicherheit"),
            "Die Stan=dar=di=sie=rung der In=for=ma=ti=ons=si=cher=heit");
  EXPECT_EQ(german.points("Übereinstimmung, Maßnahmen"), "Über=ein=stim=mung, Maß=nah=men");
  EXPECT_EQ(german.points("IT-Sicherheitsgesetz DIN"), "IT-Sicherheitsgesetz DIN");
  EnglishBench french("fr");
  EXPECT_EQ(french.points("la protection de l’information"), "la pro=tec=tion de l’in=for=ma=tion");
  EXPECT_EQ(french.points("qu'information d’évaluation Normalisation"),
            "qu'in=for=ma=tion d’éva=lua=tion Normalisation");
}

TEST(HyphenateWords, AWordWithASoftHyphenOfItsOwnHasNoOthers) {
  EnglishBench bench;
  EXPECT_EQ(bench.points("infor\u00ADmation"), "infor=\u00ADmation");
}

TEST(HyphenateWords, LimitsOfTheWordBeforeAndBehindTheHyphen) {
  EnglishBench bench;
  bench.style.hyphenation = HyphenationLimits{12, 2, 2};
  EXPECT_EQ(bench.points("information hyphenations"), "information hy=phen=ations");
  bench.style.hyphenation = HyphenationLimits{5, 3, 5};
  EXPECT_EQ(bench.points("hyphenation"), "hyphen=ation");
}

TEST(HyphenateWords, HanBesideAWordDoesNotKeepItFromBeingTorn) {
  EnglishBench bench;
  EXPECT_EQ(bench.points("中information文"), "中in=for=ma=tion文");
}

TEST(HyphenateWords, NothingIsTornWithoutBeingAskedOrWithoutPatterns) {
  EnglishBench bench;
  bench.style.hyphenation.reset();
  EXPECT_EQ(bench.points("information"), "information");
  EXPECT_EQ(HyphenPatterns::find("tlh"), nullptr);
  EXPECT_EQ(HyphenPatterns::find("../en"), nullptr);
  EXPECT_EQ(HyphenPatterns::find(""), nullptr);
  EXPECT_NE(HyphenPatterns::find("en-US"), nullptr);
}

TEST(HyphenateWords, OnlySoManyLinesInARowEndWithAHyphen) {
  EnglishBench bench;
  const std::string_view text =
      "The hyphenation of cooperation and information, the standardisation of administrations, requirements and "
      "recommendations, particularly implementation of classification and international responsibilities.";
  const auto hyphens = [&](double width, std::optional<std::uint32_t> most, WrapStyle wrap) {
    bench.lines(text, width, {wrap, {}, most});
    std::uint32_t longest = 0;
    std::uint32_t row = 0;
    for (const LineRange& line : bench.ranges) {
      row = line.hyphenated ? row + 1 : 0;
      longest = std::max(longest, row);
    }
    return longest;
  };
  for (const WrapStyle wrap : {WrapStyle::Greedy, WrapStyle::Pretty}) {
    std::uint32_t unlimited = 0;
    for (double width = 80; width < 160; width += 5) {  // every word fits a line
      SCOPED_TRACE(width);
      unlimited = std::max(unlimited, hyphens(width, std::nullopt, wrap));
      for (const std::uint32_t most : {0U, 1U, 2U}) EXPECT_LE(hyphens(width, most, wrap), most);
      EXPECT_EQ(hyphens(width, 100, wrap), hyphens(width, std::nullopt, wrap));
    }
    EXPECT_GT(unlimited, 2);
  }
  // A word that is wider than a line is torn all the same.
  EXPECT_NE(bench.lines("standardisation", 30, {WrapStyle::Greedy, {}, 0}).find("-|"), std::string::npos);
}

TEST(HyphenateWords, TheHyphenCountsForTheWidthAndIsWhatTheStyleSays) {
  EnglishBench bench;
  EXPECT_EQ(bench.lines("information", 40), "informa-|tion");
  bench.style.hyphen = U"";
  bench.shape("information");
  for (const LineUnit& unit : bench.paragraph.units) {
    if (unit.kind == UnitKind::SoftHyphen) {
      EXPECT_EQ(unit.glyph_count, 0);
    }
  }
  EXPECT_EQ(bench.paragraph.units.size(), 11 + 3);
}
