// fmt::format for all modules: the one place where the library is included. format.cpp compiles its functions, once: as
// a shared library it would cost start-up time, and compiled in everywhere a tenth of the compile time.
#pragma once

#include <fmt/format.h>
