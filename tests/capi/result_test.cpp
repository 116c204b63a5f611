// What leaves the C interface when the work of a call throws, and the limits of its options.
#include "capi/detail/result.h"

#include "capi/detail/option_reader.h"

#include <new>
#include <stdexcept>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::capi;

namespace {

std::string report_of(gw_result* result) {
  const char* const text = gw_report(result, "en", nullptr);
  std::string report = text == nullptr ? "" : text;
  gw_result_free(result);
  return report;
}

template <typename Thrown>
std::string report_of_thrown(const Thrown& thrown) {
  return report_of(guarded([&]() -> Outcome { throw thrown; }));
}

}  // namespace

TEST(Guarded, WhatIsThrownBecomesAMessage) {
  EXPECT_NE(report_of_thrown(std::bad_alloc()).find("capi/no-memory"), std::string::npos);
  EXPECT_NE(report_of_thrown(std::length_error("x")).find("capi/no-memory"), std::string::npos);
  EXPECT_NE(report_of_thrown(std::runtime_error("甲乙")).find("unexpected error: 甲乙"), std::string::npos);
  EXPECT_NE(report_of_thrown(std::runtime_error("x")).find("\"id\":\"capi/unexpected\""), std::string::npos);
  EXPECT_NE(report_of_thrown(7).find("\"status\":3"), std::string::npos);
}

TEST(Guarded, AResultHasTheMembersOfItsCallBeforeTheMessages) {
  const auto with_kind = [] {
    Outcome outcome;
    outcome.members.set("kind", "甲");
    return outcome;
  };
  EXPECT_EQ(report_of(guarded(with_kind)), R"({"kind":"甲","status":0,"diagnostics":[],"errors":0,"warnings":0})");
  EXPECT_EQ(report_of(guarded([] { return Outcome(); })), R"({"status":0,"diagnostics":[],"errors":0,"warnings":0})");
}

TEST(Guarded, WithoutMemoryForAMessageThereIsAConstantResult) {
  gw_result bare;
  EXPECT_EQ(gw_status(&bare), GW_BAD_ENVIRONMENT);
  EXPECT_TRUE(bare.is_constant);
  gw_result_free(&bare);
  EXPECT_EQ(gw_file_count(&bare), 0U);
}

TEST(OptionReader, ValuesAreTakenOrReportedWithTheirPointers) {
  const std::string_view json = R"({"a": [1], "b": "x", "c": 5, "d": 2.5, "e": null, "f": {"/p": [1, 2]}})";
  OptionReader options("gw_test", json.data(), json.size());
  EXPECT_EQ(options.text("b"), "x");
  EXPECT_EQ(options.count("c", 1, 9), 5U);
  EXPECT_EQ(options.number("d", 0, 0, 3), 2.5);
  EXPECT_FALSE(options.flag("e"));
  EXPECT_EQ(options.values("f").front().second, "[1,2]");
  EXPECT_TRUE(options.texts("a").empty());
  EXPECT_FALSE(options.finish());
  const std::vector<Message> messages = options.report().messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages.front().id, "capi/wrong-type");
  EXPECT_EQ(messages.front().data->pointer, "/a/0");
}
