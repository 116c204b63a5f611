// Values with structure: what Markdown and the safe part of HTML become, what is left out, and that nothing of a value
// can end what it stands in or keep the program busy.
#include "base/utf8.h"
#include "templating/detail/markup/cjk.h"
#include "templating/detail/markup/html_reader.h"
#include "templating/detail/markup/markdown_reader.h"
#include "workbench.h"

#include <array>
#include <ctime>
#include <random>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

std::string blocks(std::string_view text) { return from_markdown(text, Shape::Blocks).html; }
std::string line(std::string_view text) { return from_markdown(text, Shape::Line).html; }
std::string safe(std::string_view text) { return from_html(text).html; }

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// `kind line what`, joined by `; `.
std::string findings(const StructuredText& result) {
  constexpr std::array<std::string_view, 12> kKinds{"tag",   "content",   "attribute", "address",
                                                    "image", "depth",     "formula",   "large-formula",
                                                    "pipes", "reference", "comment",   "stray"};
  std::string all;
  for (const Finding& finding : result.findings) {
    if (!all.empty()) all += "; ";
    all += std::string(kKinds[static_cast<std::size_t>(finding.kind)]) + " " + std::to_string(finding.line);
    if (!finding.what.empty()) all += " " + finding.what;
  }
  return all;
}

/// The text between the tags, without any white space.
std::string visible(std::string_view html) {
  std::string text;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    if (!in_tag && !base::is_ascii_space(c)) text.push_back(c);
    if (c == '>') in_tag = false;
  }
  return text;
}

/// Whether each tag is closed in order, and no element but those of a value occurs.
bool is_well_formed(std::string_view html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    const std::size_t end = html.find('>', at);
    if (end == std::string_view::npos) return false;
    std::string_view tag = html.substr(at + 1, end - at - 1);
    at = end;
    if (tag == "br" || tag == "hr") continue;
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
      continue;
    }
    std::string name(tag.substr(0, tag.find(' ')));
    const bool is_heading = name.size() == 8 && name.ends_with("-below");
    if (!is_heading && !find_markup_element(name)) return false;
    open.push_back(std::move(name));
  }
  return open.empty();
}

constexpr Row kBlocks[] = {
    {"甲\n\n乙", "<p>甲</p><p>乙</p>"},
    {"# 一\n\n文\n\n## 二\n\n三\n--", "<h1-below>一</h1-below><p>文</p><h2-below>二</h2-below><h2-below>三</h2-below>"},
    // PDF/UA forbids that a level of headings is left out.
    {"### 一\n##### 二\n# 三", "<h1-below>一</h1-below><h2-below>二</h2-below><h1-below>三</h1-below>"},
    {"- 甲\n- 乙\n  - 丙", "<ul><li>甲</li><li>乙<ul><li>丙</li></ul></li></ul>"},
    {"3. 甲\n4. 乙\n\n   丙", "<ol start=\"3\"><li><p>甲</p></li><li><p>乙</p><p>丙</p></li></ol>"},
    {"（一）甲\n（二）乙", "<p>（一）甲（二）乙</p>"},
    {"1.总则", "<p>1.总则</p>"},
    {"> 引\n> 文", "<blockquote><p>引文</p></blockquote>"},
    {"```c\na < b\n  c\n```", "<pre><code>a &lt; b\n  c</code></pre>"},
    {"`a*b` *c* **d** ***e***", "<p><code>a*b</code> <em>c</em> <strong>d</strong> <em><strong>e</strong></em></p>"},
    {"甲  \n乙\\\n丙", "<p>甲<br>乙<br>丙</p>"},
    {"甲\n\n---\n\n乙", "<p>甲</p><hr><p>乙</p>"},
    {"[网](https://a.cn/?b=1&c=\"d\") <mailto:x@a.cn> [此处](#p1)",
     "<p><a href=\"https://a.cn/?b=1&amp;c=%22d%22\">网</a> <a href=\"mailto:x@a.cn\">mailto:x@a.cn</a> "
     "<a href=\"#p1\">此处</a></p>"},
    {"甲 < 乙 & 丙 &amp; &copy;", "<p>甲 &lt; 乙 &amp; 丙 &amp; ©</p>"},
    {"H<sub>2</sub>O <u>x</u>", "<p>H<sub>2</sub>O <u>x</u></p>"},
    {"<table><tr><td>\n\n**甲**\n\n</td></tr></table>", "<table><tr><td><p><strong>甲</strong></p></td></tr></table>"},
    // Tags of the text end no block of Markdown.
    {"- 甲</li></ul>乙\n- 丙", "<ul><li>甲乙</li><li>丙</li></ul>"},
    {"甲 <b>乙\n\n丙", "<p>甲 <b>乙</b></p><p>丙</p>"},
    {"", ""},
    {"　　首行缩进", "<p>首行缩进</p>"},
};

