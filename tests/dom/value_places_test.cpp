// A value of the data at every place of a page, by every way that templates have: it stays text, or it is refused.
#include "data/readers.h"
#include "dom/html_sink.h"
#include "dom/tree.h"
#include "resources/read_file.h"
#include "support/diagnostic_lines.h"
#include "support/require.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr std::string_view kHostile = "\"'><script>alert(1)</script>&lt;{{ 1 }}";

/// The inside of `body` as a dump, or the errors, of `page` with `v` (and `w`) as data.
std::string outcome(std::string_view page, std::string_view v, std::string_view w = {}) {
  resources::SourceStore store;
  templating::MapLoader loader(store);
  loader.add("main", std::string(page));
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const std::string_view names[] = {"main"};
  const auto set = templating::TemplateSet::compile(names, loader, {}, sink);
  tests::require(set.has_value());
  const dom::LiteralTable literals(set->literals());
  dom::HtmlSink html(&literals, origins, sink);
  const std::vector<templating::Binding> bindings{{"v", v}, {"w", w}};
  templating::render(*set, {"main", std::nullopt, bindings, {}}, html, sink);
  const dom::Tree tree = std::move(html).finish();
  if (sink.has_errors()) {
    std::string ids;
    for (const auto& diagnostic : sink.diagnostics()) {
      if (!ids.empty()) ids += ' ';
      ids += diagnostics::catalogue_entry(diagnostic.id).id;
    }
    return ids;
  }
  const std::string dump = dom::dump_dom(tree);
  const std::size_t body = dump.find("  body\n");
  return body == std::string::npos ? dump : dump.substr(body + 7);
}

/// The ways of a value to its place; `@` stands for the place.
std::vector<std::string> ways(std::string_view page) {
  static constexpr std::pair<std::string_view, std::string_view> kWays[] = {
      {"", "{{ v }}"},
      {"{% macro m(x) %}{{ x }}{% endmacro %}", "{{ m(v) }}"},
      {"{% macro m(x) %}{{ x }}{% endmacro %}", "{{ m(v) ~ '' }}"},
      {"{% macro m(x) %}{{ x }}{% endmacro %}{% set u = m(v) %}", "{{ u }}"},
      {"{% set u %}{{ v }}{% endset %}", "{{ u }}"},
      {"{% set u %}{{ v }}{% endset %}{% set u %}{{ u }}{% endset %}", "{{ u }}"},
      {"{% macro c() %}{{ caller() }}{% endmacro %}", "{% call c() %}{{ v }}{% endcall %}"},
      {"", "{% filter trim %}{{ v }}{% endfilter %}"},
      {"", "{{ [v] | join }}"},
      {"", "{{ v | escape }}"},
      {"", "{{ v | escape ~ '' }}"},
      {"", "{{ '' ~ v }}"},
      {"", "{{ '%s' | format(v) }}"},
      {"", "{{ '{}'.format(v) }}"},
      {"", "{{ ('%s' | safe) | format(v) }}"},
      {"", "{{ v | list | join }}"},
      {"", "{% for x in [v] %}{{ x }}{% endfor %}"},
      {"", "{% with x = v %}{{ x }}{% endwith %}"},
      {"", "{% print v %}"},
      {"", "{% autoescape true %}{{ v }}{% endautoescape %}"},
  };
  std::vector<std::string> pages;
  const std::size_t place = page.find('@');
  for (const auto& [before, value] : kWays) {
    std::string text(before);
    text.append(page.substr(0, place)).append(value).append(page.substr(place + 1));
    pages.push_back(std::move(text));
  }
  return pages;
}

struct Row {
  std::string_view page;
  std::string_view value;
  std::string_view expected;
};

void check_all_ways(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    for (const std::string& page : ways(row.page)) {
      SCOPED_TRACE(page);
      SCOPED_TRACE(row.value);
      EXPECT_EQ(outcome(page, row.value), row.expected);
    }
  }
}

constexpr std::string_view kText = "\"\\\"'><script>alert(1)</script>&lt;{{ 1 }}\"\n";

}  // namespace

