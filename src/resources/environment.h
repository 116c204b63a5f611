// What the surroundings say: environment variables and the program's own place. Read here and nowhere else, so that
// nothing of it slips into an output unseen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::resources {

/// The value of an environment variable; nothing when it is unset or empty.
std::optional<std::string> environment_variable(const char* name);

/// SOURCE_DATE_EPOCH: the time to be written into outputs whose data has no date, in seconds since 1970 UTC.
std::optional<std::int64_t> source_date_epoch();

/// Folder of the running program; empty when the system does not tell.
std::string program_folder();

}  // namespace gongwen::resources
