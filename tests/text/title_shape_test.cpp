// Titles at 二号 in a line of 156 mm: whole words, in the shape of a trapezium or a rhombus.
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::FontSize;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

namespace {

constexpr double kMeasure = 156 / 25.4 * 96;

std::string title(Bench& bench, std::string_view text, double width = kMeasure) {
  bench.style.size = FontSize::round_from_px(22 * 96 / 72.);
  bench.style.rules.words = WordBreaking::AutoPhrase;
  return bench.lines(text, width, {WrapStyle::Title, TextLength()});
}

/// A line that is narrower than both its neighbours.
bool has_waist(const Bench& bench) {
  for (std::size_t i = 1; i + 1 < bench.ranges.size(); ++i) {
    const TextLength width = bench.ranges[i].width;
    if (width < bench.ranges[i - 1].width && width < bench.ranges[i + 1].width) return true;
  }
  return false;
}

bool is_rectangle(const Bench& bench) {
  for (const LineRange& line : bench.ranges) {
    if (line.width != bench.ranges.front().width) return false;
  }
  return bench.ranges.size() > 1;
}

}  // namespace

TEST(TitleShape, TitlesOfOfficialDocuments) {
  Bench bench;
  struct Case {
    std::string_view text;
    std::string_view lines;
  };
  const Case cases[] = {
      {"关于开展网络安全国家标准立项建议征集工作的通知", "关于开展网络安全国家标准|立项建议征集工作的通知"},
      {"关于印发《网络安全标准化工作要点》的通知", "关于印发《网络安全标准化工作要点》的通知"},
      {"关于公开征求《信息安全技术　网络安全运维实施指南》等3项国家标准（征求意见稿）意见的通知",
       "关于公开征求《信息安全技术|网络安全运维实施指南》等3项|国家标准（征求意见稿）意见的通知"},
      {"关于加强全省网络安全标准化工作提高标准实施效果的若干意见",
       "关于加强全省网络安全标准化工作|提高标准实施效果的若干意见"},
      {"关于17项网络安全国家标准项目立项的通知", "关于17项网络安全国家标准项目立项的通知"},
      {"关于公布2025年网络安全国家标准优秀实践案例获奖名单的通知",
       "关于公布2025年网络安全国家标准|优秀实践案例获奖名单的通知"},
      {"示例省网络安全标准化委员会2026年度第二次工作组“会议周”的预备通知",
       "示例省网络安全标准化委员会2026年度|第二次工作组“会议周”的预备通知"},
      {"关于下达2026年度地方标准制修订项目计划的通知", "关于下达2026年度地方标准|制修订项目计划的通知"},
      {"关于成立示例省数据安全标准化技术委员会的批复", "关于成立示例省数据安全标准化|技术委员会的批复"},
      {"关于国家标准立项目录编制工作有关事项的函", "关于国家标准立项目录编制工作有关事项的函"},
      {"关于转发推荐性国家标准复审结论的通知", "关于转发推荐性国家标准复审结论的通知"},
      {"示例省人民政府办公厅关于进一步加强个人信息保护标准体系建设的实施意见",
       "示例省人民政府办公厅关于进一步|加强个人信息保护标准体系建设的实施意见"},
      {"关于召开网络安全标准化工作座谈会的通知", "关于召开网络安全标准化工作座谈会的通知"},
      {"关于同意示例市开展国家标准化综合改革试点的批复", "关于同意示例市开展|国家标准化综合改革试点的批复"},
      {"关于推荐网络安全标准化专家的通知", "关于推荐网络安全标准化专家的通知"},
      {"关于废止部分地方标准的公告", "关于废止部分地方标准的公告"},
      {"关于做好2026年元旦春节期间网络安全保障和应急值守工作的紧急通知",
       "关于做好2026年元旦春节期间网络安全|保障和应急值守工作的紧急通知"},
      {"关于《示例省数据条例（草案）》征求意见情况的报告", "关于《示例省数据条例（草案）》|征求意见情况的报告"},
      {"关于请求解决标准化技术机构建设经费的请示", "关于请求解决标准化技术机构建设经费的请示"},
      {"关于对未按期完成国家标准制修订任务的单位进行通报批评并限期整改的通报",
       "关于对未按期完成国家标准制修订任务的|单位进行通报批评并限期整改的通报"},
      {"示例省市场监督管理局、示例省互联网信息办公室、示例省教育厅关于联合开展中小学校网络安全标准宣传周活动的通知",
       "示例省市场监督管理局、示例省|互联网信息办公室、示例省教育厅关于联合|开展中小学校网络安全标准宣传周活动的通知"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    EXPECT_EQ(title(bench, each.text), each.lines);
    EXPECT_FALSE(has_waist(bench));
    EXPECT_FALSE(is_rectangle(bench));
  }
}

TEST(TitleShape, TheTitleOfAStandardEndsItsLinesAtTheBlanksBetweenItsParts) {
  Bench bench;
  const double width = 19 * 22 * 96 / 72.;
  EXPECT_EQ(title(bench, "信息安全、网络安全和隐私保护　生成式人工智能服务数据标识安全　第1部分：总体要求", width),
            "信息安全、网络安全和隐私保护|生成式人工智能服务数据标识安全|第1部分：总体要求");
  EXPECT_EQ(title(bench, "网络安全技术　网络安全产品互联互通　第3部分：告警信息格式", width),
            "网络安全技术　网络安全产品互联互通|第3部分：告警信息格式");
  EXPECT_EQ(title(bench, "《网络安全技术　网络安全产品互联互通　第3部分：告警信息格式》", width),
            "《网络安全技术　网络安全产品互联互通|第3部分：告警信息格式》");
  // Unless a line would have less than half of another.
  EXPECT_EQ(title(bench, "数据安全　生成式人工智能服务数据标识安全要求", width),
            "数据安全　生成式人工智能|服务数据标识安全要求");
}

TEST(TitleShape, ForcedBreaksPartATitleInPiecesEachWithItsOwnShape) {
  Bench bench;
  EXPECT_EQ(title(bench, "示例省标准化委员会\n关于公布二〇二五年度网络安全国家标准优秀实践案例获奖名单的通知"),
            "示例省标准化委员会|关于公布二〇二五年度网络安全|国家标准优秀实践案例获奖名单的通知");
}

TEST(TitleShape, ATitleOfWordsThatAreTooWideIsLeftToNarrowing) {
  Bench bench;
  EXPECT_EQ(title(bench, "技术委员会", 100), "技术委|员会");
}

TEST(TitleShape, NoCharacterIsAloneOnALine) {
  Bench bench;
  constexpr double kFiveCharacters = 5.2 * 22 * 96 / 72.;
  EXPECT_EQ(title(bench, "工作组实施国", kFiveCharacters), "工作组|实施国");
  EXPECT_EQ(title(bench, "供应链效果工", kFiveCharacters), "供应链|效果工");
  // Between words, where one word is not too short for it; within one otherwise.
  EXPECT_EQ(title(bench, "标准化技术委员会", kFiveCharacters), "标准化|技术委员会");
  EXPECT_EQ(title(bench, "技术委员会甲", kFiveCharacters), "技术|委员会甲");
  EXPECT_EQ(title(bench, "甲技术委员会", kFiveCharacters), "甲技|术委员会");
}
