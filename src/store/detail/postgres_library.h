// The library that speaks to PostgreSQL (libpq). Loaded when the first server is asked: it brings libraries of ciphers
// and directories along, whose loading would cost every start, and it need not be there for the other stores. The usual
// C++ layer over it (libpqxx) would have to be linked, with all of that.
#pragma once

#include <string>

#include <libpq-fe.h>

namespace gongwen::store {

// Each function of the library is a pointer here, called as if it were the function. Null until it is loaded.
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "store/detail/postgres_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library unless it is there. Returns: what was wrong; empty when nothing was.
const std::string& load_postgres_library();

}  // namespace gongwen::store
