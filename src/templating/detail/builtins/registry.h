// The builtins by name.
#pragma once

#include "templating/detail/builtins/builtin.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// Null when there is none of this name.

const Builtin* find_filter(std::string_view name);
const Builtin* find_test(std::string_view name);
const Builtin* find_global(std::string_view name);
/// A method of values of this kind. One without a function is known to Python, but not supported.
const Builtin* find_method(Kind kind, std::string_view name);

// The name that was most likely meant; empty when none is near.

std::string_view nearest_filter(std::string_view name);
std::string_view nearest_test(std::string_view name);

std::span<const std::string_view> global_names();

// The groups, each in the file of the same name.

std::span<const Builtin> text_filters();
std::span<const Builtin> html_filters();
std::span<const Builtin> number_filters();
std::span<const Builtin> sequence_filters();
std::span<const Builtin> ordering_filters();
std::span<const Builtin> selection_filters();
std::span<const Builtin> mapping_filters();
std::span<const Builtin> layout_filters();
std::span<const Builtin> chinese_likeness_filters();
std::span<const Builtin> chinese_number_filters();
std::span<const Builtin> chinese_date_filters();
std::span<const Builtin> chinese_text_filters();
std::span<const Builtin> chinese_reference_filters();
std::span<const Builtin> chinese_words_filters();
std::span<const Builtin> value_tests();
std::span<const Builtin> comparison_tests();
std::span<const Builtin> chinese_likeness_tests();
std::span<const Builtin> chinese_date_tests();
std::span<const Builtin> chinese_reading_filters();
std::span<const Builtin> chinese_reading_tests();
std::span<const Builtin> text_methods();
std::span<const Builtin> text_search_methods();
std::span<const Builtin> text_layout_methods();
std::span<const Builtin> list_methods();
std::span<const Builtin> tuple_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> number_methods();
std::span<const Builtin> cycler_methods();
std::span<const Builtin> global_functions();

}  // namespace gongwen::templating
