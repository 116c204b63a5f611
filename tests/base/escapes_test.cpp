#include "base/escapes.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(Percent, TriplesAreTakenBackAndIllFormedOnesStay) {
  EXPECT_EQ(percent_decoded("a%25b%7e%E5%85%ACx%2"), "a%b~公x%2");
  EXPECT_EQ(percent_decoded("%"), "%");
  EXPECT_EQ(percent_decoded("%g0%0g"), "%g0%0g");
  EXPECT_EQ(percent_decoded("%41"), "A");
}

TEST(Percent, AStrictReaderRefusesIllFormedTriples) {
  EXPECT_EQ(parse_percent_encoded("a%2Fb%25"), "a/b%");
  EXPECT_EQ(parse_percent_encoded("plain"), "plain");
  for (const char* text : {"%", "a%2", "%g0", "%0g", "%41%4"}) EXPECT_FALSE(parse_percent_encoded(text)) << text;
}

TEST(Percent, EveryByteComesBack) {
  for (int byte = 0; byte < 256; ++byte) {
    std::string text;
    append_percent_encoded(text, static_cast<char>(byte));
    EXPECT_EQ(text.size(), 3U);
    EXPECT_EQ(percent_decoded(text), std::string(1, static_cast<char>(byte)));
  }
  std::string text;
  append_percent_encoded(text, '\xAC');
  EXPECT_EQ(text, "%AC");
}
