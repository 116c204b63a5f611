// The limits of the service as `gongwen serve --show-config` prints them for operators.
#pragma once

#include "service/serve.h"

#include <string>

namespace gongwen::service {

/// Returns the limits and times that are in force as a JSON object. Passwords in addresses are masked. Members are in
/// camelCase, times in milliseconds or seconds as their names say, sizes in bytes. Tests and docs/OPERATING.md rely on
/// the names.
std::string config_json(const ServeOptions& options);

}  // namespace gongwen::service