TEST(ValuePlaces, AValueBetweenTagsAndInQuotedAttributesIsTextWhateverWayItTook) {
  const std::string in_text = "    p\n      " + std::string(kText);
  const std::string in_title = "    p title=" + std::string(kText) + "      \"x\"\n";
  check_all_ways({
      {"<p>@</p>", kHostile, in_text},
      {"<p title=\"@\">x</p>", kHostile, in_title},
      {"<p title='@'>x</p>", kHostile, in_title},
      {"<p data-note=\"@\">x</p>", "a\" onclick=\"b", "    p data-note=\"a\\\" onclick=\\\"b\"\n      \"x\"\n"},
      {"<p>x<template-note>@</template-note></p>", "</template-note>",
       "    p\n      \"x\"\n      template-note\n        \"</template-note>\"\n"},
  });
}

TEST(ValuePlaces, AValueInATitleACommentAStyleElementOrATag) {
  for (const std::string& page : ways("<title>@</title><p>x</p>")) {
    SCOPED_TRACE(page);
    EXPECT_EQ(outcome(page, "</title><p>&amp;"), "    p\n      \"x\"\n");
  }
  check_all_ways({
      {"<p>x<!-- @ --></p>", "--><script>", "    p\n      \"x\"\n"},
      {"<style>p { color: @ }</style><p>x</p>", "red", "dom/value-in-style-element"},
      {"<style>@</style><p>x</p>", "</style><p>", "dom/value-in-style-element"},
      {"<p @>x</p>", "title", "dom/value-in-tag"},
      {"<p title=\"a\"@>x</p>", " onclick=\"x\"", "dom/value-in-tag"},
      {"<p title=@>x</p>", "a", "dom/unquoted-value dom/value-in-tag"},
  });
  EXPECT_EQ(outcome("<script>{{ v }}</script>", "x"), "dom/unsupported-element dom/unsupported-element");
  EXPECT_EQ(outcome("<p onclick=\"{{ v }}\">x</p>", "x"), "dom/unknown-attribute");
}

TEST(ValuePlaces, AValueInAnAddressHasAHarmlessSchemeOrNone) {
  const std::string_view page = "<p><a href=\"@\">x</a></p>";
  for (const std::string_view url : {"javascript:alert(1)",
                                     "JaVaScRiPt:alert(1)",
                                     " javascript:alert(1)",
                                     "\tjavascript:alert(1)",
                                     "\njavascript:alert(1)",
                                     "java\tscript:alert(1)",
                                     "java\nscript:alert(1)",
                                     "\x01javascript:alert(1)",
                                     "\xC2\xA0javascript:alert(1)",
                                     "\xE2\x80\xA8javascript:alert(1)",
                                     "javascript\t:alert(1)",
                                     "vbscript:x",
                                     "data:text/html,x",
                                     "data:text/html;base64,PHNjcmlwdD4=",
                                     "data:,x",
                                     "DATA:text/html,x",
                                     "file:///etc/passwd",
                                     "blob:x",
                                     "//host/path",
                                     "\\\\host\\path",
                                     "/\\host",
                                     " //host",
                                     ":x",
                                     "view-source:javascript:x"}) {
    for (const std::string& one : ways(page)) {
      SCOPED_TRACE(one);
      SCOPED_TRACE(url);
      EXPECT_EQ(outcome(one, url), "dom/unsafe-url");
    }
  }
  for (const std::string_view url : {"https://www.example.cn/a?b=c:d&e=f", "HTTP://example.cn", "mailto:a@example.cn",
                                     "tel:010", "#part", "a/b:c", "?a:b", "data:image/png;base64,AA==", ""}) {
    for (const std::string& one : ways(page)) {
      SCOPED_TRACE(one);
      SCOPED_TRACE(url);
      EXPECT_EQ(outcome(one, url), "    p\n      a href=\"" + std::string(url) + "\"\n        \"x\"\n");
    }
  }
  // A reference in a value is not a reference; one in a text that the author calls markup is.
  EXPECT_EQ(outcome("<p><a href=\"{{ v }}\">x</a></p>", "javascript&#58;x"),
            "    p\n      a href=\"javascript&#58;x\"\n        \"x\"\n");
  EXPECT_EQ(outcome("<p><a href=\"{{ v | safe }}\">x</a></p>", "javascript&#58;x"), "dom/unsafe-url");
  EXPECT_EQ(outcome("<p><a href=\"{{ v | safe }}\">x</a></p>", "java&Tab;script&colon;x"), "dom/unsafe-url");
  // An address is judged as a whole.
  EXPECT_EQ(outcome("<p><a href=\"{{ v }}{{ w }}\">x</a></p>", "java", "script:x"), "dom/unsafe-url");
  EXPECT_EQ(outcome("<p><a href=\"{{ v }}:{{ w }}\">x</a></p>", "javascript", "x"), "dom/unsafe-url");
  EXPECT_EQ(outcome("<p><a href=\"/{{ v }}\">x</a></p>", "/host"), "dom/unsafe-url");
  for (const std::string_view tag : {"<img alt=\"a\" src=\"{{ v }}\"/>", "<q cite=\"{{ v }}\">x</q>"}) {
    EXPECT_EQ(outcome("<p>" + std::string(tag) + "</p>", "javascript:x"), "dom/unsafe-url");
  }
}

