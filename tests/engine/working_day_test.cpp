#include "engine/input/working_day.h"

#include "resources/scratch_folder.h"

#include <gtest/gtest.h>

using gongwen::base::parse_date;
using gongwen::engine::is_working_day;

namespace {

TEST(WorkingDays, AreThoseOfTheCalendar) {
  const std::vector<std::string> folders{GONGWEN_SOURCE_DIR "/templates/shared/calendars"};
  for (const auto& [day, works] : {std::pair{"2026-11-27", true},  // a Friday
                                   {"2026-11-28", false},
                                   {"2026-11-29", false},
                                   {"2026-11-30", true},
                                   {"2026-10-01", false},    // the national day
                                   {"2026-10-10", true}}) {  // a Saturday that makes up for it
    EXPECT_EQ(is_working_day(folders, *parse_date(day)), works) << day;
  }
  EXPECT_TRUE(is_working_day({}, *parse_date("2026-10-01")));
  EXPECT_TRUE(is_working_day({"/none"}, *parse_date("2026-10-01")));
}

/// The first calendar of a year counts; one that is faulty does not.
TEST(WorkingDays, TheFirstCalendarThatHasTheYearCounts) {
  const gongwen::tests::ScratchFolder top;
  for (const auto& [folder, text] :
       {std::pair{"own", R"({"years": {"2026": {"off": [["2026-11-27", "2026-11-27"]], "on": ["2026-11-28"]}}})"},
        {"faulty", R"({"years": {"2026": {"off": ["2026-11-26"], "on": []}}})"}}) {
    top.write(std::string(folder) + "/one.json", text);
  }
  const std::vector<std::string> folders{top.path("faulty"), top.path("own"),
                                         GONGWEN_SOURCE_DIR "/templates/shared/calendars"};
  for (const auto& [day, works] : {std::pair{"2026-11-26", true},
                                   {"2026-11-27", false},
                                   {"2026-11-28", true},
                                   {"2026-10-01", true},      // not in the own calendar, which has the year
                                   {"2025-10-01", false}}) {  // a year that it does not have
    EXPECT_EQ(is_working_day(folders, *parse_date(day)), works) << day;
  }
}

}  // namespace
