// Who runs the program, for histories.
#pragma once

#include <string>

namespace gongwen::resources {

/// The name of the user whose rights the program has; the number when the system knows no name.
std::string user_name();

}  // namespace gongwen::resources
