// The path of a request as logs show it.
#pragma once

#include <string_view>

namespace gongwen::service {

/// Cuts a path before the first id of a draft, submission, call, job or scan in it, by the table of routes:
/// `/d/7c1f0e5a/files` becomes `/d/`, the page of a call `/forms/opinions/calls/`. The address of a draft is one of the
/// two secrets that open it, so it must not be logged.
std::string_view logged_path(std::string_view path);

}  // namespace gongwen::service
