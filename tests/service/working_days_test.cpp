#include "service/detail/working_days.h"

#include <gtest/gtest.h>

using gongwen::base::parse_date;
using gongwen::service::is_working_day;

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

}  // namespace
