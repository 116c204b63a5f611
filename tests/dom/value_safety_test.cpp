#include "dom/value_safety.h"

#include "diagnostics/catalogue/dom.h"
#include "dom/html_sink.h"

#include <doctest/doctest.h>

using namespace gongwen;

TEST_CASE("language tags are groups of letters and digits with hyphens between them") {
  for (const std::string_view tag : {"zh", "zh-CN", "zh-Hans-CN", "en", "de-1996", "x-klingon", "abcdefgh-12345678"}) {
    CAPTURE(tag);
    CHECK(dom::is_language_tag(tag));
  }
  for (const std::string_view tag :
       {"", "zh_CN", "zh-", "-zh", "zh--CN", "1en", "zh CN", "abcdefghi", "zh-abcdefghi", "中文"}) {
    CAPTURE(tag);
    CHECK_FALSE(dom::is_language_tag(tag));
  }
}

TEST_CASE("a document with another language is refused") {
  const std::string_view html = "<!DOCTYPE html><html lang=\"zh_CN\"><head><title>t</title></head><body></body></html>";
  diagnostics::DiagnosticSink sink;
  dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, sink);
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(sink.diagnostics()[0].id == diagnostics::messages::DomBadLanguage);
}