constexpr Row kLineEnds[] = {
    {"中文\n中文", "<p>中文中文</p>"},
    {"one\ntwo", "<p>one two</p>"},
    {"中文\none", "<p>中文 one</p>"},
    {"中文，\n“中文”\n中文", "<p>中文，“中文”中文</p>"},
    {"**中**\n文", "<p><strong>中</strong>文</p>"},
    {"“a”\nb", "<p>“a” b</p>"},
};

/// The amendment of CommonMark for CJK; Latin text as in CommonMark.
constexpr Row kEmphasis[] = {
    {"**重点：**内容", "<strong>重点：</strong>内容"},
    {"请看**「说明」**一节", "请看<strong>「说明」</strong>一节"},
    {"**（一）**甲", "<strong>（一）</strong>甲"},
    {"前文**“引语”**后文", "前文<strong>“引语”</strong>后文"},
    {"文*（斜）*文", "文<em>（斜）</em>文"},
    {"参见**GB/T 1.1(第1部分)**的规定", "参见<strong>GB/T 1.1(第1部分)</strong>的规定"},
    {"前文**`code`**后文", "前文<strong><code>code</code></strong>后文"},
    {"**注。**", "<strong>注。</strong>"},
    {"한국어**(예)**한국어", "한국어<strong>(예)</strong>한국어"},
    {"**重点**，**要点**。", "<strong>重点</strong>，<strong>要点</strong>。"},
    {"2 ** 3、4 ** 5", "2 ** 3、4 ** 5"},
    {"\\**甲：*乙", "*<em>甲：</em>乙"},
    {"「_x_」", "「<em>x</em>」"},
    {"a**(b)**c", "a**(b)**c"},
    {"a**\"b\"**c **d.**e", "a**\"b\"**c **d.**e"},
    {"snake_case_name", "snake_case_name"},
};

constexpr Row kLines[] = {
    {"**甲** [乙](https://a.cn) H<sub>2</sub>O", "<strong>甲</strong> <a href=\"https://a.cn\">乙</a> H<sub>2</sub>O"},
    {"1. 总则", "1. 总则"},
    {"# 甲", "# 甲"},
    {"    甲", "甲"},
    {"甲\n乙\nc\nd", "甲乙 c d"},
    {"甲\n\n乙", "甲<br>乙"},
    {"**“甲”**乙\n**“丙”**丁", "<strong>“甲”</strong>乙<strong>“丙”</strong>丁"},
    {"<div>甲</div>乙", "甲<br>乙"},
    {"***", "***"},
};

constexpr Row kHtml[] = {
    {"甲<b>乙</b>", "甲<b>乙</b>"},
    {"<p>甲<p>乙", "<p>甲</p><p>乙</p>"},
    {"<ul><li>甲<li>乙</ul>丙", "<ul><li>甲</li><li>乙</li></ul><p>丙</p>"},
    {"<b><i>甲</b>乙</i>丙", "<b><i>甲</i></b><i>乙</i>丙"},
    {"<b><p>甲</p><p>乙</p></b>丙", "<p><b>甲</b></p><p><b>乙</b></p><p>丙</p>"},
    {"<TABLE><TR><TH COLSPAN=2>甲<TR><TD ROWSPAN='2'>乙<TD>丙</TABLE>",
     "<table><tr><th colspan=\"2\">甲</th></tr><tr><td rowspan=\"2\">乙</td><td>丙</td></tr></table>"},
    {"<table><td>甲</table>", "<table><tr><td>甲</td></tr></table>"},
    {"<tr><td>甲</td><td>乙</td></tr>", "<p>甲</p><p>乙</p>"},
    {"<li>甲</li>", "<ul><li>甲</li></ul>"},
    {"<td><div>甲</div>", "<p>甲</p>"},
    {"a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"},
    {"&lt;b&gt;甲&nbsp;&#20057;", "&lt;b&gt;甲\xC2\xA0乙"},
    {"<pre>\na\n b</pre>", "<pre>\na\n b</pre>"},
    {"<!-- x --><?y?><!DOCTYPE html>甲", "甲"},
    {"甲<br>乙<br/><br>丙", "甲<br>乙<br><br>丙"},
    {"甲</br>乙", "甲<br>乙"},
    {"若a<!乙>成立<?丙?>丁", "若a&lt;!乙&gt;成立&lt;?丙?&gt;丁"},
    {"甲<![CDATA[ x > y & z ]]>乙", "甲 x &gt; y &amp; z 乙"},
    {"甲<?php if (a > b) ?>乙", "甲乙"},
    {"</p></div></section>甲", "甲"},
    {"<h2>一<h5>二", "<h1-below>一</h1-below><h2-below>二</h2-below>"},
    {"<ul></ul><p></p><p>甲</p>", "<p>甲</p>"},
    {"<p>中文\n中文 a\nb</p>", "<p>中文中文 a b</p>"},
    {"<a href=\"https://a.cn/x y\">甲</a>", "<a href=\"https://a.cn/x%20y\">甲</a>"},
    {"<b", "&lt;b"},
};

