// References in regulations: what is one, and whose parts are meant; and what cn_references says about them.
#include "templating/detail/chinese/references.h"

#include "workbench.h"

#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

constexpr std::string_view kTitle = "网络安全国际标准化活动管理办法";

/// The references with `+` for the document's own, `-` for those of others, `?` where it is open.
std::string marked(std::string_view text, std::string_view title = kTitle) {
  std::string out;
  std::string whole;
  for (const ReferencePiece& piece : parse_references(text, title)) {
    whole += piece.text;
    if (piece.kind == ReferenceKind::None) continue;
    if (!out.empty()) out += ' ';
    out += piece.home == ReferenceHome::Own ? '+' : piece.home == ReferenceHome::Other ? '-' : '?';
    out += piece.text;
  }
  EXPECT_EQ(whole, text);
  return out;
}

}  // namespace

TEST(References, ArticlesOfOtherLaws) {
  EXPECT_EQ(marked("根据《中华人民共和国标准化法》第四十三条、第四十四条的规定"), "-第四十三条 -第四十四条");
  EXPECT_EQ(marked("《刑法》第二百八十五条、第二百八十六条"), "-第二百八十五条 -第二百八十六条");
  EXPECT_EQ(marked("违反标准化法第四十五条的，依照该法第四十六条处理"), "-第四十五条 -第四十六条");
  EXPECT_EQ(marked("《中华人民共和国标准化法》（以下简称《标准化法》）第十条和第五十条"), "-第十条 -第五十条");
  EXPECT_EQ(marked("《标准化法》第二条、第三条"), "-第二条 -第三条");
  EXPECT_EQ(marked("标准化法第四条规定的，该法第五条"), "-第四条 -第五条");
  EXPECT_EQ(marked("《示例法》的第二条，第三条以及第四条至第六条"), "-第二条 -第三条 -第四条 -第六条");
  EXPECT_EQ(marked("《示例条例》（2020年修订）第三十条第二款、第三款"), "-第三十条 -第二款 -第三款");
  EXPECT_EQ(marked("依据《示例办法》附件9作出的决定"), "-附件9");
  EXPECT_EQ(marked("示例管理条例第三章"), "-第三章");
  EXPECT_EQ(marked("依照本法第三条"), "-第三条");
  EXPECT_EQ(marked("其第三条另有规定"), "-第三条");
  EXPECT_EQ(marked("附件1第三条规定"), "+附件1 -第三条");
  EXPECT_EQ(marked("刑法第二百八十五条之一"), "-第二百八十五条");
}

TEST(References, ArticlesOfTheDocumentItself) {
  EXPECT_EQ(marked("按照第十条第二款第（三）项办理"), "+第十条 +第二款 +第（三）项");
  EXPECT_EQ(marked("并遵守本办法第二十三条、第三章的要求"), "+第二十三条 +第三章");
  EXPECT_EQ(marked("依照《标准化法》第四条，参照本办法第五条、第六条"), "-第四条 +第五条 +第六条");
  EXPECT_EQ(marked("《网络安全国际标准化活动管理办法》第三条"), "+第三条");
  EXPECT_EQ(marked("按照{terms}第二款办理，见附件2、附件 3"), "+{terms} +第二款 +附件2 +附件 3");
  EXPECT_EQ(marked("本条第三款、本章第二条"), "+第三款 +第二条");
  EXPECT_EQ(marked("依据《标准化法》，填写申请表（见附件1）"), "+附件1");
  EXPECT_EQ(marked("本规定第三条", "某某规定（试行）"), "+第三条");
  EXPECT_EQ(marked("尤其第三条、附件1、第四条"), "+第三条 +附件1 +第四条");
  EXPECT_EQ(marked("第12条和第 3条"), "+第12条");
}