TEST(ValuePlaces, AValueInAStyleAttributeIsOnePlainWordNumberOrColour) {
  const std::string_view page = "<p style=\"width: @\">x</p>";
  using namespace std::string_view_literals;
  for (const std::string_view value :
       {"red;color:blue"sv, "url(x)"sv, "expression(alert(1))"sv, "*/"sv, "/*"sv, "}"sv, "{"sv, "\\75rl(x)"sv, "a b"sv,
        "\"a\""sv, "'"sv, "<"sv, "&#59;"sv, "a\0b"sv, "var(--x)"sv, "@import"sv, "!important"sv, "a:b"sv, "a\nb"sv}) {
    for (const std::string& one : ways(page)) {
      if (value.find('\0') != std::string_view::npos && one.find("list") != std::string::npos) continue;
      SCOPED_TRACE(one);
      SCOPED_TRACE(value);
      EXPECT_EQ(outcome(one, value), "dom/unsafe-style-value");
    }
  }
  check_all_ways({
      {page, "12.5mm", "    p style=\"width: 12.5mm\"\n      \"x\"\n"},
      {page, "-1e-3%", "    p style=\"width: -1e-3%\"\n      \"x\"\n"},
      {page, "#a0B1c2", "    p style=\"width: #a0B1c2\"\n      \"x\"\n"},
      {page, "", "    p style=\"width: \"\n      \"x\"\n"},
  });
  // Each of several values is held to it, and so is what the author calls markup.
  EXPECT_EQ(outcome("<p style=\"width: {{ v }}{{ w }}\">x</p>", "1", "mm"),
            "    p style=\"width: 1mm\"\n      \"x\"\n");
  EXPECT_EQ(outcome("<p style=\"width: {{ v }}{{ w }}\">x</p>", "ur", "l(x)"), "dom/unsafe-style-value");
  EXPECT_EQ(outcome("<p style=\"width: {{ v | safe }}\">x</p>", "1mm&#59;color:red"), "dom/unsafe-style-value");
}

TEST(ValuePlaces, MarkupThatTheAuthorCallsSafeKeepsToTheRulesOfItsPlace) {
  EXPECT_EQ(outcome("<p>{{ v | safe }}</p>", "<b>a</b>&amp;"), "    p\n      b\n        \"a\"\n      \"&\"\n");
  EXPECT_EQ(outcome("<p>{{ v | safe }}</p>", "<script>a</script>"), "dom/unsupported-element");
  EXPECT_EQ(outcome("<p>{{ v | safe }}</p>", "<a href=\"x\" onclick=\"y\">a</a>"), "dom/unknown-attribute");
  EXPECT_EQ(outcome("<p title=\"{{ v | safe }}\">x</p>", "\" lang=\"en"),
            "    p title=\"\\\" lang=\\\"en\"\n      \"x\"\n");
  EXPECT_EQ(outcome("<p {{ v | safe }}>x</p>", "title=\"a\""), "dom/value-in-tag");
  EXPECT_EQ(outcome("<p {{ {'title': v} | xmlattr }}>x</p>", "a"), "dom/value-in-tag");
  EXPECT_EQ(outcome("<p title=\"{{ v | safe }}\">x</p>", "a & b &lt;&nbsp;"),
            "    p title=\"a & b <\xC2\xA0\"\n      \"x\"\n");
  EXPECT_EQ(outcome("<p title=\"{{ v | safe }}\">x</p>", "&nosuch;"), "dom/unknown-reference");
}