/// A line of HTML without an end begins a paragraph, which the next block ends.
TEST(Markdown, BlocksFollowLinesOfHtml) {
  const std::string blocks_after = "\n\n1. 甲\n2. 乙\n\n# 丙\n\n- 丁";
  const std::string expected = "<ol><li>甲</li><li>乙</li></ol><h1-below>丙</h1-below><ul><li>丁</li></ul>";
  EXPECT_EQ(blocks("<center>通知</center>" + blocks_after), "<p>通知</p>" + expected);
  EXPECT_EQ(blocks("<p>通知" + blocks_after), "<p>通知</p>" + expected);
  EXPECT_EQ(blocks("<!-- c -->通知" + blocks_after), "<p>通知</p>" + expected);
  EXPECT_EQ(blocks("</div>通知" + blocks_after), "<p>通知</p>" + expected);
  EXPECT_EQ(blocks("- <center>通知</center>\n\n  1. 甲"), "<ul><li><p>通知</p><ol><li>甲</li></ol></li></ul>");
}

TEST(Markdown, NoncharactersAreReplaced) { EXPECT_EQ(blocks("甲&#xFFFE;乙&#xFFFF;"), "<p>甲\uFFFD乙\uFFFD</p>"); }

TEST(StructuredText, MarkdownBecomesBlocks) {
  for (const auto& [text, expected] : kBlocks) EXPECT_EQ(blocks(text), expected) << text;
}

TEST(StructuredText, LineEndsBetweenChineseCharactersLeaveNoSpace) {
  for (const auto& [text, expected] : kLineEnds) EXPECT_EQ(blocks(text), expected) << text;
}

TEST(StructuredText, EmphasisWorksBesideChinesePunctuation) {
  for (const auto& [text, expected] : kEmphasis) {
    EXPECT_EQ(line(text), expected) << text;
    EXPECT_EQ(blocks(text), "<p>" + std::string(expected) + "</p>") << text;
  }
}

TEST(StructuredText, LineHasNoBlocks) {
  for (const auto& [text, expected] : kLines) EXPECT_EQ(line(text), expected) << text;
}

TEST(StructuredText, TolerantHtmlBecomesStrict) {
  for (const auto& [text, expected] : kHtml) EXPECT_EQ(safe(text), expected) << text;
}

