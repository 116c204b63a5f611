// Fills in any PDF with an AcroForm by the names of its fields, and reads it back; the form need not be gongwen's own.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <optional>

namespace gongwen::engine {

/// See Engine::list_form_fields.
FormFields list_form_fields(const DataSource& form, KindLibrary& kinds);

/// See Engine::fill_form.
Rendering fill_form(const FormFilling& filling, const std::optional<Output>& output, KindLibrary& kinds,
                    FontSource& fonts);

}  // namespace gongwen::engine