TEST(References, WhereTheWordsLeaveItOpen) {
  EXPECT_EQ(marked("依照标准化法第四条处理；违反第五条的"), "-第四条 ?第五条");
  EXPECT_EQ(marked("依据《标准化法》的规定，第三条所称的"), "?第三条");
  EXPECT_EQ(marked("依据《标准化法》制定。第三条所称的"), "+第三条");
  EXPECT_EQ(marked("依照刑法的规定，按第三条"), "?第三条");
  EXPECT_EQ(marked("依照《标准化法》第四条和本办法第九条处理；违反第五条的"), "-第四条 +第九条 ?第五条");
  EXPECT_EQ(marked("依照《标准化法》第四条和本办法第九条处理。违反第五条的"), "-第四条 +第九条 +第五条");
  EXPECT_EQ(marked("依照示例管理条例的规定，按第三条"), "?第三条");
  EXPECT_EQ(marked("按照规定第三条"), "?第三条");
  EXPECT_EQ(marked("本规定第三条"), "?第三条");
  EXPECT_EQ(marked("本办法第三条，又违反《示例法》第四条的，按第五条处理"), "+第三条 -第四条 ?第五条");
  EXPECT_EQ(marked("填写专家申请表，违法的，按第三条处理"), "+第三条");
}

TEST(References, WhatIsNoReference) {
  EXPECT_EQ(marked("第一条件是经费，第二条件是人员，第三条线路、第一条例、第二条意见"), "");
  EXPECT_EQ(marked("第一章程，第三项任务，第二款产品，第条，第零条，附件，附件2024"), "");
  EXPECT_EQ(marked("第三条标准是成熟度"), "?第三条");
  EXPECT_EQ(marked(""), "");
}

TEST(References, NumbersInHan) {
  EXPECT_EQ(parse_chinese_number(U"二百八十五"), 285);
  EXPECT_EQ(parse_chinese_number(U"一千零一"), 1001);
  EXPECT_EQ(parse_chinese_number(U"十"), 10);
  EXPECT_EQ(parse_chinese_number(U"一百一十"), 110);
  EXPECT_EQ(parse_chinese_number(U"16"), 16);
  for (const std::u32string_view wrong : {U"", U"二三", U"十百", U"零十", U"99999", U"1一"}) {
    EXPECT_EQ(parse_chinese_number(wrong), 0);
  }
}

TEST(References, TheFilterCnReferences) {
  constexpr std::string_view kData = R"({"doc": {"title": "某办法", "annexes": [{"id": "form"}],
    "chapters": [{"title": "总则", "articles": [{"paragraphs": [{}]}]},
                 {"title": "附则", "id": "end", "articles": [{"id": "terms", "paragraphs": [{}, {"items": [{}, {}]}]}]}]}})";
  const auto shown = [&](std::string_view text) {
    return expand(
        "{% for p in '" + std::string(text) +
            "' | cn_references(doc, doc.chapters[1].articles[0]) if p.kind != 'text' %}{{ p.text }} {{ p.kind }} "
            "{{ p.number }} {{ p.exists }} {{ p.target | default('-') }};{% endfor %}",
        kData);
  };
  EXPECT_EQ(shown("按第二条第二款第二项"),
            "第二条 article 2 True article-2;第二款 paragraph 2 True -;第二项 item 2 True -;");
  EXPECT_EQ(shown("按第三条第二款、第一条第二款第一项"),
            "第三条 article 3 False -;第二款 paragraph 2 True -;第一条 article 1 True article-1;"
            "第二款 paragraph 2 False -;第一项 item 1 False -;");
  EXPECT_EQ(shown("{terms}第三项，本条第三款，{end}，{form}，{none}"),
            "第二条 id 0 True article-2;第三项 item 3 False -;第三款 paragraph 3 False -;第二章 id 0 True chapter-2;"
            "附件 id 0 True annex-1;{none} id 0 False -;");
  EXPECT_EQ(shown("附件1、附件2，第三章"),
            "附件1 annex 1 True annex-1;附件2 annex 2 False -;第三章 chapter 3 False -;");
  EXPECT_EQ(shown("《标准化法》第一条"), "第一条 article 1 True article-1;");
}

TEST(References, TheFilterIsoReference) {
  const auto shown = [](std::string_view text) {
    return expand("{% set r = '" + std::string(text) +
                      "' | iso_reference %}{{ r.publisher }} {{ r.stage }} {{ r.type }} {{ r.number }} {{ r.part }} {{ "
                      "r.draft }} {{ r.year }}",
                  "{}");
  };
  EXPECT_EQ(shown("ISO/IEC CD TS 27103.2"), "ISO/IEC CD TS 27103  2 ");
  EXPECT_EQ(shown("IEC 62443-2-1:2024"), "IEC  IS 62443 2-1 1 2024");
  EXPECT_EQ(expand("{{ 'GB/T 1' | iso_reference is none }}", "{}"), "True");
}
