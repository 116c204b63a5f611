// fmt::format for all modules: the one place where the library is included.
#pragma once

#include <fmt/format.h>
