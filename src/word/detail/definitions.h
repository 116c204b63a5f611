// Reads the parts that a document refers to: theme, settings, styles, numbering, building blocks, properties.
#pragma once

#include "word/detail/story_reader.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::word {

/// Each reads the XML of one part. Returns whether it is well-formed; a damaged part is used as far as it goes.
bool read_theme(std::string_view xml, const WordLimits& limits, ThemeFonts& theme);
bool read_settings(std::string_view xml, const WordLimits& limits, Settings& settings);
bool read_styles(std::string_view xml, Reading& reading);
bool read_numbering(std::string_view xml, Reading& reading);
bool read_building_blocks(std::string_view xml, const WordLimits& limits, BuildingBlocks& blocks);
/// Elements of docProps/core.xml by their local names.
bool read_core(std::string_view xml, const WordLimits& limits, std::map<std::string, std::string>& properties);
/// Properties of docProps/custom.xml by their names.
bool read_custom(std::string_view xml, const WordLimits& limits, std::map<std::string, std::string>& properties);

}  // namespace gongwen::word
