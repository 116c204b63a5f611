// All limits of the service as an operator sees them with `gongwen serve --show-config`.
#pragma once

#include "service/serve.h"

#include <string>

namespace gongwen::service {

/// The limits and times that are in force: a JSON object. Passwords in addresses are masked.
/// Members are in camelCase, times in milliseconds or seconds as their names say, sizes in bytes. tests and
/// docs/OPERATING.md rely on the names.
std::string config_json(const ServeOptions& options);

}  // namespace gongwen::service
