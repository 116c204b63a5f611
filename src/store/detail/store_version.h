// The format version. It is stored in each store and checked on opening. An older store can be read without changes,
// and the first change upgrades it; a newer one is refused.
//   1  the first format
//   2  the history records who made a change
#pragma once

#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

inline constexpr int kFirstVersion = 1;
inline constexpr int kStoreVersion = 2;

/// Parses the version that a store states. Returns nullopt, after a report, if it is not a number or not known to this
/// program: store/newer, store/damaged.
std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
