// Filters and tests of Chinese texts: how they are written, read, and given other words by an office.
#pragma once

#include "templating/detail/builtins/registry.h"

#include <span>

namespace gongwen::templating {

std::span<const Builtin> chinese_text_filters();
std::span<const Builtin> chinese_reading_filters();
std::span<const Builtin> chinese_reading_tests();
std::span<const Builtin> chinese_words_filters();

}  // namespace gongwen::templating
