#include "data/reading.h"
#include "data/values.h"

#include <gtest/gtest.h>

using namespace gongwen::data;

namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string xml_of(std::string json) {
  const JsonReading reading(std::move(json));
  return reading.ok() ? value_xml(reading.document().root()) : std::string();
}

}  // namespace

TEST(ValueXml, EachTypeIsAnElementAndNumbersStayAsWritten) {
  EXPECT_EQ(xml_of(R"({"甲":[1,-0.10,12345678901234567890.10,true,null,""],"b":{},"c":[]})"),
            std::string(kHead) +
                "<map xmlns=\"http://www.w3.org/2005/xpath-functions\">\n"
                " <array key=\"甲\">\n"
                "  <number>1</number>\n"
                "  <number>-0.10</number>\n"
                "  <number>12345678901234567890.10</number>\n"
                "  <boolean>true</boolean>\n"
                "  <null/>\n"
                "  <string></string>\n"
                " </array>\n"
                " <map key=\"b\"/>\n"
                " <array key=\"c\"/>\n"
                "</map>\n");
}

TEST(ValueXml, WhatXmlHasNoPlaceForHasTheEscapesOfJson) {
  EXPECT_EQ(xml_of(R"({"a\u0001\\":"\u0002\\\uFFFF","b":"\\","c":"<&>\r\n"})"),
            std::string(kHead) +
                "<map xmlns=\"http://www.w3.org/2005/xpath-functions\">\n"
                " <string escaped-key=\"true\" key=\"a\\u0001\\\\\" escaped=\"true\">\\u0002\\\\\\uFFFF</string>\n"
                " <string key=\"b\">\\</string>\n"
                " <string key=\"c\">&lt;&amp;&gt;&#13;\n</string>\n"
                "</map>\n");
}
