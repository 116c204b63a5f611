// The description of the interface for programs: OpenAPI 3.1, made of the routes, so that it cannot say anything else.
#pragma once

#include <string>

namespace gongwen::service {

/// One JSON object in one line.
std::string open_api_json();

}  // namespace gongwen::service
