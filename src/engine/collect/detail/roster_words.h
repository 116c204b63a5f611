// Values as short Chinese texts, for the cells of a roster.
#pragma once

#include "data/document.h"
#include "schema/schema.h"

#include <string>

namespace gongwen::engine {

/// A text cut to a length that a cell shows; 是 and 否; the title of a listed value; of a list how many items it has,
/// and what each begins with.
std::string roster_words(const data::Value& value, const schema::Schema& schema);

}  // namespace gongwen::engine
