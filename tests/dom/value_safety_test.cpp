#include "diagnostics/catalogue/dom.h"
#include "dom/html_sink.h"

#include <gtest/gtest.h>

using namespace gongwen;

TEST(ValueSafety, ADocumentWithAnotherLanguageIsRefused) {
  const std::string_view html = "<!DOCTYPE html><html lang=\"zh_CN\"><head><title>t</title></head><body></body></html>";
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink);
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics()[0].id, diagnostics::messages::DomBadLanguage);
}
