#include "intake/saved_time.h"

#include <doctest/doctest.h>

using gongwen::base::format_moment;
using gongwen::intake::moment_of_file_date;
using gongwen::intake::moment_of_saving;

namespace {

std::string utc(std::string_view text) {
  const auto moment = moment_of_file_date(text);
  return moment ? format_moment(*moment) : "nothing";
}

}  // namespace

TEST_CASE("dates of files, with and without a zone") {
  CHECK(utc("D:20300320091500+08'00'") == "2030-03-20T01:15:00Z");
  CHECK(utc("D:20300320091500+08'00") == "2030-03-20T01:15:00Z");
  CHECK(utc("D:20300320011500Z") == "2030-03-20T01:15:00Z");
  CHECK(utc("D:20300320091500") == "2030-03-20T01:15:00Z");
  CHECK(utc("D:20300319201500-05'30'") == "2030-03-20T01:45:00Z");
  CHECK(utc("2030-03-20T01:15:00Z") == "2030-03-20T01:15:00Z");
  CHECK(utc("2030-03-20T01:15:00.250+00:00") == "2030-03-20T01:15:00Z");
}

TEST_CASE("what is no moment") {
  for (const char* text : {"", "D:", "D:20300320", "yesterday", "D:20301320091500Z", "D:2030032009150", "2030-03-20"}) {
    CAPTURE(text);
    CHECK(utc(text) == "nothing");
  }
}

TEST_CASE("a file that was not saved again says nothing of it") {
  CHECK(!moment_of_saving("D:20000101000000Z", "D:20000101000000Z"));
  CHECK(!moment_of_saving("D:20000101000000Z", "D:20000101080000+08'00'"));
  CHECK(!moment_of_saving("", ""));
  CHECK(moment_of_saving("", "D:20300320011500Z").has_value());
  CHECK(moment_of_saving("2000-01-01T00:00:00Z", "2030-03-20T01:15:00Z").has_value());
}
