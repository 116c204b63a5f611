#include "base/escapes.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(XmlWriter, ElementsNestAndTextsAreEscapedForTheirPlace) {
  std::string out;
  XmlWriter(out).open("entry").attribute("id", "a&\"b\"\n<").element("title", "1 < 2 & \"3\"").close();
  EXPECT_EQ(out, "<entry id=\"a&amp;&quot;b&quot;&#10;&lt;\"><title>1 &lt; 2 &amp; \"3\"</title></entry>");
}

TEST(XmlWriter, AnElementWithoutContentClosesItself) {
  std::string out = "<?xml version=\"1.0\"?>";
  XmlWriter xml(out);
  xml.open("a").open("b").attribute("c", "").close().open("d").text("").close().close();
  EXPECT_EQ(out, "<?xml version=\"1.0\"?><a><b c=\"\"/><d></d></a>");
}

TEST(XmlWriter, LeavesOutWhatXmlHasNoPlaceFor) {
  std::string out;
  XmlWriter(out)
      .open("a")
      .attribute("b",
                 "1\x01"
                 "2")
      .text(
          "3\xEF\xBF\xBE"
          "4\xEF\xBF\xBF"
          "5\xEF\xBC\x9A"
          "\t")
      .close();
  EXPECT_EQ(out, "<a b=\"12\">345\xEF\xBC\x9A\t</a>");
}
