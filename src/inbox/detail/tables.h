// The tables of an inbox, in the dialects of SQLite and PostgreSQL alike.
#pragma once

#include "database/connection.h"

#include <string>
#include <vector>

namespace gongwen::inbox {

std::vector<std::string> table_statements(database::Dialect dialect);

}  // namespace gongwen::inbox
