#include "service/detail/calendar_file.h"

#include "base/date.h"
#include "base/format.h"

namespace gongwen::service {
namespace {

constexpr std::size_t kFoldedLine = 75;  // bytes (RFC 5545 section 3.1)

/// Returns the text of a property (RFC 5545 section 3.3.11). Semicolons, commas and backslashes are escaped, line
/// breaks become `
/// `; other control characters are not allowed and left out.
std::string calendar_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) {
      out += c;
    }
  }
  return out;
}

// Folding may not cut a UTF-8 sequence: from byte 75 it goes back to the beginning of a character.
void append_folded(std::string& out, std::string_view line) {
  std::size_t room = kFoldedLine;
  while (line.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;
    out.append(line.substr(0, end));
    out += "\r\n ";
    line.remove_prefix(end);
    room = kFoldedLine - 1;  // the leading space counts
  }
  out.append(line);
  out += "\r\n";
}

/// Returns a time as `20261201T235959`. The caller has added the eight hours of China, so the fields are local
/// time.
std::string calendar_time(inbox::Seconds time) {
  const base::Date date = base::date_of_days(time / base::kSecondsPerDay);
  const inbox::Seconds clock = time % base::kSecondsPerDay;
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", base::year_of(date), base::month_of(date), base::day_of(date),
                     clock / 3'600, clock / 60 % 60, clock % 60);
}

}  // namespace

std::string calendar_file(const CalendarDay& day) {
  // Until 00:00 of the next day in China; `end - 1` lies on the last day, whose beginning is rounded down.
  const inbox::Seconds end = day.until + base::kChinaTime;
  const inbox::Seconds start = (end - 1) / base::kSecondsPerDay * base::kSecondsPerDay;
  std::string out;
  const auto add = [&out](std::string_view line) {
    append_folded(out, line);
  };
  add("BEGIN:VCALENDAR");
  add("VERSION:2.0");
  add("PRODID:-//gongwen//deadlines//ZH");
  add("METHOD:PUBLISH");
  // China has had one time without summer time since 1992.
  add("BEGIN:VTIMEZONE");
  add("TZID:Asia/Shanghai");
  add("BEGIN:STANDARD");
  add("DTSTART:19920101T000000");
  add("TZOFFSETFROM:+0800");
  add("TZOFFSETTO:+0800");
  add("TZNAME:CST");
  add("END:STANDARD");
  add("END:VTIMEZONE");
  add("BEGIN:VEVENT");
  add("UID:" + calendar_text(day.uid));
  // DTSTAMP must be in UTC.
  add("DTSTAMP:" + calendar_time(day.made) + "Z");
  add(fmt::format("SEQUENCE:{}", day.revision));
  add("DTSTART;TZID=Asia/Shanghai:" + calendar_time(start));
  add("DTEND;TZID=Asia/Shanghai:" + calendar_time(end));
  add("SUMMARY:" + calendar_text(day.summary));
  if (!day.description.empty()) add("DESCRIPTION:" + calendar_text(day.description));
  if (!day.address.empty()) add("URL:" + day.address);
  // A deadline does not make the day busy: other things can be planned.
  add("TRANSP:TRANSPARENT");
  add("BEGIN:VALARM");
  add("ACTION:DISPLAY");
  add("DESCRIPTION:" + calendar_text(day.summary));
  add("TRIGGER:-PT15H");  // at nine in the morning of the day before
  add("END:VALARM");
  add("END:VEVENT");
  add("END:VCALENDAR");
  return out;
}

}  // namespace gongwen::service
