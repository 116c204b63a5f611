// Binds several documents into one file.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <optional>

namespace gongwen::engine {

/// How far to go: check only, bytes in memory, or a written file.
enum class BindingEnd : std::uint8_t { Check, Bytes, File };

/// See Engine::bind. `output` is the file of BindingEnd::File.
Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts);

/// A plan with two example parts and a blank title.
std::string new_plan(DataForm form, Language language);

}  // namespace gongwen::engine
