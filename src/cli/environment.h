// The environment of the command: variables, the user, the time of day. Only this code reads it; the library gets it
// through EngineOptions.
#pragma once

#include "gongwen/batch.h"
#include "gongwen/engine.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::cli {

/// The value of an environment variable; nullopt if it is unset or empty.
std::optional<std::string> environment_variable(const char* name);

/// All variables, `NAME=value`, for programs that are started.
std::vector<std::string> all_variables();

/// The value of a secret variable. Removes it from the environment, where other processes of the user could see it, and
/// started programs would inherit it.
std::optional<std::string> take_secret_variable(const char* name);

// The user and the time, for histories.

/// The name of the effective user; the number if the system has no name for it.
std::string user_name();

/// Seconds since 1970 UTC: SOURCE_DATE_EPOCH if it is set, otherwise the system's clock. Only histories, sites and
/// registers contain this time.
std::int64_t wall_clock_seconds();

/// The clock of the system regardless of SOURCE_DATE_EPOCH, for a service, whose drafts and sessions must expire in
/// time.
std::int64_t system_seconds();

/// Endpoint, region and keys from the same variables that AWS tools read.
StorageAccess storage_access();

/// Options with the values of GONGWEN_SHARE, SOURCE_DATE_EPOCH and TMPDIR, and the clock above.
EngineOptions environment_options();
/// Fills in the folders of the installation and the system's folder for temporary files, unless folders are given.
EngineOptions with_all_folders(EngineOptions options);

}  // namespace gongwen::cli