TEST(StructuredText, UnsafePartsAreLeftOutAndNoted) {
  struct Case {
    std::string_view text;
    std::string_view html;
    std::string_view noted;
  };
  constexpr Case kCases[] = {
      {"甲\n<script>alert('x')</script>乙", "甲乙", "content 2 script"},
      {"<p onclick=\"x()\" style='color:red'>甲</p>", "<p>甲</p>", "attribute 1 onclick; attribute 1 style"},
      {"<a href=\"javascript:x()\">甲</a>", "甲", "address 1 javascript:x()"},
      {"<a href=\"java&#x73;cript:x()\">甲</a>", "甲", "address 1 javascript:x()"},
      {"<a href=\" \tjavascript:x()\">甲</a>", "甲", "address 1  \tjavascript:x()"},
      {"<a href=\"//a.cn\">甲</a><a href=\"file:///etc/passwd\">乙</a><a href=\"x.html\">丙</a>", "甲乙丙",
       "address 1 //a.cn; address 1 file:///etc/passwd; address 1 x.html"},
      {"甲<img src=\"/etc/passwd\" alt=\"图\">", "甲图", "image 1 /etc/passwd"},
      {"<svg><text>x</text><svg></svg></svg>乙", "乙", "content 1 svg"},
      {"甲<script>if (a<!--b) x('<?')</script>乙", "甲乙", "content 1 script"},
      {"<head><title>x</title><style>p > a {}</style>甲", "甲", "content 1 title; content 1 style"},
      {"<font color=red>甲</font><o:p></o:p>", "甲", "tag 1 font; tag 1 o:p"},
      {"甲<center>乙</center>丙<details><summary>丁</summary>戊</details>",
       "<p>甲</p><p>乙</p><p>丙</p><p>丁</p><p>戊</p>", "tag 1 center; tag 1 details"},
      {"<style>p{}</style><iframe src=x><p></iframe>甲", "<p>甲</p>", "content 1 style; content 1 iframe"},
      {"<td colspan=0 rowspan=9999>甲", "<p>甲</p>", "attribute 1 colspan; attribute 1 rowspan"},
      {"<b style=x>甲</b><i style=x>乙</i>", "<b>甲</b><i>乙</i>", "attribute 1 style"},
      {"甲<input value=乙>丙", "甲丙", "content 1 input"},
      {"甲<!-- 乙 -->\n<!---->丙<?php 丁 ?>", "甲丙", "comment 1 <!-- 乙 -->; comment 2 <?php 丁 ?>"},
      {"<?xml:namespace prefix = o />正文是否?>完", "正文是否?&gt;完", ""},
      {"<!--[if mso]><xml></xml><![endif]--><!DOCTYPE html><?xml version=\"1.0\"?><!--StartFragment-->甲", "甲", ""},
      {"<ol>说明<li>甲<li>乙</ol>", "<ol><li>说明</li><li>甲</li><li>乙</li></ol>", "stray 1 说明"},
      {"<table>甲<tr><td>乙</td></tr></table>", "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
       "stray 1 甲"},
  };
  for (const auto& [text, html, noted] : kCases) {
    const StructuredText result = from_html(text);
    EXPECT_EQ(result.html, html) << text;
    EXPECT_EQ(findings(result), noted) << text;
  }
  constexpr Case kMarkdown[] = {
      {"甲\n\n[乙](javascript:x) ![图](file:///a.png \"t\")", "<p>甲</p><p>乙 图</p>",
       "address 3 javascript:x; image 3 file:///a.png"},
      {"甲\n\n<script>\nx\n</script>\n\n乙", "<p>甲</p><p>乙</p>", "content 3 script"},
      {"甲 <script>x</script> 乙", "<p>甲  乙</p>", "content 1 script"},
      {"甲 <svg> 乙\n\n丙", "<p>甲 </p><p>丙</p>", "content 1 svg"},
      {"甲。\n\n[注]: 本表数据不含港澳台地区", "<p>甲。</p><p>[注]: 本表数据不含港澳台地区</p>", "reference 3 注"},
      {"甲[^1]。\n\n[^1]: https://a.cn", "<p>甲[^1]。</p><p>[^1]: https://a.cn</p>", "reference 3 ^1"},
      {"[1]: 来源一\n[2]: 来源二\n\n> - [3]:\n>   来源三",
       "<p>[1]: 来源一 [2]: 来源二</p><blockquote><ul><li>[3]: 来源三</li></ul></blockquote>",
       "reference 1 1; reference 2 2; reference 4 3"},
      {"[甲]: https://a.cn\n\n[乙]: https://b.cn\n\n[词][乙]",
       "<p>[甲]: https://a.cn</p><p><a href=\"https://b.cn\">词</a></p>", "reference 1 甲"},
      {"[A  b]: <https://a.cn>\n\n[a b]", "<p><a href=\"https://a.cn\">a b</a></p>", ""},
      {"[É]: https://a.cn\n\n[é]", "<p><a href=\"https://a.cn\">é</a></p>", ""},
      {"[甲](https://a.cn) \\[甲] `[甲]`\n\n[甲]: https://b.cn",
       "<p><a href=\"https://a.cn\">甲</a> [甲] <code>[甲]</code></p><p>[甲]: https://b.cn</p>", "reference 3 甲"},
      {"[甲]: 乙\n\n[甲]: 丙", "<p>[甲]: 乙</p><p>[甲]: 丙</p>", "reference 1 甲"},
      {"[甲]: #b\n\n[甲]: #c\n\n[甲]", "<p><a href=\"#b\">甲</a>: #c</p><p><a href=\"#b\">甲</a></p>",
       "reference 3 甲"},
      {"> [甲]:\n> <>", "<blockquote><p>[甲]: &lt;&gt;</p></blockquote>", ""},
      {"> [甲]:\n> https://a.cn\n\n[甲]", "<p><a href=\"https://a.cn\">甲</a></p>", ""},
      {"[甲]:\n```\n[乙]: 1\n```\n\n[丙]: 2", "<p>[甲]:</p><pre><code>[乙]: 1</code></pre><p>[丙]: 2</p>",
       "reference 6 丙"},
      {"[甲]:\n乙\n===\n[丙]: 丁", "<h1-below>[甲]: 乙</h1-below><p>[丙]: 丁</p>", "reference 1 甲; reference 4 丙"},
      {"[甲]:\n[乙]: \"丙\"", "<p>[甲]: [乙]: \"丙\"</p>", ""},
      {"```\n[注]: 甲\n```\n\n乙`\n[注]: 丙`\n\n<b>\n[注]: 丁\n</b>",
       "<pre><code>[注]: 甲</code></pre><p>乙<code> [注]: 丙</code></p><p><b>[注]: 丁</b></p>", ""},
      {"甲\n\n<!-- 乙\n\n丙", "<p>甲</p><p>&lt;!-- 乙</p><p>丙</p>", ""},
      {"| 甲 | 乙 |\n|----|----|\n| 丙 | 丁 |", "<p>| 甲 | 乙 | |----|----| | 丙 | 丁 |</p>", "pipes 2"},
  };
  for (const auto& [text, html, noted] : kMarkdown) {
    const StructuredText result = from_markdown(text, Shape::Blocks);
    EXPECT_EQ(result.html, html) << text;
    EXPECT_EQ(findings(result), noted) << text;
  }
}

