// The version of a store's form. Each store carries one and is checked when it is opened. An older one is read as it
// is, and brought to the present version by the first change that is made to it; a newer one is left alone.
//   1  the first form
//   2  the history says who made a change
#pragma once

#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

inline constexpr int kFirstVersion = 1;
inline constexpr int kStoreVersion = 2;

/// The version that a store states, as a number. Nothing when it is none, or one that this program does not know, which
/// is reported: store/newer, store/damaged.
std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
