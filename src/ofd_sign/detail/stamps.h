// Where a seal is shown: at a place, and in slices on the edges of all pages.
#pragma once

#include "diagnostics/diagnostic.h"
#include "ofd_sign/detail/signature_parts.h"
#include "ofd_sign/sign_ofd.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::ofd_sign {

struct SealSize {
  double width = 0;  // mm
  double height = 0;
};

/// Nothing after a report. Reports: ofd-sign/no-place, no-such-page, outside-page, one-page.
std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const std::vector<PageArea>& pages,
                                               const SealSize& size, const OfdSignOptions& options,
                                               diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_sign
