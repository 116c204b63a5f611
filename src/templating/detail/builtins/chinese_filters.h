// Filters and tests of values in Chinese documents: dates, numbers, references, likeness.
#pragma once

#include "templating/detail/builtins/registry.h"

#include <span>

namespace gongwen::templating {

std::span<const Builtin> chinese_date_filters();
std::span<const Builtin> chinese_date_tests();
std::span<const Builtin> chinese_number_filters();
std::span<const Builtin> chinese_reference_filters();
std::span<const Builtin> chinese_likeness_filters();
std::span<const Builtin> chinese_likeness_tests();

}  // namespace gongwen::templating
