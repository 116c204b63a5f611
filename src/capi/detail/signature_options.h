// The options of the calls for signatures: gw_sign, gw_verify, gw_ofd_check.
#pragma once

#include "capi/detail/call_options.h"
#include "gongwen/signatures.h"

#include <cstddef>
#include <vector>

namespace gongwen::capi {

/// Copies the files of a call; reports an argument error to `options` if there are none.
std::vector<FileSource> file_sources(OptionReader& options, const gw_file* files, std::size_t count);

TrustFileNames read_trust(OptionReader& options);
SignOptions read_sign(OptionReader& options);

}  // namespace gongwen::capi
