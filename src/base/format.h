// fmt::format for all modules: the only header that includes the library. format.cpp compiles its functions once: the
// shared library would cost start-up time, and the header-only variant 10 % of the compile time.
#pragma once

#include <fmt/format.h>
