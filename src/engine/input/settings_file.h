// Files of settings that an operator writes: JSON or YAML that fits a schema of the program.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "schema/schema.h"

#include <memory>
#include <string>

namespace gongwen::engine {

/// Reads a file of settings in JSON, or YAML according to its name, of up to 1 MiB, and checks it against the schema.
/// Returns null after an error. Reports: resources/*, data/*.
std::shared_ptr<const data::Document> read_settings_file(const std::string& path, const schema::Schema& schema,
                                                         Run& run);

/// The path of a file that settings name: unchanged if it begins with `/`, otherwise relative to the folder of the
/// settings. Empty if `file` is empty.
std::string path_in_settings(const std::string& settings, const std::string& file);

}  // namespace gongwen::engine
