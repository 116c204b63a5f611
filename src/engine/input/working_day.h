// Working days by the calendars of the bundles (shared/calendars), for what is no document: mail to the office.
#pragma once

#include "base/date.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Whether a day is a working day: what the test `working_day` of templates says by the calendars in these folders, of
/// which the first that has the year counts. Without one, Monday to Friday are.
bool is_working_day(const std::vector<std::string>& folders, const base::Date& day);

}  // namespace gongwen::engine
