#include "dom/html_encoding.h"

#include <string>

#include <gtest/gtest.h>

using gongwen::dom::declared_encoding;
using gongwen::dom::encoding_of_label;

TEST(HtmlEncoding, LabelsInMeta) {
  EXPECT_EQ(declared_encoding("<meta charset=GB2312>"), "gb2312");
  EXPECT_EQ(declared_encoding("<html><head><META  CharSet = 'gbk' ><title>"), "gbk");
  EXPECT_EQ(declared_encoding("<meta name=a content=b/><meta charset=\"utf-8\"/>"), "utf-8");
  EXPECT_EQ(declared_encoding("<meta http-equiv=Content-Type content='text/html; charset=big5'>"), "big5");
  EXPECT_EQ(declared_encoding("<meta content=\"text/html;charset = 'euc-jp'; x\" http-equiv=\"content-type\">"),
            "euc-jp");
}

TEST(HtmlEncoding, WhatNamesNone) {
  for (const char* text :
       {"", "<", "<meta", "<meta>", "<meta charset>", "<meta charset=>", "<meta charset='",
        "<!-- <meta charset=gbk> --><p>", "<!-- <meta charset=gbk>", "<metal charset=gbk>",
        "<meta content='text/html; charset=gbk'>", "<meta http-equiv=content-type content=charset>"}) {
    EXPECT_EQ(declared_encoding(text), "") << text;
  }
  EXPECT_EQ(declared_encoding(std::string(1024, ' ') + "<meta charset=gbk>"), "");
}

TEST(HtmlEncoding, AfterAComment) {
  EXPECT_EQ(declared_encoding("<!--><meta charset=gbk>"), "gbk");
  EXPECT_EQ(declared_encoding("<!-- a > b --><meta charset=gbk>"), "gbk");
}

TEST(HtmlEncoding, EncodingsOfLabels) {
  EXPECT_EQ(encoding_of_label("gb2312"), "GB18030");
  EXPECT_EQ(encoding_of_label("iso-8859-1"), "CP1252");
  EXPECT_EQ(encoding_of_label("utf-16"), "UTF-8");  // HTML: what a meta of single bytes calls so is not
  EXPECT_EQ(encoding_of_label("no-such"), "");
  EXPECT_EQ(encoding_of_label(""), "");
}
