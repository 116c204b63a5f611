// The environment of the command: variables, the user, the time of day. Read here and nowhere else; the library gets it
// through EngineOptions.
#pragma once

#include "gongwen/batch.h"
#include "gongwen/engine.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::cli {

/// The value of an environment variable; nothing when it is unset or empty.
std::optional<std::string> environment_variable(const char* name);

/// The same for a secret: it is wiped from the environment, where other processes of the user see it, and which the
/// programs that this one starts would inherit.
std::optional<std::string> take_secret_variable(const char* name);

// For histories: who does something, and when.

/// The name of the user whose rights the program has; the number when the system knows no name.
std::string user_name();

/// Seconds since 1970 UTC: SOURCE_DATE_EPOCH if it is set, otherwise the system's clock.
/// Only histories, sites and registers contain it.
std::int64_t wall_clock_seconds();

/// The clock of the system, whatever SOURCE_DATE_EPOCH says: for a service, which ends drafts and sessions in time.
std::int64_t system_seconds();

// For storage.

/// Endpoint, region and keys from the variables that the tools of AWS read.
StorageAccess storage_access();

// For the engine.

/// The settings of GONGWEN_SHARE, SOURCE_DATE_EPOCH and TMPDIR, and the clock above.
EngineOptions environment_options();
/// With the folders of the installation, and that of the system for temporary files, where none was named.
EngineOptions with_all_folders(EngineOptions options);

}  // namespace gongwen::cli
