#include "base/calendar.h"

#include <doctest/doctest.h>

using namespace gongwen::base;

TEST_CASE("moments are written and read back") {
  for (const auto& [moment, text] : {std::pair<Moment, const char*>{0, "1970-01-01T00:00:00Z"},
                                     {951'782'400, "2000-02-29T00:00:00Z"},
                                     {1'710'468'000, "2024-03-15T02:00:00Z"},
                                     {4'102'444'799, "2099-12-31T23:59:59Z"},
                                     {-1, "1969-12-31T23:59:59Z"}}) {
    CHECK(format_moment(moment) == text);
    CHECK(parse_moment(text) == moment);
  }
}

TEST_CASE("every day of some centuries comes back") {
  for (Moment day = -40'000; day < 60'000; day += 1) {
    const Moment moment = day * 86'400 + 12'345;
    REQUIRE(parse_moment(format_moment(moment)) == moment);
  }
}

TEST_CASE("a date alone is noon in China") {
  CHECK(format_moment(*parse_moment("2024-03-15")) == "2024-03-15T04:00:00Z");
  CHECK(date_in_china(*parse_moment("2024-03-15")) == "2024-03-15");
}

TEST_CASE("the day in China begins eight hours before that in Greenwich") {
  CHECK(date_in_china(*parse_moment("2024-02-29T15:59:59Z")) == "2024-02-29");
  CHECK(date_in_china(*parse_moment("2024-02-29T16:00:00Z")) == "2024-03-01");
}

TEST_CASE("what is no moment is refused") {
  for (const char* text :
       {"", "soon", "2024-02-30", "2024-13-01", "2024-00-01", "2024-3-15", "2024-03-15T02:00:00",
        "2024-03-15T24:00:00Z", "2024-03-15T02:60:00Z", "2024-03-15 02:00:00Z", "2024-03-15T02:00:00ZZ"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_moment(text));
  }
}

TEST_CASE("months follow one another over the year's end") {
  CHECK(Month::parse("2024-12")->next().text() == "2025-01");
  CHECK(Month::parse("2024-01")->next().text() == "2024-02");
  CHECK(*Month::parse("2024-02") < *Month::parse("2024-10"));
  for (const char* text : {"2024-00", "2024-13", "2024-2", "2024/02", "2024-02-01", ""})
    CHECK_FALSE(Month::parse(text));
}
