// Several documents as one file.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <optional>

namespace gongwen::engine {

enum class BindingEnd : std::uint8_t { Check, Bytes, File };

/// See Engine::bind. `output` is the file of BindingEnd::File.
Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts);

/// A plan with two parts to be changed; its title is blank.
std::string new_plan(DataForm form, Language language);

}  // namespace gongwen::engine
