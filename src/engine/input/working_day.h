// Working days by the calendars of the bundles (shared/calendars), for other uses than documents, such as mail to the
// office.
#pragma once

#include "base/date.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Whether a day is a working day, as the test `working_day` of templates decides with the calendars in these folders.
/// The first calendar that has the year counts; without one, Monday to Friday are working days.
bool is_working_day(const std::vector<std::string>& folders, const base::Date& day);

}  // namespace gongwen::engine