TEST(StructuredText, AnAttributeCountsOnce) {
  std::string tag = "<a href=\"https://a.cn\"";
  for (int i = 0; i < 200; ++i) tag += " x" + std::to_string(i) + "=1";
  EXPECT_EQ(from_html(tag + " href=\"https://b.cn\">甲</a>").html, "<a href=\"https://a.cn\">甲</a>");
}

TEST(StructuredText, FindingsAreLimited) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "<x" + std::to_string(i) + ">甲";
  const StructuredText result = from_html(text);
  EXPECT_EQ(result.findings.size(), kMaxFindings);
  EXPECT_EQ(result.more_findings, 100 - kMaxFindings);
}

TEST(StructuredText, HostileTextsAnswerQuickly) {
  const std::string many_references = "[a]: https://a.cn/" + repeated("x", 1900) + "\n\n" + repeated("[a] ", 49'000);
  const std::string long_link = "<a href=\"https://a.cn/" + repeated("x", 1900) + "\">" + repeated("<p>x", 4'000);
  const std::string texts[] = {repeated("> ", 10'000) + "甲",
                               repeated("> ", 99'000),
                               repeated("- ", 99'000) + "甲",
                               repeated("*a **b _c ", 19'000),
                               repeated("![[]()", 10'000),
                               repeated("[a](<b", 10'000),
                               repeated("a|", 99'000) + "\n" + repeated("-|", 400),
                               repeated("<b>", 60'000) + repeated("<p>x", 4'000),
                               repeated("<table><tr><td>", 13'000),
                               repeated("<ul><li>", 12'000) + repeated("</ul>", 20'000),
                               repeated("<blockquote>", 8'000) + repeated("</ul>", 20'000),
                               repeated("<a ", 66'000) + ">",
                               repeated("<a b=\"", 33'000),
                               repeated("<!--", 49'000),
                               repeated("<!--\n", 39'000),
                               repeated("<?a", 66'000) + ">",
                               repeated("<![CDATA[", 22'000) + ">",
                               repeated("[a]: b\n", 28'000),
                               repeated("[", 199'000),
                               repeated("<script>", 24'000),
                               repeated("&", 199'000),
                               repeated("<table><td>甲", 13'000),
                               many_references,
                               long_link};
  for (const std::string& text : texts) {
    ASSERT_LE(text.size(), kMaxStructuredText);
    const std::clock_t begin = std::clock();
    for (const StructuredText& result :
         {from_markdown(text, Shape::Blocks), from_markdown(text, Shape::Line), from_html(text)}) {
      EXPECT_TRUE(result.is_too_large || is_well_formed(result.html)) << text.substr(0, 40);
    }
    EXPECT_LT(std::clock() - begin, 20 * CLOCKS_PER_SEC) << text.substr(0, 40);
  }
  EXPECT_TRUE(from_html(long_link).is_too_large);
}

TEST(StructuredText, NestingIsLimitedAndTextIsKept) {
  const StructuredText result = from_markdown(repeated("> ", 10'000) + "甲", Shape::Blocks);
  EXPECT_EQ(visible(result.html), "甲");
  EXPECT_EQ(findings(result), "depth 1 blockquote");
  const StructuredText items = from_html(repeated("<ul><li>", 200) + "甲</li><li>乙</li>");
  EXPECT_NE(items.html.find("<p>甲</p><p>乙</p>"), std::string::npos);
}

/// Random pieces of Markdown and HTML: the result is well-formed, and has the letters of the text in their order.
TEST(StructuredText, RandomTextsStayWholeAndLoseNothing) {
  constexpr std::array<std::string_view, 40> kPieces{
      "甲",    "乙",     "a",    "b",    " ",     "\n",      "\n\n",  "*",     "**",    "_",
      "`",     "# ",     "> ",   "- ",   "1. ",   "    ",    "[",     "](#p)", "<b>",   "</b>",
      "<p>",   "</p>",   "<ul>", "<li>", "</ul>", "<table>", "<tr>",  "<td>",  "</td>", "</table>",
      "<div>", "</div>", "<br>", "：",   "“",     "”",       "```\n", "<i>",   "</i>",  "<blockquote>"};
  std::mt19937 random(20'261'129);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    std::string letters;
    const std::size_t count = random() % 24;
    for (std::size_t i = 0; i < count; ++i) text += kPieces[random() % kPieces.size()];
    for (const auto& [c, length, valid] : base::CodePoints(text)) {
      if (c == U'甲' || c == U'乙' || c == U'：') base::append_utf8(letters, c);
    }
    for (const std::string& html : {blocks(text), line(text), safe(text)}) {
      ASSERT_TRUE(is_well_formed(html)) << text << "\n---\n" << html;
      std::string kept;
      const std::string shown = visible(html);
      for (const auto& [c, length, valid] : base::CodePoints(shown)) {
        if (c == U'甲' || c == U'乙' || c == U'：') base::append_utf8(kept, c);
      }
      ASSERT_EQ(kept, letters) << text << "\n---\n" << html;
    }
  }
}

TEST(MarkupFilters, ValuesBecomeMarkup) {
  EXPECT_EQ(expand("{{ a | markdown }}|{{ a | markdown_inline }}|{{ b | safe_html }}",
                   R"({"a": "**甲**", "b": "<i>乙</i><script>x"})"),
            "<p><strong>甲</strong></p>|<strong>甲</strong>|<i>乙</i>");
  EXPECT_EQ(expand("{{ 'a *b*' | markdown }} {{ a | markdown | striptags }}", R"({"a": "甲 *乙*"})"),
            "<p>a <em>b</em></p> 甲 乙");
}

TEST(MarkupFilters, WhatIsLeftOutIsToldWithItsPlace) {
  Workbench bench;
  bench.with_data(R"json({"a": {"b": "甲\n\n[乙](javascript:x)"}})json").expand("<div>\n{{ a.b | markdown }}");
  EXPECT_EQ(bench.faults(), "link-left-out 2:4 3 @/a/b");
  Workbench constant;
  constant.expand("{{ '<x>' | safe_html }}");
  EXPECT_EQ(constant.faults(), "tag-left-out 1:4 1");
}

TEST(MarkupFilters, OtherValuesAreErrors) {
  EXPECT_EQ(expand("{{ a | markdown }}", R"({"a": 12})"), "wrong-input 1:4 markdown @/a");
  EXPECT_EQ(expand("{{ a | safe_html }}", R"({"a": null})"), "wrong-input 1:4 safe_html @/a");
  EXPECT_EQ(expand("{{ b | markdown }}"), "undefined 1:4 b @");
  EXPECT_EQ(expand("{{ a | markdown_inline }}", "{\"a\": \"" + repeated("x", kMaxStructuredText + 1) + "\"}"),
            "markup-too-long 1:4 200000 @/a");
  Workbench blank;
  blank.missing = MissingData::Blank;
  EXPECT_EQ(blank.expand("[{{ a | markdown }}]"), "[]");
}

}  // namespace
