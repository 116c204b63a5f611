// A page is what it says: what readers get of the PDF, OFD and SVG of random pages is what was laid out.
#include "support/written_pages.h"

#include "support/awkward_pages.h"
#include "support/flex_pages.h"
#include "support/golden.h"
#include "support/mixed_pages.h"
#include "support/sample.h"
#include "support/strict_pdf.h"

#include <array>
#include <random>

#include <gtest/gtest.h>

using namespace gongwen::tests;

namespace {

/// Lines with everything beside everything: doubled marks, marks with offsets, accents, figures that share an em.
class PunctuationPage {
 public:
  explicit PunctuationPage(unsigned seed) : random_(seed) {}

  std::string html() {
    std::string body;
    for (unsigned i = 0; i < 6; ++i) body += "<p>" + text(20 + below(120)) + "</p>";
    return "<!DOCTYPE html><html lang=\"" + pick<5>({"zh-CN", "zh-CN", "zh-Hant", "en", "ja"}) +
           "\"><head><title>字</title><style>@page{size:A5;margin:15mm}body{margin:0;font:12px/20px \"" +
           pick<3>({"Noto Serif CJK SC", "FangSong", "宋体"}) +
           "\";width:" + pick<4>({"12em", "17.5em", "21em", "28em"}) + ";text-align:" + pick<2>({"justify", "start"}) +
           ";-gw-squeeze:" + pick<2>({"normal", "none"}) +
           ";text-autospace:" + pick<3>({"normal", "no-autospace", "replace"}) +
           ";text-spacing-trim:" + pick<4>({"normal", "trim-both", "space-all", "trim-all"}) +
           ";letter-spacing:" + pick<4>({"0", "0", "0", ".1em"}) +
           ";hanging-punctuation:" + pick<2>({"none", "allow-end"}) + ";writing-mode:" +
           pick<5>({"horizontal-tb", "horizontal-tb", "horizontal-tb", "horizontal-tb", "vertical-rl"}) +
           "}p{margin:0 0 4px}c{text-combine-upright:all}rt{font-size:50%}</style></head><body>" + body +
           "</body></html>";
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  template <std::size_t Count>
  std::string pick(const std::array<const char*, Count>& choices) {
    return choices[below(Count)];
  }

  std::string text(unsigned count) {
    std::string out;
    for (unsigned i = 0; i < count; ++i) out += below(3) > 0 ? han() : piece();
    return out;
  }

  std::string han() { return pick<12>({"网", "络", "安", "全", "标", "准", "化", "工", "作", "组", "的", "一"}); }

  std::string piece() {
    return pick<44>({"？！",
                     "！！",
                     "？？",
                     "！？",
                     "⁈",
                     "‼",
                     "……",
                     "——",
                     "“",
                     "”",
                     "‘",
                     "’",
                     "（",
                     "）",
                     "《",
                     "》",
                     "〔2026〕",
                     "。",
                     "，",
                     "、",
                     "；",
                     "：",
                     "·",
                     "・",
                     "？",
                     "！",
                     "V́",
                     "é",
                     "ǘ",
                     "ü̃",
                     "A\u0301\u0323",
                     "GB/T 22239—2019",
                     "3.5％",
                     "AVATAR To",
                     "fi ffl",
                     "H₂O",
                     "x²",
                     "①",
                     "<ruby>龘<rt>dá</rt></ruby>",
                     "<b>粗</b>",
                     "<i>斜</i>",
                     "<span style=\"font-size:8px\">小</span>",
                     "<span style=\"text-combine-upright:all\">12</span>",
                     "<span style=\"vertical-align:super\">上</span>"});
  }

  std::mt19937 random_;
};

void expect_as_laid_out(const std::string& name, const std::string& html) {
  LaidOut laid_out(html);
  for (const std::string& difference : differences_of_files(laid_out)) ADD_FAILURE() << name << ": " << difference;
}

void expect_generated(AwkwardPage (*generate)(std::uint32_t), std::uint32_t last) {
  const std::uint32_t most = last_page(last);
  for (std::uint32_t number = 1; number <= most; ++number) {
    const AwkwardPage page = generate(number);
    expect_as_laid_out(page.name, page.html);
  }
}

}  // namespace

TEST(WrittenPages, RandomPunctuationIsWhereItWasLaidOut) {
  const std::uint32_t most = last_page(60);
  for (std::uint32_t seed = 1; seed <= most; ++seed)
    expect_as_laid_out("seed " + std::to_string(seed), PunctuationPage(seed).html());
}

TEST(WrittenPages, SamplesAreWhatWasLaidOut) {
  for (const auto& file : sample_files()) {
    const Sample sample(file);
    for (const std::string& difference : differences_of_files(*sample.laid_out))
      ADD_FAILURE() << file.filename() << ": " << difference;
  }
}

TEST(WrittenPages, AllKindsWithDoubledMarksAreWhatWasLaidOut) {
  constexpr std::array<std::string_view, 5> kMarks = {"？！", "！？", "……", "？。", "”。"};
  std::mt19937 random(1);
  for (const auto& file : sample_files()) {
    if (file.stem() != "typical") continue;
    std::string data = read_file(file);
    constexpr std::string_view kStop = "。";
    for (std::size_t at = data.find(kStop); at != std::string::npos; at = data.find(kStop, at + 1)) {
      if (random() % 2 == 0) data.replace(at, kStop.size(), kMarks[random() % kMarks.size()]);
    }
    const Sample sample(file, gongwen::DataSource{file.string(), data});
    for (const std::string& difference : differences_of_files(*sample.laid_out))
      ADD_FAILURE() << file.parent_path().filename() << ": " << difference;
  }
}

TEST(WrittenPages, AwkwardAndRandomPagesAreWhatWasLaidOut) {
  for (const AwkwardPage& page : awkward_pages()) expect_as_laid_out(page.name, page.html);
  expect_generated(random_page, 10);
  expect_generated(random_page_with_areas, 8);
  expect_generated(random_flex_page, 6);
  expect_generated(random_grid_page, 6);
  expect_generated(mixed_page, 20);
  expect_generated(page_of_columns, 6);
  expect_generated(page_of_writing_modes, 12);
}
