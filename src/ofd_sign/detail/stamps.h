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

/// What a file says of places.
struct Places {
  std::vector<PageArea> pages;
  std::vector<SealRoom> rooms;  // those that no seal is in yet
};

/// Nothing after a report.
/// Reports: ofd-sign/no-place, no-such-place, several-places, outside-page, sign/no-such-page, sign/one-page.
std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const Places& places, const SealSize& size,
                                               const OfdSignOptions& options, diagnostics::DiagnosticSink& sink);

/// Whether a seal is in the room: its middle is there.
bool is_within(const Stamp& stamp, const SealRoom& room);

}  // namespace gongwen::ofd_sign
