// A last day as a file for calendars (iCalendar, RFC 5545): one event, from the start of the day in China to the moment
// from which it is too late.
//   const std::string file = calendar_file({"call-x2", closes, now, "Last day: …"});
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::service {

/// `method=PUBLISH` must agree with METHOD in the file (RFC 5546, 3.2.1).
inline constexpr std::string_view kCalendarType = "text/calendar; charset=utf-8; method=PUBLISH";

/// `revision` becomes SEQUENCE: a calendar replaces its entry only if this number is higher.
struct CalendarDay {
  std::string uid;           // stays the same for the same day, so that calendars change their entry
  inbox::Seconds until = 0;  // the first second after the day
  inbox::Seconds made = 0;   // when the file was made
  std::string summary;
  std::string description = {};
  std::string address = {};  // of a page; may be empty
  std::int64_t revision = 0;
};

/// Returns the file. Lines end with CRLF, and are folded between characters after at most 75 bytes. The texts must be
/// UTF-8.
std::string calendar_file(const CalendarDay& day);

}  // namespace gongwen::service
