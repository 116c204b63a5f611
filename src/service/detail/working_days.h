// Working days by the calendars of the bundles (shared/calendars): days off and make-up working days of a country.
#pragma once

#include "base/date.h"

#include <string>
#include <vector>

namespace gongwen::service {

/// Whether people work on this day: from Monday to Friday, unless a calendar in one of the folders says otherwise.
/// Files that cannot be read say nothing; the engine reports them elsewhere.
bool is_working_day(const std::vector<std::string>& folders, const base::Date& day);

}  // namespace gongwen::service
