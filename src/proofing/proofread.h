// Proofreading: what in a laid-out document breaks the standards of official documents, with clause, page and line.
//   proofing::proofread(document, *proofing::find_profile("gbt9704"), context);
#pragma once

#include "proofing/profile.h"
#include "proofing/proof_text.h"

namespace gongwen::proofing {

/// Reports: proofing/….
void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context);

}  // namespace gongwen::proofing
