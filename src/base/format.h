// fmt::format for all modules: the one place where the library is included. It is compiled in: as a shared library it
// would cost start-up time.
#pragma once

#define FMT_HEADER_ONLY 1  // NOLINT: the library's own switch
#include <fmt/format.h>
