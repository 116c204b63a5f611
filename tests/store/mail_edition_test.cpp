#include "store/publish/detail/mail_edition.h"

#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::publish;

namespace {

constexpr const char* kIssue =
    R"({"period":"2026-07","file_name":"示例月报2026年第1期","issuer":"某某秘书处","path":"2026/07/","edition":2})";
constexpr const char* kText =
    R"(<nav><h2>目录</h2></nav><section id="text-1"><h2>会议</h2><h3 id="text-2">1. 例会</h3>)"
    R"(<p>见<a href="https://example.cn/a">通知</a>，<a href="#text-3">附件1</a>。</p>)"
    R"(<ol class="points"><li>甲</li><li>乙 &amp; 丙</li></ol>)"
    R"(<figure><img src="data:image/svg+xml,%3Csvg%3E" alt="两项。"></figure></section>)"
    R"(<section id="text-3"><div class="scroll"><table><thead><tr><th>序号</th><th>计划号</th><th>名称</th></tr></thead>)"
    R"(<tbody><tr><td>1</td><td>20269001-T-469</td><td rowspan="2">同一名称</td></tr>)"
    R"(<tr><td>2</td><td>20269002-T-469</td></tr></tbody></table></div></section>)";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(MailEdition, KeepsItsLookWithoutStyleSheets) {
  const MailEdition mail = make_mail_edition({kIssue, kText, "https://s.example.cn/", "bulletin"}, Language::Chinese);
  EXPECT_EQ(mail.subject, "示例月报2026年第1期（更正第1次）");
  for (const char* const no : {" class=", " id=", "<style", "<script", "<nav", "目录", "href=\"#", "src=\"data:"}) {
    EXPECT_FALSE(has(mail.html, no)) << no;
  }
  EXPECT_TRUE(has(mail.html, "href=\"https://s.example.cn/2026/07/index.html\""));
  EXPECT_TRUE(has(mail.html, "href=\"https://s.example.cn/2026/07/bulletin.pdf\""));
  EXPECT_TRUE(has(mail.html, "href=\"https://example.cn/a\""));
  EXPECT_TRUE(has(mail.html, "（2）乙 &amp; 丙"));
  EXPECT_TRUE(has(mail.html, "两项。"));
  // A row is a card with its number in front; a cell of two rows is in both cards.
  EXPECT_TRUE(has(mail.html, "2. 20269002-T-469"));
  EXPECT_TRUE(has(mail.html.substr(mail.html.find("20269002")), "同一名称"));
}

TEST(MailEdition, HasAPlainTextThatSaysTheSame) {
  const MailEdition mail = make_mail_edition({kIssue, kText, "", "bulletin"}, Language::Chinese);
  EXPECT_TRUE(has(mail.text, "【会议】\n\n1. 例会\n\n见通知 <https://example.cn/a>，附件1。\n\n"));
  EXPECT_TRUE(has(mail.text, "2. 乙 & 丙\n"));
  EXPECT_TRUE(has(mail.text, "计划号：20269002-T-469\n名称：同一名称\n"));
  EXPECT_FALSE(has(mail.text, "<p"));
  EXPECT_FALSE(has(mail.html, "href=\"index.html"));
}

TEST(MailEdition, OfAnOldEditionWithoutTextHasItsHead) {
  const MailEdition mail = make_mail_edition({kIssue, "", "https://s.example.cn/", "bulletin"}, Language::English);
  EXPECT_TRUE(has(mail.text, "Read on the web\nhttps://s.example.cn/2026/07/index.html\n"));
}

}  // namespace
