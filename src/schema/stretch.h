// Long data: what a document must have room for, made of data that are ordinary.
#pragma once

#include "data/document.h"
#include "schema/schema.h"

#include <string>

namespace gongwen::schema {

/// The data as JSON with every text as long as the schema lets it be, and with lists of many items: texts and items are
/// repeated. What has a format, a pattern or choices stays as it is, and so do lists whose items must differ.
std::string stretched_json(const Schema& schema, const data::Value& root);

}  // namespace gongwen::schema
