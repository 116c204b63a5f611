// Automatic hyphenation: which words are torn, and where.
#include "text/hyphen_patterns.h"
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

TEST_CASE("words are torn where the patterns of their language allow it") {
  EnglishBench bench;
  CHECK(bench.points("hyphenation of standards") == "hy=phen=ation of stan=dards");
  CHECK(bench.points("(information), cooperation.") == "(in=for=ma=tion), co=op=er=a=tion.");
  EnglishBench british("en-GB");
  CHECK(british.points("hyphenation") != bench.points("aluminium"));
  CHECK(EnglishBench("en-AU").points("programme") == british.points("programme"));
}

TEST_CASE("names, numbers, addresses and compounds are left alone") {
  EnglishBench bench;
  for (const std::string_view text :
       {"Information", "INFORMATION", "information2", "2information", "info.information", "information/regulation",
        "user@information", "self-information", "https://information.example", "don’t-information"}) {
    CAPTURE(text);
    CHECK(bench.points(text) == text);
  }
}

TEST_CASE("a word with a soft hyphen of its own has no others") {
  EnglishBench bench;
  CHECK(bench.points("infor\u00ADmation") == "infor=\u00ADmation");
}

TEST_CASE("limits: of the word, before and behind the hyphen") {
  EnglishBench bench;
  bench.style.hyphenation = HyphenationLimits{12, 2, 2};
  CHECK(bench.points("information hyphenations") == "information hy=phen=ations");
  bench.style.hyphenation = HyphenationLimits{5, 3, 5};
  CHECK(bench.points("hyphenation") == "hyphen=ation");
}

TEST_CASE("Han beside a word does not keep it from being torn") {
  EnglishBench bench;
  CHECK(bench.points("中information文") == "中in=for=ma=tion文");
}

TEST_CASE("nothing is torn without being asked, or without patterns") {
  EnglishBench bench;
  bench.style.hyphenation.reset();
  CHECK(bench.points("information") == "information");
  CHECK(HyphenPatterns::find("tlh") == nullptr);
  CHECK(HyphenPatterns::find("../en") == nullptr);
  CHECK(HyphenPatterns::find("") == nullptr);
  CHECK(HyphenPatterns::find("en-US") != nullptr);
}

TEST_CASE("only so many lines in a row end with a hyphen") {
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
      CAPTURE(width);
      unlimited = std::max(unlimited, hyphens(width, std::nullopt, wrap));
      for (const std::uint32_t most : {0U, 1U, 2U}) CHECK(hyphens(width, most, wrap) <= most);
      CHECK(hyphens(width, 100, wrap) == hyphens(width, std::nullopt, wrap));
    }
    CHECK(unlimited > 2);
  }
  // A word that is wider than a line is torn all the same.
  CHECK(bench.lines("standardisation", 30, {WrapStyle::Greedy, {}, 0}).find("-|") != std::string::npos);
}

TEST_CASE("the hyphen counts for the width, and is what the style says") {
  EnglishBench bench;
  CHECK(bench.lines("information", 40) == "informa-|tion");
  bench.style.hyphen = U"";
  bench.shape("information");
  for (const LineUnit& unit : bench.paragraph.units) {
    if (unit.kind == UnitKind::SoftHyphen) CHECK(unit.glyph_count == 0);
  }
  CHECK(bench.paragraph.units.size() == 11 + 3);
}
