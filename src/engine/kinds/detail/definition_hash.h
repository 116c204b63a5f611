// The hash of a kind's definition: which edition of a form somebody filled in.
#pragma once

#include "engine/kinds/detail/bundle_files.h"

#include <string>

namespace gongwen::engine {

/// 32 hexadecimal digits, from the names and bytes of all files of the bundle and those it shares with others. Files
/// that cannot be read count as empty.
std::string definition_hash(const BundleFiles& files);

}  // namespace gongwen::engine
