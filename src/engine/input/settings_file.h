// Files of settings that an operator writes: JSON or YAML that fits a schema of the program.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "schema/schema.h"

#include <memory>
#include <string>

namespace gongwen::engine {

/// Reads a file of settings in JSON, or YAML according to its name, of up to a MiB, that fits the schema. Null after a
/// report: resources/*, data/*.
std::shared_ptr<const data::Document> read_settings_file(const std::string& path, const schema::Schema& schema,
                                                         Run& run);

/// The path of a file that settings name: as it is if it begins with `/`, otherwise from the folder of the settings.
/// Empty for no file.
std::string path_in_settings(const std::string& settings, const std::string& file);

}  // namespace gongwen::engine
