// The path of a request as logs have it.
#pragma once

#include <string_view>

namespace gongwen::service {

/// Cuts a path before the first id of a draft, submission, call, job or scan in it, by the table of routes: `/d/` of
/// `/d/7c1f0e5a/files`, `/forms/opinions/calls/` of the page of a call. The address of a draft is half of what opens
/// it.
std::string_view logged_path(std::string_view path);

}  // namespace gongwen::service
