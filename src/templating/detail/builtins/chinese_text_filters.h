// Filters and tests for Chinese texts: spelling, readings, and words that an office replaces.
#pragma once

#include "templating/detail/builtins/registry.h"

#include <span>

namespace gongwen::templating {

std::span<const Builtin> chinese_text_filters();
std::span<const Builtin> chinese_reading_filters();
std::span<const Builtin> chinese_reading_tests();
std::span<const Builtin> chinese_words_filters();

}  // namespace gongwen::templating
